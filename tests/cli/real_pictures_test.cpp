#include "cli/program.h"

namespace wgan {
namespace {

/// On real pictures, where they are: $WGAN_TEST_DATA, else ../shared/data beside the source tree.
class RealPictures : public Program {
 protected:
  std::string data(const std::string& name) {
    const char* given = std::getenv("WGAN_TEST_DATA");
    const std::filesystem::path root = given ? given : WGAN_SOURCE_DIR "/../shared/data";
    return (root / name).string();
  }

  void trains(const std::string& name, const std::string& count, std::vector<std::string> more) {
    if (!std::filesystem::exists(data(name)))
      GTEST_SKIP() << "no pictures at " << data(name) << "; set WGAN_TEST_DATA";
    std::vector<std::string> arguments{"train",   data(name), "--features", "4", "--batch", "8",
                                       "--steps", "20",       "--n-critic", "1", "--out",   "r"};
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
