#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "real_data.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// A trained model and two folders of drawn creatures.
class EvaluateProgram : public Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    good({"data", "export", "demo", "--out", "real", "--count", "40", "--size", "20x16"});
    good({"data", "export", "demo", "--out", "fake", "--count", "40", "--size", "20x16", "--seed",
          "1"});
    good({"train", "--data", "real", "--loss", "gan", "--size", "20x16", "--features", "4",
          "--latent", "8", "--batch", "8", "--steps", "3", "--out", "r", "--threads", "1"});
    std::filesystem::copy_file(folder_ / "r/g.pt", folder_ / "g.pt");
  }

  nlohmann::json json(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "evaluate");
    arguments.emplace_back("--json");
    return nlohmann::json::parse(good(arguments).out);
  }
};

TEST_F(EvaluateProgram, EveryNumberHasItsFloorAndItsProtocol) {
  const auto found = json({"--ckpt", "g.pt", "--data", "real"});
  EXPECT_EQ(found["version"], 1);
  for (const char* name : {"colour", "saturated", "spectrum", "checkerboard", "ms-ssim", "nearest",
                           "copies", "bad-rate", "swd", "swd-16"}) {
    ASSERT_TRUE(found["metrics"].contains(name)) << name;
    const auto& metric = found["metrics"][name];
    EXPECT_TRUE(metric["value"].is_number()) << name;
    EXPECT_TRUE(metric["floor"].is_number()) << name;
    EXPECT_LE(metric["low"], metric["value"]) << name;
    EXPECT_GE(metric["high"], metric["value"]) << name;
    EXPECT_EQ(metric["n"], std::string(name) == "ms-ssim" ? 20 : 40) << name;
    EXPECT_EQ(metric["floor_n"], std::string(name) == "ms-ssim" ? 10 : 20) << name;
  }
  EXPECT_EQ(found["protocol"]["pictures"], "40");
  EXPECT_EQ(found["protocol"]["real"], "real");
  EXPECT_EQ(found["protocol"]["prepared"],
            "20x16, colour, --fit cover, --resample lanczos, --alpha white");
  const std::string table = good({"evaluate", "g.pt", "--data", "real"}).out;
  for (const char* part : {"model digest", "real digest", "95 % interval", "swd-16"})
    EXPECT_NE(table.find(part), std::string::npos) << table;
}

TEST_F(EvaluateProgram, TheSameSeedGivesTheSameNumbersOnAnyNumberOfThreads) {
  const auto one = json({"g.pt", "--data", "real", "--threads", "1"});
  EXPECT_EQ(one, json({"g.pt", "--data", "real", "--threads", "3"}));
  EXPECT_NE(one["metrics"], json({"g.pt", "--data", "real", "--seed", "1"})["metrics"]);
}

TEST_F(EvaluateProgram, AReportShowsWhatOtherCommandsLeftInTheRun) {
  EXPECT_NE(file("r/report.html").find("has not been evaluated"), std::string::npos);
  EXPECT_EQ(file("r/report.html").find("Latent space"), std::string::npos);
  good({"evaluate", "r", "--metrics", "swd"});
  EXPECT_FALSE(exists("r/evaluation.json")) << "a part of the metrics is no evaluation";
  EXPECT_NE(good({"evaluate", "r"}).err.find("for wgan report"), std::string::npos);
  good({"explore", "r", "--directions", "2", "--samples", "2", "--out", "r/"});
  good({"report", "r"});
  const std::string page = file("r/report.html");
  for (const char* part : {"Protocol: model", "<th scope=\"row\">swd</th>", "nearest to real",
                           "<h2>Latent space</h2>"})
    EXPECT_NE(page.find(part), std::string::npos) << part;
  EXPECT_EQ(page.find("has not been evaluated"), std::string::npos);
  // What cannot be kept is no failure of the evaluation, and a link leads nowhere.
  std::filesystem::remove(folder_ / "r/evaluation.json");
  put(folder_ / "mine", "untouched");
  std::filesystem::create_symlink("../mine", folder_ / "r/evaluation.json");
  EXPECT_NE(good({"evaluate", "r"}).err.find("not kept"), std::string::npos);
  EXPECT_EQ(file("mine"), "untouched");
}

TEST_F(EvaluateProgram, ARunKnowsItsPictures) {
  EXPECT_EQ(json({"r"})["metrics"], json({"g.pt", "--data", "real"})["metrics"]);
  bad(2, "does not say which pictures it learnt from; name them: --data DIR", {"evaluate", "g.pt"});
}

TEST_F(EvaluateProgram, MeasuresThePicturesOfAnyProgram) {
  const auto found = json({"--real", "real", "--fake", "fake"}),
             same = json({"--real", "real", "--fake", "real"});
  EXPECT_LT(found["metrics"]["bad-rate"]["value"], 0.5);
  EXPECT_EQ(same["metrics"]["copies"]["value"], 1);
  EXPECT_EQ(same["metrics"]["colour"]["value"], 0);
  EXPECT_EQ(found["protocol"]["fake"], "fake");
  // Samples that were written as files are the samples themselves.
  good({"sample", "g.pt", "-n", "40", "--files", "samples"});
  const auto files = json({"--real", "real", "--fake", "samples", "--metrics", "colour"}),
             model = json({"g.pt", "--data", "real", "--metrics", "colour"});
  EXPECT_EQ(files["metrics"]["colour"]["value"], model["metrics"]["colour"]["value"]);
  EXPECT_EQ(files["metrics"].size(), 1U);
}

