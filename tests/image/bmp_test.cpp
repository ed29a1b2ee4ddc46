#include "support.h"
#include "wgan/image/image.h"

namespace wgan {
namespace {

using namespace std::string_literals;
using Pixels = std::vector<uint8_t>;

std::string little(int64_t value, int bytes = 4) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> 8 * i));
  return out;
}

/// What differs from file to file; everything else follows from it.
struct Bmp {
  size_t header = 40;
  int64_t width = 1, height = 1, bits = 32, compression = 0;
  std::vector<uint32_t> masks;
  std::string palette;  // blue, green, red; a fourth byte but in the header of 12
  std::string pixels;
  int64_t colours = 0;  // declared; 0 = all
};

std::string file_of(const Bmp& bmp) {
  std::string header;
  if (bmp.header == 12) {
    header = little(bmp.width, 2) + little(bmp.height, 2) + little(1, 2) + little(bmp.bits, 2);
  } else {
    header = little(bmp.width) + little(bmp.height) + little(1, 2) + little(bmp.bits, 2) +
             little(bmp.compression) + little(0) + little(0) + little(0) + little(bmp.colours) +
             little(0);
  }
  std::string masks;
  for (const uint32_t mask : bmp.masks) masks += little(mask);
  if (bmp.header > 40) header += masks;
  header.resize(bmp.header - 4);
  const std::string between = (bmp.header > 40 ? "" : masks) + bmp.palette;
  return "BM" + std::string(8, '\0') + little(14 + bmp.header + between.size()) +
         little(bmp.header) + header + between + bmp.pixels;
}

Pixels pixels_of(const Bmp& bmp) { return decode(file_of(bmp)).pixels; }

void expect_refused(const Bmp& bmp, const std::string& reason) {
  expect_error(ExitCode::kData, reason, [&] { decode(file_of(bmp)); });
}

TEST(Bmp, RowsAreFilledUpToFourBytesAndTheLastComesFirst) {
  const std::string low = "\1\2\3\4\5\6\0\0"s, high = "\x0b\x0c\x0d\x0e\x0f\x10\0\0"s;
  const Pixels upper{0x0d, 0x0c, 0x0b, 0x10, 0x0f, 0x0e}, lower{3, 2, 1, 6, 5, 4};
  Pixels both = upper;
  both.insert(both.end(), lower.begin(), lower.end());
  EXPECT_EQ(pixels_of({.width = 2, .height = 2, .bits = 24, .pixels = low + high}), both);
  EXPECT_EQ(pixels_of({.width = 2, .height = -2, .bits = 24, .pixels = high + low}), both);
}

TEST(Bmp, PalettesOfEachDepthAndOfOs2WithThreeBytesAColour) {  // #17
  // Colour 0 is (3, 2, 1), colour 1 is (30, 20, 10).
  const Pixels expected{30, 20, 10, 3, 2, 1, 30, 20, 10};
  const std::pair<int64_t, std::string> depths[] = {{1, "\xA0"s},  // 101 in the highest bits
                                                    {2, "\x44"s},  // 01 00 01
                                                    {4, "\x10\x10"s},
                                                    {8, "\1\0\1"s}};
  for (const auto& [bits, row] : depths) {
    std::string pixels = row;
    pixels.resize(4);
    for (const size_t header : {12, 16, 40, 52, 56, 64, 108, 124}) {
      const std::string palette = header == 12 ? "\1\2\3\x0a\x14\x1e"s : "\1\2\3\0\x0a\x14\x1e\0"s;
      EXPECT_EQ(
          pixels_of(
              {.header = header, .width = 3, .bits = bits, .palette = palette, .pixels = pixels}),
          expected)
          << bits << " bits, header " << header;
    }
  }
}

TEST(Bmp, AGrayPaletteMakesAGrayPicture) {
  const Image image = decode(file_of(
      {.width = 2, .bits = 8, .palette = "\x0a\x0a\x0a\0\x63\x63\x63\0"s, .pixels = "\1\0\0\0"s}));
  EXPECT_EQ(image.channels, 1);
  EXPECT_EQ(image.pixels, (Pixels{99, 10}));
}

