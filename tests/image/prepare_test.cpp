#include "support.h"
#include "wgan/image/image.h"

namespace wgan {
namespace {

Image one_pixel(std::vector<uint8_t> channels) {
  Image image(1, 1, static_cast<int64_t>(channels.size()));
  image.pixels = std::move(channels);
  return image;
}

TEST(Prepare, NearestGrowsPixelArtWithoutNewColours) {
  Image image(2, 1, 3);
  image.pixels = {255, 0, 0, 0, 0, 255};
  const Image large = prepare(image, {.size = {8, 4}, .resample = "nearest"});
  for (int64_t x = 0; x < 8; ++x) {
    EXPECT_EQ(large.at(x, 2)[0], x < 4 ? 255 : 0);
    EXPECT_EQ(large.at(x, 2)[2], x < 4 ? 0 : 255);
  }
  EXPECT_NE(prepare(image, {.size = {8, 4}}), large);
}

TEST(Prepare, ASideThatShrinksIsAveragedThoughTheOtherGrows) {
  Image image(64, 2, 1);  // one white column in four
  for (int64_t x = 0; x < 64; x += 4) image.at(x, 0)[0] = image.at(x, 1)[0] = 200;
  for (const char* resample : {"lanczos", "nearest"}) {
    const Image small =
        prepare(image, {.size = {16, 16}, .fit = "stretch", .resample = resample, .channels = 1});
    for (const uint8_t value : small.pixels) EXPECT_EQ(value, 50) << resample;
  }
}

TEST(Prepare, WhatCannotBeSeenIsBlack) {
  Image image(2, 1, 4);
  image.pixels = {9, 9, 9, 0, 8, 8, 8, 1};
  EXPECT_EQ(prepare(image, {.size = {2, 1}, .channels = 4, .background = std::nullopt}).pixels,
            (std::vector<uint8_t>{0, 0, 0, 0, 8, 8, 8, 1}));
}

TEST(Prepare, ExtremeShapesFitEveryWay) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 4000}, {4000, 1}}) {
    for (const char* fit : {"cover", "contain", "stretch"}) {
      for (const int64_t channels : {1, 3, 4}) {
        const Image image = prepare(
            Image(width, height, channels, 9),
            {.size = {16, 16}, .fit = fit, .channels = channels, .background = std::nullopt});
        EXPECT_EQ(image.width, 16) << width << fit;
        EXPECT_EQ(image.height, 16) << width << fit;
        EXPECT_NEAR(image.at(7, 7)[0], 9, 1) << width << fit << channels;
      }
    }
  }
}

TEST(Prepare, TransparencyIsLaidOverTheBackgroundToTheByte) {
  const auto over = [](std::vector<uint8_t> rgba, Colour background) {
    return prepare(one_pixel(std::move(rgba)), {.size = {1, 1}, .background = background}).pixels;
  };
  using Pixel = std::vector<uint8_t>;
  EXPECT_EQ(over({0, 0, 0, 0}, {255, 255, 255}), (Pixel{255, 255, 255}))
      << "black under full transparency must not show";
  EXPECT_EQ(over({10, 20, 30, 255}, {255, 255, 255}), (Pixel{10, 20, 30}));
  // (200 * 128 + 0 * 127) / 255 = 100.39; (0 * 128 + 255 * 127) / 255 = 127; (100 * 128 + 50 * 127)
  // / 255 = 75.098
  EXPECT_EQ(over({200, 0, 100, 128}, {0, 255, 50}), (Pixel{100, 127, 75}));
}

TEST(Prepare, CoverFillsAndCutsTheMiddle) {
  Image wide(6, 2, 1);
  wide.pixels = {1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3};
  EXPECT_EQ(prepare(wide, {.size = {2, 2}, .channels = 1}).pixels,
            (std::vector<uint8_t>{2, 2, 2, 2}));
}

TEST(Prepare, ContainAddsTheBordersColour) {
  Image wide(4, 2, 1, 7);
  *wide.at(1, 0) = 90;  // the border's median is still 7
  const Image framed = prepare(wide, {.size = {4, 4}, .fit = "contain", .channels = 1});
  EXPECT_EQ(framed.pixels, (std::vector<uint8_t>{7, 7, 7, 7, 7, 90, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7}));
}

TEST(Prepare, StretchAveragesAreasWhenItShrinks) {
  Image image(4, 2, 1);
  image.pixels = {0, 10, 100, 110, 20, 30, 120, 130};
  EXPECT_EQ(prepare(image, {.size = {2, 1}, .fit = "stretch", .channels = 1}).pixels,
            (std::vector<uint8_t>{15, 115}));
}

TEST(Prepare, ClearPixelsLendNoColourToTheirNeighbours) {
  Image image(2, 1, 4);
  image.pixels = {200, 100, 50, 255,
                  0,   0,   0,  0};  // a figure's edge beside black that is fully clear
  const Image half =
      prepare(image, {.size = {1, 1}, .fit = "stretch", .channels = 4, .background = std::nullopt});
  EXPECT_EQ(half.pixels, (std::vector<uint8_t>{200, 100, 50, 128}));
}

TEST(Prepare, EveryChannelCountBecomesEveryOther) {
  for (const int64_t from : {1, 3, 4}) {
    for (const int64_t to : {1, 3, 4}) {
      const Image out =
          prepare(Image(5, 9, from, 255),
                  {.size = {16, 20},
                   .channels = to,
                   .background = to == 4 ? std::nullopt : std::optional(Colour{0, 0, 0})});
      EXPECT_EQ(out.width, 16);
      EXPECT_EQ(out.height, 20);
      EXPECT_EQ(out.channels, to);
      EXPECT_EQ(out.pixels, std::vector<uint8_t>(static_cast<size_t>(16 * 20 * to), 255));
    }
  }
}

TEST(Prepare, ExtremeShapesGiveThePictureThatWasAskedFor) {
  for (const char* fit : {"cover", "contain", "stretch"}) {
    for (const auto& [w, h] : {std::pair{1, 1}, {1, 4000}, {4000, 1}, {3, 2}}) {
      const Image out = prepare(Image(w, h, 3, 50), {.size = {68, 56}, .fit = fit});
      EXPECT_EQ(out.pixels, std::vector<uint8_t>(68 * 56 * 3, 50)) << fit << " " << w << "x" << h;
    }
  }
}

}  // namespace
}  // namespace wgan
