#include "wgan/inspect/inspect.h"

#include <opencv2/imgcodecs.hpp>
#include <set>

#include "data/pictures.h"
#include "support.h"
#include "wgan/demo/demo.h"

namespace wgan {
namespace {

class Inspect : public testing::Test {
 protected:
  Inspection look() {
    source_ = open_source({.paths = {folder_.path().string()}}, {});
    return inspect(*source_, 2);
  }
  void put_creature(const std::string& name, uint64_t index, int64_t side = 48) {
    put(folder_ / name, encode_png(draw_creature(0, index, {side, side})));
  }
  static std::set<std::string> abouts(const Inspection& found) {
    std::set<std::string> all;
    for (const Finding& finding : found.findings) all.insert(finding.about);
    return all;
  }
  static std::string suggested(const Inspection& found, const std::string& flag) {
    for (const Suggestion& s : found.suggestions) {
      if (s.flag == flag) return s.value;
    }
    return "";
  }
  static std::vector<std::string> names(const ImageSource& source, const Inspection& found,
                                        const std::vector<int64_t>& group) {
    std::vector<std::string> all;
    for (const int64_t i : group)
      all.push_back(source.name(found.used[static_cast<size_t>(i)].index));
    return all;
  }

  TemporaryFolder folder_;
  std::unique_ptr<ImageSource> source_;
};

TEST_F(Inspect, CountsSizesChannelsClassesAndWhatCannotBeUsed) {
  std::filesystem::create_directories(folder_ / "a");
  std::filesystem::create_directories(folder_ / "b");
  put_creature("a/1.png", 1);
  put_creature("a/2.png", 2, 32);
  put(folder_ / "b/3.png", encode_png(Image(48, 48, 1, 3)));
  put(folder_ / "b/4.png", "text");
  const Inspection found = look();
  EXPECT_EQ(found.pictures, 4);
  EXPECT_EQ(found.used.size(), 3u);
  EXPECT_EQ(found.sizes, (std::map<std::string, int64_t>{{"48x48", 2}, {"32x32", 1}}));
  EXPECT_EQ(found.channels.at(1), 1);
  EXPECT_EQ(found.class_counts, (std::vector<int64_t>{2, 1, 0}));
  ASSERT_EQ(found.skipped.size(), 1u);
  EXPECT_EQ(found.skipped[0].name, "b/4.png");
  EXPECT_EQ(found.blank, (std::vector<int64_t>{2}));
  EXPECT_EQ(abouts(found), (std::set<std::string>{"skipped", "blank", "count"}));
  EXPECT_TRUE(found.usable());
}

TEST_F(Inspect, FindsTheSamePixelsAndPicturesThatLookAlike) {
  for (uint64_t i = 0; i < 40; ++i) put_creature("c" + std::to_string(100 + i) + ".png", i, 64);
  put_creature("same.png", 7, 64);
  const Image creature = over_colour(draw_creature(0, 9, {64, 64}), {255, 255, 255});
  cv::Mat bgr(64, 64, CV_8UC3);
  for (int i = 0; i < 64 * 64; ++i) {
    for (int c = 0; c < 3; ++c)
      bgr.data[3 * i + c] = creature.pixels[static_cast<size_t>(3 * i + 2 - c)];
  }
  cv::imwrite((folder_ / "squeezed.jpg").string(), bgr, {cv::IMWRITE_JPEG_QUALITY, 80});
  const Inspection found = look();
  ASSERT_EQ(found.duplicates.size(), 1u);
  EXPECT_EQ(names(*source_, found, found.duplicates[0]),
            (std::vector<std::string>{"c107.png", "same.png"}));
  ASSERT_EQ(found.near_duplicates.size(), 1u);
  EXPECT_EQ(names(*source_, found, found.near_duplicates[0]),
            (std::vector<std::string>{"c109.png", "squeezed.jpg"}));
}

TEST_F(Inspect, SuggestsWhatFitsThePictures) {
  for (uint64_t i = 0; i < 10; ++i) {
    Image sprite(40, 30, 4);  // dark, on clear
    for (int64_t y = 10; y < 25; ++y)
      for (int64_t x = 15; x < 25; ++x)
        for (int64_t c = 0; c < 4; ++c)
          sprite.at(x, y)[c] = c == 3 ? 255 : static_cast<uint8_t>(x * y * (i + 1) % 90);
    put(folder_ / (std::to_string(i) + ".png"), encode_png(sprite));
  }
  const Inspection found = look();
  EXPECT_EQ(suggested(found, "size"), "40x30");
  EXPECT_EQ(suggested(found, "fit"), "cover");
  EXPECT_EQ(suggested(found, "alpha"), "white");
  EXPECT_EQ(suggested(found, "shift-blank"), "true");
}

TEST_F(Inspect, UnevenClassesAreNamed) {
  std::filesystem::create_directories(folder_ / "many");
  std::filesystem::create_directories(folder_ / "one");
  for (uint64_t i = 0; i < 11; ++i) put_creature("many/" + std::to_string(i) + ".png", i, 16);
  put_creature("one/1.png", 50, 16);
  EXPECT_TRUE(abouts(look()).count("balance"));
}

TEST_F(Inspect, OneUsablePictureIsTooFew) {
  put_creature("a.png", 1);
  put(folder_ / "b.png", "");
  EXPECT_FALSE(look().usable());
}

TEST(NearGroups, LinksWhatDiffersInSixBitsThroughOthersToo) {
  std::vector<PerceptualHash> hashes(5);
  hashes[0].hash = 0xF0F0F0F0F0F0F0F0;
  hashes[1].hash = hashes[0].hash ^ 0x8010020100200400;  // six bits, each in a part of its own
  hashes[2].hash =
      hashes[1].hash ^ 0x0000000000003F00;  // twelve from the first, six from the second
  hashes[3].hash = hashes[0].hash ^ 0x007F000000000000;  // seven bits
  hashes[4] = hashes[0];
  hashes[4].colours.fill(60);  // the same shapes in other colours
  EXPECT_EQ(near_groups(hashes), (std::vector<std::vector<int64_t>>{{0, 1, 2}}));
}

}  // namespace
}  // namespace wgan
