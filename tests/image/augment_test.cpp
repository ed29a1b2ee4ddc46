#include "wgan/image/augment.h"

#include <cmath>
#include <map>
#include <set>

#include "support.h"

namespace wgan {
namespace {

/// 12x10, white, with a figure of 3x2 pixels, each of its own colour, at (4, 3): margins are left
/// 4, right 5, top 3, bottom 5.
Image figure(int64_t channels = 3) {
  Image image(12, 10, channels, channels == 4 ? 0 : 255);
  for (int64_t y = 3; y < 5; ++y) {
    for (int64_t x = 4; x < 7; ++x) {
      for (int64_t c = 0; c < channels; ++c)
        image.at(x, y)[c] = static_cast<uint8_t>(20 * x + 3 * y + c);
      if (channels == 4) image.at(x, y)[3] = 255;
    }
  }
  return image;
}

/// The pixels that are not blank, with their place in the picture; `corner` is the first of them.
std::map<std::pair<int64_t, int64_t>, std::string> content(
    const Image& image, std::pair<int64_t, int64_t>* corner = nullptr) {
  std::map<std::pair<int64_t, int64_t>, std::string> pixels;
  int64_t left = image.width, top = image.height;
  for (int64_t y = 0; y < image.height; ++y) {
    for (int64_t x = 0; x < image.width; ++x) {
      const uint8_t* pixel = image.at(x, y);
      const bool blank = image.channels == 4 ? pixel[3] == 0 : pixel[0] == 255;
      if (!blank) left = std::min(left, x), top = std::min(top, y);
    }
  }
  for (int64_t y = 0; y < image.height; ++y) {
    for (int64_t x = 0; x < image.width; ++x) {
      const uint8_t* pixel = image.at(x, y);
      const bool blank = image.channels == 4 ? pixel[3] == 0 : pixel[0] == 255;
      if (!blank) pixels[{x - left, y - top}] = std::string(pixel, pixel + image.channels);
    }
  }
  if (corner) *corner = {left, top};
  return pixels;
}

Random draw(uint64_t index) { return {1, Stream::kAugment, 0, 0, index}; }

TEST(Margins, AreCountedOnEachSide) {
  for (const int64_t channels : {3, 4}) {
    const Margins blank = blank_margins(figure(channels));
    EXPECT_EQ(blank.left, 4);
    EXPECT_EQ(blank.right, 5);
    EXPECT_EQ(blank.top, 3);
    EXPECT_EQ(blank.bottom, 5);
  }
}

TEST(Margins, APictureOfOneColourHasNone) {
  const Margins blank = blank_margins(Image(5, 4, 3, 77));
  EXPECT_EQ(blank.left + blank.right + blank.top + blank.bottom, 0);
}

TEST(Margins, ALittleNoiseIsStillBlank) {
  Image image = figure();
  image.at(0, 0)[1] = 249;
  EXPECT_EQ(blank_margins(image).left, 4);
  image.at(0, 0)[1] = 200;
  EXPECT_EQ(blank_margins(image).left, 0);
}

TEST(ShiftBlank, MovesTheFigureInFourDirectionsAndKeepsItsPixels) {
  for (const int64_t channels : {1, 3, 4}) {
    const Image image = figure(channels);
    std::set<std::pair<int64_t, int64_t>> places;
    std::set<std::string> directions;
    for (uint64_t i = 0; i < 400; ++i) {
      std::vector<std::string> said;
      const Image moved = augmented(image, {.shift_blank = true}, draw(i), &said);
      std::pair<int64_t, int64_t> corner;
      ASSERT_EQ(content(moved, &corner), content(image)) << "the figure itself has changed";
      EXPECT_TRUE(corner.first == 4 || corner.second == 3) << "one direction at a time";
      places.insert(corner);
      ASSERT_EQ(said.size(), 1u);
      directions.insert(said[0].substr(0, said[0].find(' ')));
    }
    EXPECT_EQ(directions, (std::set<std::string>{"left", "right", "up", "down"}));
    // 4 places to the left, 5 to the right, 3 up, 5 down, and none at the old one.
    EXPECT_EQ(places.size(), 17u);
    EXPECT_FALSE(places.count({4, 3}));
  }
}

TEST(ShiftBlank, APictureWithoutMarginStaysAsItIs) {
  Image image(4, 4, 3);
  for (size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = static_cast<uint8_t>(i * 5);
  for (uint64_t i = 0; i < 20; ++i)
    EXPECT_EQ(augmented(image, {.shift_blank = true}, draw(i)), image);
}

TEST(FixedVariants, AreBothMirrorImagesAndTheFullShifts) {
  const Image image = figure();
  const auto variants = fixed_variants(image, {.flip = true, .vflip = true, .shift_blank = true});
  ASSERT_EQ(variants.size(), 6u);
  const std::map<std::string, std::pair<int64_t, int64_t>> corners{
      {"flip", {5, 3}},  {"vflip", {4, 5}}, {"left", {0, 3}},
      {"right", {9, 3}}, {"up", {4, 0}},    {"down", {4, 8}}};
  for (const Variant& variant : variants) {
    std::pair<int64_t, int64_t> corner;
    content(variant.image, &corner);
    EXPECT_EQ(corner, corners.at(variant.name)) << variant.name;
  }
  EXPECT_EQ(variants[0].image.at(5, 3)[0], image.at(6, 3)[0]) << "mirrored, not moved";
}

TEST(Mirror, TwiceIsTheSameAndEachWayHasChanceOneHalf) {
  const Image image = figure();
  int flips = 0, vflips = 0;
  for (uint64_t i = 0; i < 400; ++i) {
    std::vector<std::string> said;
    const Image once = augmented(image, {.flip = true, .vflip = true}, draw(i), &said);
    EXPECT_EQ(augmented(once, {.flip = true, .vflip = true}, draw(i)), image);
    for (const std::string& word : said) (word == "flip" ? flips : vflips) += 1;
  }
  EXPECT_NEAR(flips, 200, 50);
  EXPECT_NEAR(vflips, 200, 50);
}

TEST(CropPad, CropsOfThePaddedPictureAtEveryPlace) {
  const Image image = figure();
  std::set<std::pair<int64_t, int64_t>> places;
  for (uint64_t i = 0; i < 400; ++i) {
    const Image cropped = augmented(image, {.crop_pad = 2}, draw(i));
    ASSERT_EQ(cropped.width, 12);
    ASSERT_EQ(cropped.height, 10);
    std::pair<int64_t, int64_t> corner;
    EXPECT_EQ(content(cropped, &corner), content(image));
    places.insert(corner);
  }
  EXPECT_EQ(places.size(), 25u);  // -2 to 2 both ways, and white behind it
}

TEST(CropPad, WithoutABlankBorderThePictureIsMirroredAtItsEdge) {
  Image image(3, 3, 1);
  for (size_t i = 0; i < 9; ++i) image.pixels[i] = static_cast<uint8_t>(30 * i);
  std::set<std::vector<uint8_t>> rows;
  for (uint64_t i = 0; i < 200; ++i) {
    const Image cropped = augmented(image, {.crop_pad = 1}, draw(i));
    rows.insert({cropped.at(0, 1)[0], cropped.at(1, 1)[0], cropped.at(2, 1)[0]});
  }
  // Row 0 1 2 as 1 0 1 2 1, the rows of the picture in the order 1 0 1 2 1.
  EXPECT_TRUE(rows.count({120, 90, 120}));
  EXPECT_TRUE(rows.count({30, 0, 30}));
  EXPECT_TRUE(rows.count({180, 210, 240}));
  EXPECT_TRUE(rows.count({120, 150, 120}));
  EXPECT_EQ(rows.size(), 9u);
}

TEST(Turn, AQuarterTurnsThePixelsAndKeepsTheSize) {
  // Angles are drawn, so the turned picture is compared with the drawn angle's own corner places.
  Image image(21, 21, 3, 255);
  for (int64_t x = 14; x < 17; ++x)
    for (int64_t y = 9; y < 12; ++y)
      for (int64_t c = 0; c < 3; ++c) image.at(x, y)[c] = 0;
  double farthest = 0;
  for (uint64_t i = 0; i < 50; ++i) {
    const Image turned = augmented(image, {.rotate = 90}, draw(i));
    double sum = 0, mean_x = 0, mean_y = 0;
    for (int64_t y = 0; y < 21; ++y) {
      for (int64_t x = 0; x < 21; ++x) {
        const double ink = 255 - turned.at(x, y)[0];
        sum += ink, mean_x += ink * static_cast<double>(x - 10),
            mean_y += ink * static_cast<double>(y - 10);
      }
    }
    EXPECT_NEAR(sum, 9 * 255, 9 * 255 * 0.1) << "nothing is lost or made";
    EXPECT_NEAR(std::hypot(mean_x / sum, mean_y / sum), 5, 0.15) << "it goes round the centre";
    farthest = std::max(farthest, std::abs(mean_y / sum));
  }
  EXPECT_GT(farthest, 4) << "angles reach far";
}

TEST(Turn, APictureThatIsTooWideIsAReasonToSkipIt) {
  expect_error(ExitCode::kData, "too large to be turned",
               [] { augmented(Image(40'000, 1, 1), {.rotate = 3}, draw(0)); });
}

TEST(Turn, ScaleEnlargesAroundTheCentre) {
  const Image image = figure();
  double least = 9, most = 0;
  for (uint64_t i = 0; i < 60; ++i) {
    std::vector<std::string> said;
    augmented(image, {.scale = 0.25}, draw(i), &said);
    const double percent = std::stod(said.at(0).substr(1));
    least = std::min(least, percent / 100), most = std::max(most, percent / 100);
  }
  EXPECT_NEAR(least, 0.75, 0.05);
  EXPECT_NEAR(most, 1.25, 0.05);
}

TEST(Turn, ClearPixelsLendNoColour) {
  Image image(9, 9, 4);  // black and clear
  for (int64_t x = 3; x < 6; ++x)
    for (int64_t y = 3; y < 6; ++y)
      for (const int c : {0, 3}) image.at(x, y)[c] = 255;  // opaque red
  for (uint64_t i = 0; i < 30; ++i) {
    const Image turned = augmented(image, {.rotate = 45}, draw(i));
    for (size_t p = 0; p < turned.pixels.size(); p += 4) {
      if (turned.pixels[p + 3] <= 8) continue;
      EXPECT_GT(turned.pixels[p], 240) << "a dark edge";
    }
  }
}

TEST(ColorJitter, BrightnessAloneScalesEveryValue) {
  Image image(1, 1, 3);
  image.pixels = {100, 50, 10};
  std::set<int> reds;
  for (uint64_t i = 0; i < 100; ++i) {
    const Image jittered = augmented(image, {.color_jitter = {0.5, 0, 0, 0}}, draw(i));
    const double factor = jittered.pixels[0] / 100.0;
    EXPECT_NEAR(jittered.pixels[1], 50 * factor, 1);
    EXPECT_NEAR(jittered.pixels[2], 10 * factor, 1);
    reds.insert(jittered.pixels[0]);
  }
  EXPECT_GE(*reds.begin(), 50);
  EXPECT_LE(*reds.rbegin(), 150);
  EXPECT_LT(*reds.begin(), 60);
  EXPECT_GT(*reds.rbegin(), 140);
}

TEST(ColorJitter, HueAloneTurnsTheCircleAndKeepsGray) {
  Image image(2, 1, 3);
  image.pixels = {200, 0, 0, 90, 90, 90};
  bool green = false;
  for (uint64_t i = 0; i < 100; ++i) {
    const Image jittered = augmented(image, {.color_jitter = {0, 0, 0, 0.5}}, draw(i));
    EXPECT_EQ(std::max({jittered.pixels[0], jittered.pixels[1], jittered.pixels[2]}), 200);
    EXPECT_EQ(std::min({jittered.pixels[0], jittered.pixels[1], jittered.pixels[2]}), 0);
    EXPECT_NEAR(jittered.pixels[4], 90, 1);
    green = green || jittered.pixels[1] == 200;
  }
  EXPECT_TRUE(green);
}

TEST(ColorJitter, SaturationAndContrastMeetTheirFormulas) {
  Image image(2, 1, 3);
  image.pixels = {200, 100, 100, 40, 40, 40};
  for (uint64_t i = 0; i < 40; ++i) {
    // Luma 0.299 r + 0.587 g + 0.114 b = 129.9 for the first pixel; saturation moves along it.
    const Image saturated = augmented(image, {.color_jitter = {0, 0, 0.5, 0}}, draw(i));
    const double factor = (saturated.pixels[0] - 129.9) / 70.1;
    EXPECT_NEAR(saturated.pixels[1], 129.9 - 29.9 * factor, 1.5);
    EXPECT_EQ(saturated.pixels[3], 40) << "gray stays";
    // The mean luma of both is 84.95.
    const Image contrasted = augmented(image, {.color_jitter = {0, 0.5, 0, 0}}, draw(i));
    const double by = (contrasted.pixels[0] - 84.95) / 115.05;
    EXPECT_NEAR(contrasted.pixels[3], 84.95 - 44.95 * by, 1.5);
  }
}

TEST(Noise, HasTheDeviationThatIsAskedForAndLeavesTransparencyAlone) {
  const Image image(64, 64, 4, 128);
  const Image noisy = augmented(image, {.noise = 10}, draw(0));
  double sum = 0, squares = 0;
  for (size_t i = 0; i < noisy.pixels.size(); i += 4) {
    EXPECT_EQ(noisy.pixels[i + 3], 128);
    for (size_t c = 0; c < 3; ++c) {
      const double difference = noisy.pixels[i + c] - 128.0;
      sum += difference, squares += difference * difference;
    }
  }
  EXPECT_NEAR(sum / 12288, 0, 0.4);
  EXPECT_NEAR(std::sqrt(squares / 12288), 10, 0.3);
}

TEST(Augmented, IsAFunctionOfItsDraw) {
  const AugmentOptions all{.flip = true,
                           .vflip = true,
                           .shift_blank = true,
                           .crop_pad = 2,
                           .rotate = 20,
                           .scale = 0.1,
                           .color_jitter = {0.3},
                           .noise = 4};
  const Image image = figure();
  EXPECT_EQ(augmented(image, all, draw(7)), augmented(image, all, draw(7)));
  EXPECT_NE(augmented(image, all, draw(7)), augmented(image, all, draw(8)));
  EXPECT_EQ(augmented(image, {}, draw(7)), image);
}

}  // namespace
}  // namespace wgan
