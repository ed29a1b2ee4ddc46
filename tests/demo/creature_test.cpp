#include "wgan/demo/demo.h"

#include <set>

#include "support.h"

namespace wgan {
namespace {

TEST(Creature, IsAFunctionOfSeedAndIndex) {
  EXPECT_EQ(draw_creature(1, 2, {32, 32}), draw_creature(1, 2, {32, 32}));
  EXPECT_NE(draw_creature(1, 2, {32, 32}), draw_creature(1, 3, {32, 32}));
  EXPECT_NE(draw_creature(1, 2, {32, 32}), draw_creature(2, 2, {32, 32}));
}

TEST(Creature, HasTheSizeThatWasAskedForAndAClearBackground) {
  for (const Size size : {Size{16, 16}, Size{32, 32}, Size{68, 56}, Size{100, 128}}) {
    const Image image = draw_creature(0, 7, size);
    EXPECT_EQ(image.width, size.width);
    EXPECT_EQ(image.height, size.height);
    EXPECT_EQ(image.channels, 4);
    EXPECT_EQ(image.at(0, 0)[3], 0);
    EXPECT_EQ(image.at(size.width / 2, size.height * 6 / 10)[3], 255);
  }
}

TEST(Creature, ShapesAndColoursVary) {
  std::set<std::vector<bool>> silhouettes;
  std::set<int> reds;
  for (uint64_t i = 0; i < 50; ++i) {
    const Image image = draw_creature(0, i, {24, 24});
    std::vector<bool> opaque;
    for (size_t p = 3; p < image.pixels.size(); p += 4) opaque.push_back(image.pixels[p] > 127);
    silhouettes.insert(opaque);
    reds.insert(image.at(12, 15)[0] / 16);
  }
  EXPECT_GE(silhouettes.size(), 48u);
  EXPECT_GE(reds.size(), 10u);
}

}  // namespace
}  // namespace wgan
