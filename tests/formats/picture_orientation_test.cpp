#include <gtest/gtest.h>

#include "wgan/formats/picture_header.h"

namespace wgan {
namespace {

using namespace std::string_literals;

/// A TIFF with one directory of two entries: width, and orientation `value`.
std::string tiff(bool big, int value) {
  const auto number = [&](int n, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i)
      text.push_back(static_cast<char>(n >> 8 * (big ? bytes - 1 - i : i)));
    return text;
  };
  const auto entry = [&](int tag, int content) {
    return number(tag, 2) + number(3, 2) + number(1, 4) + number(content, 2) + "\0\0"s;
  };
  return (big ? "MM"s : "II"s) + number(42, 2) + number(8, 4) + number(2, 2) + entry(0x0100, 7) +
         entry(0x0112, value) + number(0, 4);
}

std::string jpeg(const std::string& exif) {
  const std::string content = "Exif\0\0"s + exif;
  const auto length = static_cast<char>(content.size() + 2);
  return "\xFF\xD8\xFF\xE1\0\x06http\xFF\xE1\0"s + length + content + "\xFF\xDA"s;
}
std::string webp(const std::string& exif) {
  return "RIFF\0\0\0\0WEBPVP8X\x03\0\0\0abc\0EXIF"s + static_cast<char>(exif.size()) + "\0\0\0"s +
         exif;
}
std::string png(const std::string& exif) {
  return "\x89PNG\r\n\x1a\n\0\0\0\x02IHDRabcrceXIf"s.substr(0, 22) + "\0\0\0"s +
         static_cast<char>(exif.size()) + "eXIf" + exif;
}

TEST(PictureOrientation, IsReadFromThreeFormatsInBothByteOrders) {
  for (const bool big : {false, true}) {
    for (int value = 1; value <= 8; ++value) {
      EXPECT_EQ(picture_orientation(jpeg(tiff(big, value))), value);
      EXPECT_EQ(picture_orientation(webp(tiff(big, value))), value);
      EXPECT_EQ(picture_orientation(webp("Exif\0\0"s + tiff(big, value))), value);
      EXPECT_EQ(picture_orientation(png(tiff(big, value))), value);
    }
  }
}

TEST(PictureOrientation, NonsenseIsUpright) {
  EXPECT_EQ(picture_orientation(""), 1);
  EXPECT_EQ(picture_orientation(jpeg(tiff(true, 9))), 1);
  EXPECT_EQ(picture_orientation(jpeg(tiff(true, 0))), 1);
  std::string far = tiff(true, 6);
  far[4] = '\x7f';  // the directory lies far behind the end
  EXPECT_EQ(picture_orientation(jpeg(far)), 1);
  for (const std::string& file : {jpeg(tiff(true, 6)), webp(tiff(false, 6)), png(tiff(true, 6))}) {
    for (size_t length = 0; length < file.size(); ++length)
      EXPECT_LE(picture_orientation(std::string(file, 0, length)), 6);
  }
}

TEST(PictureHeader, TellsGrayTransparentAndAnimated) {
  const auto png_of_type = [](char type) {
    return probe_picture("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x02\0\0\0\x03\x08"s + type);
  };
  EXPECT_TRUE(png_of_type(0)->gray);
  EXPECT_FALSE(png_of_type(2)->gray);
  EXPECT_FALSE(png_of_type(3)->gray);  // a palette
  EXPECT_TRUE(png_of_type(4)->gray);
  EXPECT_TRUE(png_of_type(4)->alpha);
  EXPECT_FALSE(png_of_type(6)->gray);
  EXPECT_TRUE(png_of_type(6)->alpha);
  const auto jpeg_of = [](char components) {
    return probe_picture("\xFF\xD8\xFF\xC0\0\x0b\x08\0\x10\0\x20"s + components);
  };
  EXPECT_TRUE(jpeg_of(1)->gray);
  EXPECT_FALSE(jpeg_of(3)->gray);
  const auto webp_of = [](char flags) {
    return probe_picture("RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0"s + flags + "\0\0\0\x3f\0\0\x1f\0\0"s);
  };
  EXPECT_TRUE(webp_of(0x12)->animated);
  EXPECT_TRUE(webp_of(0x12)->alpha);
  EXPECT_FALSE(webp_of(0x10)->animated);
}

TEST(PictureHeader, FormatsThatAreNotReadAreNamed) {
  EXPECT_EQ(foreign_format("GIF89a"), "GIF");
  EXPECT_EQ(foreign_format("II*\0 and more"s), "TIFF");
  EXPECT_EQ(foreign_format("\0\0\0\x20"
                           "ftypavif"s),
            "AVIF");
  EXPECT_EQ(foreign_format("\0\0\0\x18"
                           "ftypheic"s),
            "HEIC");
  EXPECT_EQ(foreign_format("text"), "");
}

}  // namespace
}  // namespace wgan