TEST_F(EvaluateProgram, RepeatsReportTheirSpread) {
  const auto found =
      json({"g.pt", "--data", "real", "--metrics", "colour,saturated", "--repeat", "3"});
  EXPECT_EQ(found["metrics"].size(), 2U);
  EXPECT_GT(found["metrics"]["colour"]["spread"], 0);
  EXPECT_EQ(found["protocol"]["repeats"], "3");
}

TEST_F(EvaluateProgram, DrawsTheNearestPictures) {
  good({"evaluate", "--real", "real", "--fake", "fake", "--metrics", "colour", "--nearest",
        "near.png"});
  expect_picture("near.png", 8 * 22 + 2, 8 * 18 + 2);
  bad(2, "near.jpg: it is written as png",
      {"evaluate", "g.pt", "--data", "real", "--nearest", "near.jpg"});
}

TEST_F(EvaluateProgram, TheTimeLimitSaysWhatIsLeftOut) {
  const auto found = json({"g.pt", "--data", "real", "--time-limit", "0.001s"});
  EXPECT_EQ(found["metrics"].size(), 0U);
  EXPECT_EQ(found["left_out"].size(), 8U);
  EXPECT_EQ(found["left_out"][0], "colour");
}

TEST_F(EvaluateProgram, RefusesWhatItCannotMeasure) {
  bad(2, "no model named", {"evaluate", "--data", "real"});
  bad(2, "give one of the two", {"evaluate", "g.pt", "--real", "real", "--fake", "fake"});
  bad(2, "--fake needs the real pictures beside it", {"evaluate", "--fake", "fake"});
  bad(2, "--fit stretch has no effect here",
      {"evaluate", "g.pt", "--data", "real", "--fit", "stretch"});
  bad(2, "-n 5 has no effect here", {"evaluate", "--real", "real", "--fake", "fake", "-n", "5"});
  bad(3, "--fake missing.npz: there is no such",
      {"evaluate", "--real", "real", "--fake", "missing.npz"});
  bad(2, "-n 2: at least 4 samples", {"evaluate", "g.pt", "--data", "real", "-n", "2"});
  bad(2, "--metrics fid", {"evaluate", "g.pt", "--data", "real", "--metrics", "fid"});
  bad(2, "makes pictures of 3", {"evaluate", "g.pt", "--data", "real", "--channels", "1"});
  good({"data", "export", "demo", "--out", "few", "--count", "2", "--size", "20x16"});
  bad(3, "few has 2 usable pictures; at least 4", {"evaluate", "g.pt", "--data", "few"});
  good({"data", "export", "demo", "--out", "large", "--count", "4", "--size", "32"});
  bad(3, "most pictures of real are smaller (one is 20x16) than the 32x32",
      {"evaluate", "--real", "real", "--fake", "large"});
  std::filesystem::copy(folder_ / "large", folder_ / "mixed");
  std::filesystem::copy_file(folder_ / "fake/creature00000.png", folder_ / "mixed/other.png");
  bad(3, "differ in size", {"evaluate", "--real", "real", "--fake", "mixed"});
  json({"--real", "real", "--fake", "mixed", "--size", "16"});
}

TEST_F(EvaluateProgram, AGreyModelIsNotMeasuredByColoursUnseen) {
  good({"train",  "--data",  "real",       "--channels", "1",        "--loss",    "gan",
        "--size", "20x16",   "--features", "4",          "--latent", "8",         "--batch",
        "8",      "--steps", "2",          "--out",      "grey",     "--threads", "1"});
  bad(3, "makes grey pictures, and those of real have colours; --channels 1",
      {"evaluate", "grey/g.pt", "--data", "real"});
  json({"grey/g.pt", "--data", "real", "--channels", "1"});
}

/// Halves of real pictures are nearer to each other than noise is to them.
TEST_F(EvaluateProgram, OrdersRealPicturesAndSamplesOfTheFirstSteps) {
  const std::string sprites = real_data("pokesprites");
  if (!std::filesystem::exists(sprites)) GTEST_SKIP() << sprites << " is absent";
  good({"train", "--data", sprites, "--loss", "gan", "--size", "32", "--features", "4", "--latent",
        "8", "--batch", "8", "--steps", "2", "--out", "s", "--threads", "1"});
  const auto found = json({"s"});
  for (const char* name : {"swd", "colour", "spectrum", "bad-rate"}) {
    const auto& metric = found["metrics"][name];
    EXPECT_GT(metric["low"], metric["floor"]) << name << metric;
  }
}

}  // namespace
}  // namespace wgan
