#include "cli/program.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// A trained model, copied alone into an empty folder.
class ModelCommands : public Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    good(tiny("gan", "3", "r", {"--size", "20x16"}));
    std::filesystem::copy_file(folder_ / "r/g.pt", folder_ / "g.pt");
    std::filesystem::remove_all(folder_ / "r");
  }
};

TEST_F(ModelCommands, SampleWritesAGrid) {
  EXPECT_EQ(good({"sample", "--ckpt", "g.pt", "-n", "64"}).out, "samples.png\n");
  expect_picture("samples.png", 8 * 22 + 2, 8 * 18 + 2);
  good({"sample", "--ckpt", "g.pt", "-n", "6", "--cols", "2", "--out", "few.png"});
  expect_picture("few.png", 2 * 22 + 2, 3 * 18 + 2);
}

TEST_F(ModelCommands, ASeedIsTheSamePictureWhateverElseIsMade) {
  good({"sample", "--ckpt", "g.pt", "-n", "20", "--files", "a"});
  good({"sample", "--ckpt", "g.pt", "-n", "1", "--seed", "13", "--files", "b"});
  good({"sample", "--ckpt", "g.pt", "-n", "30", "--seed", "5", "--files", "c"});
  expect_picture("a/seed0013.png", 20, 16);
  EXPECT_EQ(pixels("a/seed0013.png"), pixels("b/seed0013.png"));
  EXPECT_EQ(pixels("a/seed0013.png"), pixels("c/seed0013.png"));
  EXPECT_NE(pixels("a/seed0013.png"), pixels("a/seed0014.png"));
}

TEST_F(ModelCommands, TheFolderOfARunStandsForItsModel) {
  std::filesystem::create_directory(folder_ / "run");
  bad(4, "run/g.pt", {"sample", "--ckpt", "run"});
  std::filesystem::copy_file(folder_ / "g.pt", folder_ / "run/g.pt");
  good({"sample", "--ckpt", "g.pt", "--out", "by-file.png"});
  good({"sample", "--ckpt", "run/", "--out", "by-folder.png"});
  EXPECT_EQ(pixels("by-file.png"), pixels("by-folder.png"));
}

TEST_F(ModelCommands, AFileIsNotNamedLikeAnotherKind) {
  bad(2, "x.JPG: it is written as png", {"sample", "--ckpt", "g.pt", "--out", "x.JPG"});
  bad(2, "x.jpg: it is", {"interpolate", "--ckpt", "g.pt", "--out", "x.jpg"});
  bad(2, "x.webp: it is", {"data", "show", "demo", "--out", "x.webp"});
  bad(2, "x.png: it is written as svg", {"describe", "--svg", "x.png"});
  good({"sample", "--ckpt", "g.pt", "-n", "1", "--out", "x.PNG"});
  good({"sample", "--ckpt", "g.pt", "-n", "1", "--out", "x"});
}

TEST_F(ModelCommands, RawUsesTheLastWeights) {
  good({"sample", "--ckpt", "g.pt", "--out", "average.png"});
  good({"sample", "--ckpt", "g.pt", "--raw", "--out", "raw.png"});
  EXPECT_NE(pixels("average.png"), pixels("raw.png"));
}

TEST_F(ModelCommands, AWalkBeginsAndEndsWithTheVerySamples) {
  for (const std::string mode : {"slerp", "lerp"}) {
    good({"interpolate", "--ckpt", "g.pt", "--seeds", "1,5,9", "--steps", "4", "--mode", mode,
          "--out", mode + "/"});
    expect_picture(mode + "/interpolation.png", 4 * 22 + 2, 2 * 18 + 2);
    good({"sample", "--ckpt", "g.pt", "-n", "10", "--files", "s"});
    EXPECT_EQ(pixels(mode + "/frame-00000.png"), pixels("s/seed0001.png"));
    EXPECT_EQ(pixels(mode + "/frame-00003.png"), pixels("s/seed0005.png"));
    EXPECT_NE(pixels(mode + "/frame-00004.png"), pixels("s/seed0005.png")) << "a film stutters";
    EXPECT_EQ(pixels(mode + "/frame-00006.png"), pixels("s/seed0009.png"));
    EXPECT_FALSE(exists(mode + "/frame-00007.png"));
    EXPECT_NE(pixels(mode + "/frame-00001.png"), pixels(mode + "/frame-00000.png"));
  }
  EXPECT_EQ(good({"interpolate", "--ckpt", "g.pt"}).out, "interpolation.png\n");
  expect_picture("interpolation.png", 10 * 22 + 2, 8 * 18 + 2);
}