TEST(Bmp, FiveAndSixBitsReachFromBlackToWhite) {  // #17
  // Level v of 31 is 255 v / 31: 1 is 8.2, 16 is 131.6. Level v of 63: 1 is 4.0, 32 is 129.5.
  const std::string pixels = "\xFF\x7F\x01\x40"s;  // white; red 16, blue 1
  const Pixels expected{255, 255, 255, 132, 0, 8};
  EXPECT_EQ(pixels_of({.width = 2, .bits = 16, .pixels = pixels}), expected);
  EXPECT_EQ(pixels_of({.header = 12, .width = 2, .bits = 16, .pixels = pixels}), expected);
  for (const size_t header : {40, 52, 56, 108, 124}) {
    EXPECT_EQ(pixels_of({.header = header,
                         .width = 2,
                         .bits = 16,
                         .compression = 3,
                         .masks = {0xF800, 0x07E0, 0x001F},
                         .pixels = "\xFF\xFF\x21\x80"s}),  // white; red 16, green 1, blue 1
              (Pixels{255, 255, 255, 132, 4, 8}))
        << header;
  }
}

TEST(Bmp, MasksSayWhereTheColoursAre) {  // #17
  const std::string pixel = "\x0a\x14\x1e\x28"s;
  for (const size_t header : {40, 52, 56, 108, 124}) {
    const auto with = [&](std::vector<uint32_t> masks) {
      return pixels_of(
          {.header = header, .compression = 3, .masks = std::move(masks), .pixels = pixel});
    };
    EXPECT_EQ(with({0xFF0000, 0xFF00, 0xFF}), (Pixels{30, 20, 10})) << header;
    EXPECT_EQ(with({0xFF, 0xFF00, 0xFF0000}), (Pixels{10, 20, 30})) << header;
    EXPECT_EQ(with({0xFF000000, 0xFF0000, 0xFF00}), (Pixels{40, 30, 20})) << header;
    // 0x281E140A in ten bits each: 0x281 is 641, 0x385 is 901, 0x00A is 10, of 1023.
    EXPECT_EQ(with({0x3FF00000, 0x000FFC00, 0x000003FF}), (Pixels{160, 225, 2})) << header;
  }
}

TEST(Bmp, MasksThatAreNoRunsOfBitsInThePixelAreRefused) {
  const std::string reason = "its bit masks are not supported";
  const auto with = [](int64_t bits, std::vector<uint32_t> masks) {
    return Bmp{.bits = bits, .compression = 3, .masks = std::move(masks), .pixels = "1234"};
  };
  expect_refused(with(32, {0xFF0000, 0xF0F0, 0xFF}), reason);
  expect_refused(with(32, {0xFF0000, 0, 0xFF}), reason);
  expect_refused(with(16, {0x1F0000, 0x07E0, 0x1F}), reason);
}

TEST(Bmp, TheFourthByteIsTransparencyOnlyIfTheHeaderSaysSoAndSomePixelUsesIt) {
  const auto with = [](size_t header, int64_t compression, char fourth) {
    return pixels_of({.header = header,
                      .compression = compression,
                      .masks = header == 40 && compression == 0
                                   ? std::vector<uint32_t>{}
                                   : std::vector<uint32_t>{0xFF0000, 0xFF00, 0xFF, 0xFF000000},
                      .pixels = "\x0a\x14\x1e"s + fourth});
  };
  EXPECT_EQ(with(40, 0, 0x77), (Pixels{30, 20, 10}));
  EXPECT_EQ(with(108, 0, 0x77), (Pixels{30, 20, 10})) << "the masks are not in use";
  for (const size_t header : {56, 108, 124}) {
    EXPECT_EQ(with(header, 3, 0x00), (Pixels{30, 20, 10})) << header;
    EXPECT_EQ(with(header, 3, 0x77), (Pixels{30, 20, 10, 0x77})) << header;
  }
  EXPECT_EQ(with(40, 6, 0x77), (Pixels{30, 20, 10, 0x77})) << "four masks behind the header";
}

