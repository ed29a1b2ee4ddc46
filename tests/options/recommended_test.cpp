#include "wgan/options/recommended.h"

#include "support.h"

namespace wgan {
namespace {

/// The first bytes of a PNG file; colour type 2 is RGB, 3 a palette, 6 RGB with transparency.
std::string png(int width, int height, int type) {
  std::string bytes("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\0\x08\0\0\0\0", 29);
  bytes[18] = static_cast<char>(width >> 8), bytes[19] = static_cast<char>(width & 0xFF);
  bytes[22] = static_cast<char>(height >> 8), bytes[23] = static_cast<char>(height & 0xFF);
  bytes[25] = static_cast<char>(type);
  return bytes;
}

class Recommended : public testing::Test {
 protected:
  void add(const std::string& name, const std::string& bytes) { put(folder_ / name, bytes); }
  Recommendation found() const { return recommended_for({folder_.path().string()}); }

  TemporaryFolder folder_;
};

TEST_F(Recommended, FewPicturesTakeThePresetForThem) {
  for (int i = 0; i < 3; ++i) add("deep/er/" + std::to_string(i) + ".PNG", png(300, 200, 2));
  add("deep/readme.txt", "no picture");
  EXPECT_EQ(found().preset, "recommended-small");
  EXPECT_EQ(found().reason, "3 pictures, fewer than 2,000");
}

TEST_F(Recommended, ManyPicturesTakeTheUsualOne) {
  for (int i = 0; i < 2000; ++i) add(std::to_string(i) + ".jpg", "");
  EXPECT_EQ(found().preset, "recommended");
  EXPECT_EQ(found().reason, "2,000 pictures");
}

TEST_F(Recommended, SmallPicturesWithTransparencyAreSprites) {
  add("a.png", png(68, 56, 6));
  add("b.png", png(128, 16, 3));
  EXPECT_EQ(found().preset, "recommended-pixel");
  add("c.png", png(129, 16, 6));
  EXPECT_EQ(found().preset, "recommended-small");
}

TEST_F(Recommended, WhatTrainingPassesOverDoesNotCount) {
  add("a.png", png(68, 56, 6));
  add(".hidden.png", png(300, 200, 2));
  add("__MACOSX/._a.png", "what macOS puts beside each picture");
  EXPECT_EQ(found().preset, "recommended-pixel");
  EXPECT_TRUE(found().reason.starts_with("1 pictures")) << found().reason;
}

TEST_F(Recommended, AnArchiveCountsAsItsFolder) {
  add("set/fire/a.png", png(68, 56, 6));
  add("set/water/b.png", png(68, 56, 3));
  add("set/__MACOSX/._a.png", "what macOS puts beside each picture");
  ASSERT_EQ(
      std::system(
          ("cd " + folder_.path().string() + " && python3 -m zipfile -c set.zip set").c_str()),
      0);
  const Recommendation packed = recommended_for({(folder_ / "set.zip").string()}),
                       unpacked = recommended_for({(folder_ / "set").string()});
  EXPECT_EQ(packed.preset, "recommended-pixel");
  EXPECT_EQ(packed.preset, unpacked.preset);
  EXPECT_EQ(packed.reason, unpacked.reason);
  EXPECT_EQ(packed.size, unpacked.size);
}

TEST_F(Recommended, OpaquePicturesAreNoSprites) {
  add("a.png", png(68, 56, 6));
  add("b.png", png(68, 56, 2));
  EXPECT_EQ(found().preset, "recommended-small");
}

TEST_F(Recommended, SmallPicturesOfOneSizeAreTrainedAtIt) {
  for (int i = 0; i < 10; ++i) add(std::to_string(i) + ".png", png(68, 56, 6));
  ASSERT_TRUE(found().size);
  EXPECT_EQ(*found().size, (Size{68, 56}));
  add("other.png", png(40, 56, 6));
  EXPECT_TRUE(found().size) << "ten of eleven";
  add("another.png", png(41, 56, 6));
  EXPECT_FALSE(found().size) << "ten of twelve";
}

TEST_F(Recommended, LargePicturesLeaveTheSizeToThePreset) {
  for (int i = 0; i < 10; ++i) add(std::to_string(i) + ".png", png(96, 96, 2));
  EXPECT_FALSE(found().size);
}

TEST_F(Recommended, WhatCannotBeReadCountsAsEmpty) {
  EXPECT_EQ(recommended_for({(folder_ / "none").string()}).preset, "recommended-small");
  EXPECT_EQ(found().preset, "recommended-small");
}

}  // namespace
}  // namespace wgan
