#include "cli/program.h"
#include "real_data.h"

namespace wgan {
namespace {

class RealPictures : public Program {
 protected:
  void trains(const std::string& name, const std::string& count, std::vector<std::string> more) {
    if (!std::filesystem::exists(real_data(name)))
      GTEST_SKIP() << "no pictures at " << real_data(name) << "; set WGAN_TEST_DATA";
    std::vector<std::string> arguments{
        "train", real_data(name), "--loss", "gp",         "--features", "4",     "--batch",
        "8",     "--steps",       "20",     "--n-critic", "1",          "--out", "r"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = good(arguments);
    EXPECT_NE(outcome.err.find("reading " + count + " pictures"), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.err.find("skipped"), std::string::npos) << outcome.err;
    good({"sample", "--ckpt", "r/g.pt", "-n", "4"});
  }
};

TEST_F(RealPictures, ArtworksOnAClearCanvas) { trains("pokemon", "352", {"--size", "64"}); }

TEST_F(RealPictures, SpritesAtTheirOwnSize) {
  trains("pokesprites", "905", {"--size", "68x56", "--channels", "4", "--shift-blank"});
}

TEST_F(RealPictures, JpegFaces) { trains("anime-faces", "2,000", {"--size", "48"}); }

TEST_F(RealPictures, ClassFolders) { trains("cifar10-images", "3,000", {"--size", "32"}); }

TEST_F(RealPictures, Cifar10Binary) { trains("cifar10-bin", "2,000", {"--size", "32", "--flip"}); }

TEST_F(RealPictures, Stl10Binary) { trains("stl10-bin", "252", {"--size", "48", "--flip"}); }

TEST_F(RealPictures, MnistInGray) { trains("mnist-idx", "10,000", {"--size", "28"}); }

}  // namespace
}  // namespace wgan