TEST(Bmp, RunLengths) {
  const std::string palette = "\1\1\1\0\2\2\2\0\3\3\3\0"s;  // gray: index i is level i + 1
  const auto rle = [&](int64_t bits, const std::string& pixels) {
    return Bmp{.width = 5,
               .height = 2,
               .bits = bits,
               .compression = bits == 8 ? 1 : 2,
               .palette = palette,
               .pixels = pixels};
  };
  // Two of colour 2, three as they are and a byte of filling, the end of the row; a move by 3, one
  // of colour 1, the end.
  EXPECT_EQ(pixels_of(rle(8, "\2\2\0\3\0\1\2\0\0\0\0\2\3\0\1\1\0\1"s)),
            (Pixels{1, 1, 1, 2, 1, 3, 3, 1, 2, 3}));
  // Five of 2, 1, 2, 1, 2, rounded up to six; the end of the row; five as they are, in three bytes
  // and one of filling.
  EXPECT_EQ(pixels_of(rle(4, "\6\x21\0\0\0\5\x01\x20\x10\0\0\1"s)),
            (Pixels{1, 2, 3, 1, 2, 3, 2, 3, 2, 3}));
  expect_refused(rle(8, "\5\1\0\0\2\1"s), "its pixels are cut off");
  expect_refused(rle(8, "\5\1\0\0\0\4\1\1"s), "its pixels are cut off");
  expect_refused(rle(8, "\6\1\0\1"s), "a run reaches beyond its row");
  expect_refused(rle(8, "\0\2\0\2\1\1\0\1"s), "a run reaches beyond its row");
  expect_refused(rle(8, "\5\1\0\0\5\3\0\1"s), "a pixel's colour is not in its palette");
}

TEST(Bmp, WhatIsDamagedOrRareGivesAReason) {
  const std::string palette = "\1\2\3\0\x0a\x14\x1e\0"s;
  expect_refused({.bits = 8, .palette = palette, .pixels = "\2\0\0\0"s},
                 "a pixel's colour is not in its palette");
  expect_refused({.bits = 8, .palette = palette, .pixels = "\1\0\0\0"s, .colours = 1},
                 "a pixel's colour is not in its palette");
  expect_refused({.height = 2, .bits = 24, .pixels = "123456"}, "its pixels are cut off");
  expect_refused({.bits = 24, .compression = 4, .pixels = "1234"}, "its compression, number 4");
  expect_refused({.header = 64, .bits = 32, .compression = 3, .pixels = "1234"},
                 "its compression, number 3");
  expect_refused({.bits = 24, .compression = 3, .pixels = "1234"}, "it declares 24 bits a pixel");
  expect_refused({.header = 13, .pixels = "123456789"}, "its header of 13 bytes");
  expect_refused({.width = -1, .pixels = "1234"}, "its header declares no size");
  std::string early = file_of({.pixels = "1234"});
  early[10] = 50;
  expect_error(ExitCode::kData, "its pixels begin inside its header", [&] { decode(early); });
  std::string late = file_of({.pixels = "1234"});
  late[12] = 50;
  expect_error(ExitCode::kData, "its pixels are cut off", [&] { decode(late); });
}

TEST(Bmp, EveryByteOfAFileMayBeWrongAndEveryEndMissing) {
  const std::vector<uint32_t> masks{0xFF0000, 0xFF00, 0xFF, 0xFF000000};
  const std::string palette = "\1\2\3\0\x0a\x14\x1e\0"s;
  for (const std::string& file :
       {file_of({.header = 108, .compression = 3, .masks = masks, .pixels = "1234"}),
        file_of({.header = 12, .bits = 4, .palette = "123456", .pixels = "\x10\0\0\0"s}),
        file_of({.width = 3,
        .bits = 8,
        .compression = 1,
        .palette = palette,
        .pixels = "\0\3\1\0\1\0\0\1"s})}) {
    EXPECT_NO_THROW(decode(file));
    for (size_t at = 0; at < file.size(); ++at) {
      for (const int value : {0x00, 0x01, 0x5A, 0x80, 0xFF}) {
        std::string changed = file;
        changed[at] = static_cast<char>(value);
        try {
          decode(changed, {10'000});
          decode(std::string_view(file).substr(0, at), {10'000});
        } catch (const Error& error) {
          EXPECT_EQ(error.code(), ExitCode::kData);
        }
      }
    }
  }
}

}  // namespace
}  // namespace wgan
