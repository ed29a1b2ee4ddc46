#include "cli/program.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Two folders of drawn creatures, as classes.
class Conditional : public Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    good({"data", "export", "demo", "--count", "12", "--size", "16", "--out", "p/bird"});
    good({"data", "export", "demo", "--count", "9", "--size", "16", "--seed", "7", "--out",
          "p/ship"});
  }

  std::vector<std::string> train(const std::string& data, std::vector<std::string> more) {
    std::vector<std::string> arguments = tiny("gp", "3", "r", std::move(more));
    arguments[2] = data;
    return arguments;
  }
};

TEST_F(Conditional, AClassIsAskedForByName) {
  good(train("p", {"--conditional"}));
  EXPECT_EQ(good({"sample", "--ckpt", "r/g.pt", "--class", "ship", "-n", "6"}).out,
            "samples.png\n");
  good({"sample", "--ckpt", "r/g.pt", "--class", "ship", "-n", "2", "--files", "ship"});
  good({"sample", "--ckpt", "r/g.pt", "--class", "bird", "-n", "2", "--files", "bird"});
  EXPECT_NE(pixels("ship/seed0001.png"), pixels("bird/seed0001.png"));
  good({"sample", "--ckpt", "r/g.pt", "--class", "all", "-n", "5", "--out", "all.png"});
  const auto all = probe_picture(file("all.png"));
  EXPECT_GT(all->width, 5 * 18 + 2) << "the names of the classes are beside their rows";
  EXPECT_EQ(all->height, 2 * 18 + 2);
  good({"interpolate", "--ckpt", "r/g.pt", "--class", "bird"});
  bad(2, "bird, ship", {"sample", "--ckpt", "r/g.pt", "--class", "brid"});
  EXPECT_NE(good({"info", "r/g.pt"}).out.find("bird"), std::string::npos);
}

TEST_F(Conditional, NamesThatTheFontCannotWriteAreNumbered) {
  std::filesystem::rename(folder_ / "p/ship", folder_ / "p/\u8239");
  good(train("p", {"--conditional"}));
  const Outcome told = good({"sample", "r/g.pt", "--class", "all", "-n", "2"});
  EXPECT_NE(told.err.find("class 2 is \u8239"), std::string::npos) << told.err;
  good({"sample", "r/g.pt", "--class", "\u8239", "-n", "2"});
}

TEST_F(Conditional, AModelWithoutClassesSaysSo) {
  good(train("p", {}));
  EXPECT_EQ(good({"info", "r/state.pt"}).out.find("bird"), std::string::npos) << "names of no use";
  for (const char* name : {"bird", "all"})
    bad(2, "needs a model that was trained with --conditional",
        {"sample", "--ckpt", "r/g.pt", "--class", name});
}

TEST_F(Conditional, PicturesWithoutClassesAreRefusedBeforeTheFirstStep) {
  for (const char* flag : {"--conditional", "--semi"}) {
    for (const char* data : {"demo", "p/bird"}) {
      std::vector<std::string> arguments = train(data, {flag});
      arguments[4] = "gan";
      bad(3, "needs at least two classes", arguments);
      EXPECT_FALSE(exists("r"));
    }
  }
}

TEST_F(Conditional, ARunGoesOnAndKeepsItsClasses) {
  good(train("p", {"--conditional"}));
  good({"train", "--resume", "r", "--steps", "5"});
  good({"sample", "--ckpt", "r/g.pt", "--class", "all", "-n", "2"});
  std::filesystem::rename(folder_ / "p/ship", folder_ / "p/boat");
  for (const char* allow : {"false", "true"})
    bad(3, "learns the classes bird, ship, and the pictures have bird, boat",
        {"train", "--resume", "r", "--steps", "7", cat("--allow-change=", allow)});
}

TEST_F(Conditional, ADryRunAndADescriptionCountTheClassesThatAreThere) {
  const std::string plan =
      good({"train", "p", "--conditional", "--size", "16", "--features", "4", "--dry-run"}).out;
  EXPECT_NE(plan.find("projection of 2 classes"), std::string::npos) << plan;
  const std::string drawn =
      good({"describe", "--data", "p", "--conditional", "--size", "16", "--features", "4"}).out;
  EXPECT_NE(drawn.find("projection of 2 classes"), std::string::npos) << drawn;
  EXPECT_EQ(drawn.find("no pictures were named"), std::string::npos) << drawn;
  const std::string assumed =
      good({"describe", "--conditional", "--size", "16", "--features", "4"}).out;
  EXPECT_NE(assumed.find("for 10 classes, since no pictures were named"), std::string::npos)
      << assumed;
  bad(3, "needs at least two classes", {"train", "demo", "--conditional", "--dry-run"});
}

TEST_F(Conditional, ADumpOfSuchARunRepeats) {
  for (const std::string how : {"--conditional", "--semi"}) {
    std::vector<std::string> arguments =
        train("p", {how, "--rate", "10", "--beta1", "0.99", "--beta2", "0"});
    arguments[4] = "gan", arguments[14] = "60";
    EXPECT_EQ(run(arguments).code, 7);
    int dumps = 0;
    for (const auto& dump : std::filesystem::directory_iterator(folder_ / "r/dumps")) {
      EXPECT_NE(good({"replay", dump.path()}).out.find("found now"), std::string::npos);
      ++dumps;
    }
    EXPECT_GT(dumps, 0);
    std::filesystem::remove_all(folder_ / "r");
  }
}

TEST_F(Conditional, SemiSupervisionTellsTheAccuracyOnHeldOutLabels) {
  bad(2, "use --loss gan", train("p", {"--semi"}));
  std::vector<std::string> arguments =
      train("p", {"--semi", "--semi-labels", "50%", "--log-every", "1"});
  arguments[4] = "gan";
  good(arguments);
  const std::vector<double> accuracies = column_of(file("r/metrics.csv"), "accuracy");
  ASSERT_EQ(accuracies.size(), 3U);
  for (const double accuracy : accuracies) {
    EXPECT_GE(accuracy, 0);
    EXPECT_LE(accuracy, 1);
  }
}

}  // namespace
}  // namespace wgan
