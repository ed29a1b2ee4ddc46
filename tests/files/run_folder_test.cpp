#include "wgan/run_folder.h"

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
  EXPECT_EQ(make_run_folder("", "/some/pokemon", "gp").root, "runs/000-pokemon-gp");
  EXPECT_EQ(make_run_folder("", "demo", "clip").root, "runs/001-demo-clip");
  std::filesystem::create_directory("runs/041-other");
  put("runs/notes", "");
  EXPECT_EQ(make_run_folder("", "my pictures!", "gan").root, "runs/042-my-pictures--gan");
}

TEST_F(RunFolderTest, OutMustBeNewOrEmpty) {
  EXPECT_EQ(make_run_folder("mine", "demo", "gp").root, "mine");
  expect_error(ExitCode::kUsage, "not empty", [] { make_run_folder("mine", "demo", "gp"); });
  put("file", "x");
  expect_error(ExitCode::kUsage, "is a file", [] { make_run_folder("file", "demo", "gp"); });
}

TEST_F(RunFolderTest, SamplesSortByStep) {
  const RunFolder folder{"r"};
  EXPECT_EQ(folder.samples(120), "r/samples/step-000120.png");
  EXPECT_EQ(folder.samples(1234567), "r/samples/step-1234567.png");
}

TEST_F(RunFolderTest, ResumingNeedsAState) {
  expect_error(ExitCode::kUsage, "no state.pt", [] { existing_run_folder("nowhere"); });
}

}  // namespace
}  // namespace wgan