TEST_F(ModelCommands, AModelMayStandWithoutItsFlag) {
  good({"sample", "--ckpt", "g.pt", "-n", "4", "--out", "by-flag.png"});
  good({"sample", "g.pt", "-n", "4", "--out", "by-word.png"});
  EXPECT_EQ(pixels("by-flag.png"), pixels("by-word.png"));
  EXPECT_EQ(good({"interpolate", "g.pt"}).out, "interpolation.png\n");
  bad(2, "'x' is one argument too many", {"sample", "g.pt", "x"});
  bad(2, "no model named", {"sample"});
}

TEST_F(ModelCommands, APictureGoesToAFileOrIntoAFolder) {
  EXPECT_EQ(good({"sample", "g.pt", "-n", "4", "--out", "new/"}).out, "new/samples.png\n");
  expect_picture("new/samples.png", 2 * 22 + 2, 2 * 18 + 2);
  EXPECT_EQ(good({"sample", "g.pt", "-n", "4", "--out", "new"}).out, "new/samples.png\n");
  for (const char* command : {"sample", "interpolate"}) {
    bad(2, "--out -: pictures are written to files", {command, "g.pt", "--out", "-"});
    EXPECT_FALSE(exists("-"));
  }
  EXPECT_EQ(good({"sample", "g.pt", "-n", "4", "--files", "all", "--out", "all.png"}).out,
            "all\nall.png\n");
  EXPECT_TRUE(exists("all/seed0003.png"));
  good({"sample", "g.pt", "-n", "4", "--out", "grid.png"});
  EXPECT_EQ(pixels("all.png"), pixels("grid.png"));
  good({"sample", "g.pt", "-n", "4", "--files", "singles"});
  EXPECT_FALSE(exists("samples.png"));
}

TEST_F(ModelCommands, InfoAndDescribeCountTheSameParameters) {
  const std::string info = good({"info", "g.pt"}).out;
  const std::string drawn =
      good({"describe", "--loss", "gan", "--size", "20x16", "--features", "4", "--latent", "8"})
          .out;
  const std::string count = drawn.substr(11, drawn.find(' ', 11) - 11);  // "Generator: 7,728 …"
  EXPECT_NE(info.find(cat(", ", count, " parameters")), std::string::npos) << info << drawn;
}

TEST_F(ModelCommands, DescribeTakesNoFlagThatNetworksDoNotFollowFrom) {
  for (const char* flag : {"--rate", "--steps", "--optimizer", "--history", "--flip", "--init"})
    bad(2, cat("there is no flag ", flag), {"describe", flag, "1"});
  good({"describe", "--preset", "mnist-gp", "--channels", "1"});
}

TEST_F(ModelCommands, WrongFilesAreModelErrors) {
  put(folder_ / "text.pt", "hello");
  bad(4, "nowhere.pt", {"sample", "--ckpt", "nowhere.pt"});
  bad(4, "text.pt is no model file of wgan", {"sample", "--ckpt", "text.pt"});
  bad(4, "text.pt is no model file of wgan", {"interpolate", "--ckpt", "text.pt"});
  bad(5, "no/such/folder", {"sample", "--ckpt", "g.pt", "--out", "no/such/folder/a.png"});
  bad(2, "--seeds names the points",
      {"interpolate", "--ckpt", "g.pt", "--seeds", "1,2", "--rows", "3"});
  bad(2, "without --out no grid is drawn",
      {"sample", "--ckpt", "g.pt", "--files", "d", "--cols", "3"});
  bad(2, "--seeds names one point", {"interpolate", "--ckpt", "g.pt", "--seeds", "1"});
}

}  // namespace
}  // namespace wgan
