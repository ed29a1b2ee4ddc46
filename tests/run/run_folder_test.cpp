#include "wgan/run/run_folder.h"

#include "support.h"

namespace wgan {
namespace {

class RunFolderTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::current_path(folder_.path()); }
  void TearDown() override {
    std::filesystem::current_path(std::filesystem::temp_directory_path());
  }
  TemporaryFolder folder_;
};

TEST_F(RunFolderTest, NumbersGoOnAndNothingIsOverwritten) {
  EXPECT_EQ(make_run_folder("", name_of_data({"/some/pokemon"}), "gp").root, "runs/000-pokemon-gp");
  EXPECT_EQ(make_run_folder("", "demo", "clip").root, "runs/001-demo-clip");
  std::filesystem::create_directory("runs/041-other");
  put("runs/notes", "");
  EXPECT_EQ(make_run_folder("", name_of_data({"my pictures!"}), "gan").root,
            "runs/042-my-pictures--gan");
}

TEST_F(RunFolderTest, DataGivesTheFolderItsName) {
  EXPECT_EQ(name_of_data({"/some/pokemon"}), "pokemon");
  EXPECT_EQ(name_of_data({"a/b", "c"}), "b-and-more");
  EXPECT_EQ(name_of_data({"a/faces.zip"}), "faces");
  EXPECT_EQ(name_of_data({"Faces.TAR.GZ", "c"}), "Faces-and-more");
  EXPECT_EQ(name_of_data({"/"}), "data");
  EXPECT_EQ(name_of_data({}), "data");
  EXPECT_EQ(name_part("lrelu:0.2"), "lrelu-0.2");
}

TEST_F(RunFolderTest, OutMustBeNewOrEmpty) {
  EXPECT_EQ(make_run_folder("mine", "demo", "gp").root, "mine");
  put("mine/.lock", "left by a start that was killed");
  EXPECT_EQ(make_run_folder("mine", "demo", "gp").root, "mine");
  put("mine/settings.flags", "");
  expect_error(ExitCode::kUsage, "not empty", [] { make_run_folder("mine", "demo", "gp"); });
  put("file", "x");
  expect_error(ExitCode::kUsage, "is a file", [] { make_run_folder("file", "demo", "gp"); });
}

TEST_F(RunFolderTest, SamplesSortByStep) {
  const RunFolder folder{"r"};
  EXPECT_EQ(folder.samples(120), "r/samples/step-000120.png");
  EXPECT_EQ(folder.samples(1234567), "r/samples/step-1234567.png");
}

TEST_F(RunFolderTest, ResumingNeedsAStateOrARunThatHadNoTimeForOne) {
  expect_error(ExitCode::kUsage, "no such folder", [] { state_to_resume("nowhere"); });
  std::filesystem::create_directory("empty");
  expect_error(ExitCode::kUsage, "no state.pt", [] { state_to_resume("empty"); });
  put("r/settings.flags", "--data demo\n");
  EXPECT_FALSE(state_to_resume("r").found);
  put("r/metrics.csv", "step\n");
  EXPECT_FALSE(state_to_resume("r").found);
  put("r/metrics.csv", "step\n10\n");
  expect_error(ExitCode::kModel, "its state.pt is missing", [] { state_to_resume("r"); });
  put("r/state.pt", "no state");
  put("r/checkpoints/step-000010.pt", "");
  expect_error(ExitCode::kModel, "no state of it is whole: r/state.pt is no model file",
               [] { state_to_resume("r"); });
}

TEST_F(RunFolderTest, IsNamedByItsFolderOrAState) {
  std::filesystem::create_directories("r/checkpoints");
  EXPECT_EQ(run_of("r").root, "r");
  EXPECT_EQ(run_of("r/").state(), "r/state.pt");
  EXPECT_EQ(run_of("r/state.pt").root, "r");
  EXPECT_EQ(run_of("r/checkpoints/step-000007.pt").root, "r");
  EXPECT_EQ(run_of("r/checkpoints/step-000007.pt.replaced").root, "r");
  EXPECT_EQ(run_of("state.pt").root, ".");
  EXPECT_EQ(run_of("checkpoints/step-000007.pt").root, ".");
  EXPECT_EQ(run_of("elsewhere/step-000007.pt").root, "elsewhere/step-000007.pt") << "no run";
}

TEST_F(RunFolderTest, ARunWithoutANameLiesAmongTheOthers) {
  EXPECT_EQ(place_of_run("mine"), "mine");
  EXPECT_EQ(place_of_run(""), make_run_folder("", "demo", "gp").root.parent_path());
}

TEST_F(RunFolderTest, RowsUpToAStepAreWholeLines) {
  const std::string csv = "step,images\n10,3\n20,6\nx,7\n30,9\n4";
  EXPECT_EQ(csv.substr(0, bytes_up_to(csv, 20)), "step,images\n10,3\n20,6\nx,7\n");
  EXPECT_EQ(csv.substr(0, bytes_up_to(csv, 9)), "step,images\n");
  EXPECT_EQ(csv.substr(0, bytes_up_to(csv, 99)), "step,images\n10,3\n20,6\nx,7\n30,9\n");
  EXPECT_EQ(bytes_up_to("", 9), 0);
}

TEST_F(RunFolderTest, KeepsTheLastStatesAndThoseOfRoundSteps) {
  const std::vector<int64_t> older{0, 100, 200, 250, 300};
  EXPECT_EQ(superfluous(older, 350, {.last = 3, .every = 0}), (std::vector<int64_t>{200, 100, 0}));
  EXPECT_EQ(superfluous(older, 350, {.last = 1, .every = 200}),
            (std::vector<int64_t>{300, 250, 100}));
  EXPECT_EQ(superfluous(older, 350, {.last = 9, .every = 0}), (std::vector<int64_t>{}));
  EXPECT_EQ(superfluous(older, 250, {.last = 3, .every = 0}), (std::vector<int64_t>{300, 100, 0}))
      << "a state of steps that were taken back";
}

TEST_F(RunFolderTest, StepsAreReadFromProperNamesAlone) {
  for (const char* name : {"step-000010.pt", "step-2000000.pt", "step-10.pt", "step-x.pt",
                           "step-000020.pt.tmp", ".step-000030.pt.1.wgan-tmp", "state.pt"})
    put(std::string("c/") + name, "");
  EXPECT_EQ(steps_in("c", ".pt"), (std::vector<int64_t>{10, 2000000}));
}

TEST_F(RunFolderTest, IsClosedWithTheRowAndTheSamplesOfItsStep) {
  const RunFolder folder{"r"};
  put("r/metrics.csv", "step,images\n10,3\n");
  EXPECT_FALSE(is_closed(folder, 10));
  put(folder.samples(10), "");
  EXPECT_TRUE(is_closed(folder, 10));
  put("r/metrics.csv", "step,images\n10,3");
  EXPECT_FALSE(is_closed(folder, 10));
  put("r/metrics.csv", "step,images\n110,3\n");
  EXPECT_FALSE(is_closed(folder, 10));
}

}  // namespace
}  // namespace wgan
