#include "wgan/formats/picture_header.h"

#include <gtest/gtest.h>

#include <string>

namespace wgan {
namespace {

using namespace std::string_literals;

void expect_size(const std::string& file, PictureFormat format, int64_t width, int64_t height) {
  const auto header = probe_picture(file);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->format, format);
  EXPECT_EQ(header->width, width);
  EXPECT_EQ(header->height, height);
  // Cut short anywhere, a header gives an answer or none, and nothing is read beyond its end.
  for (size_t length = 0; length < file.size(); ++length)
    probe_picture(std::string(file, 0, length));
}

TEST(PictureHeader, Png) {
  expect_size("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x02\0\0\0\x03"s, PictureFormat::kPng, 258,
              3);
}

TEST(PictureHeader, AChunkOfAPngMayNotDeclareMoreThanTheFileHas) {
  const std::string front = "\x89PNG\r\n\x1a\n\0\0\0\x02teSthi\1\2\3\4"s;
  EXPECT_TRUE(png_has_its_chunks(front));
  EXPECT_FALSE(png_has_its_chunks(front.substr(0, front.size() - 5)));
  EXPECT_FALSE(png_has_its_chunks(front + "\x50\0\0\0eXIf"s));
  EXPECT_TRUE(png_has_its_chunks(front + "\x50\0\0\0IDAT"s)) << "pixels are read bit by bit";
  EXPECT_TRUE(png_has_its_chunks(front + "\0\0\0\0IEND\1\2\3\4\x50\0\0\0eXIf"s))
      << "behind the end";
}

TEST(PictureHeader, JpegBehindOtherSegments) {
  expect_size("\xFF\xD8\xFF\xE0\0\x04zz\xFF\xFF\xC2\0\x0b\x08\x00\x10\x01\x00\x03"s,
              PictureFormat::kJpeg, 256, 16);
}

TEST(PictureHeader, AThumbnailIsNotTheEndOfAJpeg) {
  const std::string with_thumbnail =
      "\xFF\xD8\xFF\xE1\0\x0c\xFF\xDA\0\x02zz\xFF\xD9zz\xFF\xDA\0\x02pixels"s;
  EXPECT_FALSE(jpeg_has_its_end(with_thumbnail));
  EXPECT_TRUE(jpeg_has_its_end(with_thumbnail + "\xFF\xD9"));
}

TEST(PictureHeader, BmpWithBothKindsOfHeader) {
  const std::string front = "BM"s + std::string(12, '\0');
  expect_size(front + "\x28\0\0\0\x05\0\0\0\xFE\xFF\xFF\xFF"s, PictureFormat::kBmp, 5,
              2);  // top-down: height -2
  expect_size(front + "\x0c\0\0\0\x05\0\x07\0\0\0\0\0"s, PictureFormat::kBmp, 5, 7);
}

TEST(PictureHeader, WebpInItsThreeKinds) {
  const std::string front = "RIFF\0\0\0\0WEBP"s;
  expect_size(front + "VP8X\x0a\0\0\0\0\0\0\0\x3f\0\0\x1f\0\0"s, PictureFormat::kWebp, 64, 32);
  expect_size(front + "VP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x40\0\x20\0"s, PictureFormat::kWebp, 64, 32);
  expect_size(front + "VP8L\0\0\0\0\x2f\x3f\xc0\x07\0\0\0\0\0\0"s, PictureFormat::kWebp, 64, 32);
}

TEST(PictureHeader, AnythingElseIsNone) {
  for (const std::string& file : {""s, "hello"s, "GIF89a"s, "\xFF\xD8\xFF\xD9\0\0"s,
                                  "\x89PNG\r\n\x1a\n"s, std::string(100, '\0')}) {
    EXPECT_FALSE(probe_picture(file));
  }
}

}  // namespace
}  // namespace wgan
