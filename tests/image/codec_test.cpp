#include <zlib.h>

#include <algorithm>
#include <map>
#include <opencv2/imgcodecs.hpp>

#include "support.h"
#include "wgan/image/image.h"

namespace wgan {
namespace {

std::string encoded(const char* extension, const cv::Mat& mat) {
  std::vector<uint8_t> bytes;
  cv::imencode(extension, mat, bytes);
  return {bytes.begin(), bytes.end()};
}

TEST(Codec, PngKeepsEveryPixelAndTheOrderOfChannels) {
  for (const int64_t channels : {1, 3, 4}) {
    Image image(3, 2, channels);
    for (size_t i = 0; i < image.pixels.size(); ++i)
      image.pixels[i] = static_cast<uint8_t>(i * 9 + 40);
    EXPECT_EQ(decode(encode_png(image)), image) << channels;
  }
}

TEST(Codec, SixteenBitsBecomeEight) {
  cv::Mat deep(1, 3, CV_16U, cv::Scalar(0));
  deep.at<uint16_t>(0, 1) = 65535;
  deep.at<uint16_t>(0, 2) = 257 * 100;
  EXPECT_EQ(decode(encoded(".png", deep)).pixels, (std::vector<uint8_t>{0, 255, 100}));
}

TEST(Codec, ReadsTheOtherFormats) {
  const cv::Mat mat(20, 30, CV_8UC3, cv::Scalar(30, 60, 200));  // blue, green, red
  for (const char* extension : {".jpg", ".bmp", ".webp"}) {
    const Image image = decode(encoded(extension, mat));
    EXPECT_EQ(image.width, 30) << extension;
    EXPECT_EQ(image.height, 20) << extension;
    EXPECT_NEAR(image.at(15, 10)[0], 200, 6) << extension;
    EXPECT_NEAR(image.at(15, 10)[2], 30, 6) << extension;
  }
}

/// A TIFF directory that says "orientation", for an EXIF block.
std::string exif(int orientation) {
  std::string tiff("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0", 26);
  tiff[18] = static_cast<char>(orientation);
  return tiff;
}

std::string little_endian(size_t value) {
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>(value >> shift));
  return bytes;
}

std::string jpeg_with(const std::string& jpeg, const std::string& tiff) {
  const std::string content = std::string("Exif\0\0", 6) + tiff;
  return jpeg.substr(0, 2) + "\xFF\xE1" + '\0' + static_cast<char>(content.size() + 2) + content +
         jpeg.substr(2);
}

/// The extended form: flags (bit 3: EXIF), the size, the picture's own chunk, the EXIF chunk.
std::string webp_with(const std::string& webp, const std::string& tiff, int width, int height) {
  const std::string body = "WEBP" + std::string("VP8X") + little_endian(10) + '\x08' +
                           std::string(3, '\0') + little_endian(width - 1).substr(0, 3) +
                           little_endian(height - 1).substr(0, 3) + webp.substr(12) + "EXIF" +
                           little_endian(tiff.size()) + tiff;
  return "RIFF" + little_endian(body.size()) + body;
}

TEST(Codec, PicturesAreTurnedAsTheirCameraWasHeld) {
  // 32x16; upright, the quarter at the top left is red and that at the top right is blue. BGR here.
  cv::Mat upright(16, 32, CV_8UC3, cv::Scalar(255, 255, 255));
  upright(cv::Rect(0, 0, 16, 8)) = cv::Scalar(0, 0, 255);
  upright(cv::Rect(16, 0, 16, 8)) = cv::Scalar(255, 0, 0);
  cv::Mat sideways, stored;
  cv::transpose(upright, sideways);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    // How the EXIF standard says the upright picture lies in the file: 2 mirrored, 3 turned by a
    // half, 4 mirrored top to bottom; 5 row 0 is its left side, 6 its right side, and so on.
    switch (orientation) {
      case 1:
        stored = upright.clone();
        break;
      case 2:
        cv::flip(upright, stored, 1);
        break;
      case 3:
        cv::flip(upright, stored, -1);
        break;
      case 4:
        cv::flip(upright, stored, 0);
        break;
      case 5:
        stored = sideways.clone();
        break;
      case 6:
        cv::rotate(upright, stored, cv::ROTATE_90_COUNTERCLOCKWISE);
        break;
      case 7:
        cv::flip(sideways, stored, -1);
        break;
      default:
        cv::rotate(upright, stored, cv::ROTATE_90_CLOCKWISE);
        break;
    }
    for (const std::string& file :
         {jpeg_with(encoded(".jpg", stored), exif(orientation)),
          webp_with(encoded(".webp", stored), exif(orientation), stored.cols, stored.rows)}) {
      const Image image = decode(file);
      ASSERT_EQ(image.width, 32) << orientation;
      ASSERT_EQ(image.height, 16);
      EXPECT_GT(image.at(5, 3)[0], 180) << orientation;
      EXPECT_LT(image.at(5, 3)[2], 80) << orientation;
      EXPECT_GT(image.at(26, 3)[2], 180) << orientation;
      EXPECT_LT(image.at(26, 3)[0], 80) << orientation;
      EXPECT_GT(image.at(26, 13)[1], 180) << orientation;
    }
  }
}

std::string big_endian(uint32_t value) {
  std::string bytes = little_endian(value);
  std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

/// Length, name, content, checksum of the latter two.
std::string png_chunk(const std::string& name, const std::string& content) {
  const std::string body = name + content;
  const auto sum =
      ::crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian(static_cast<uint32_t>(content.size())) + body +
         big_endian(static_cast<uint32_t>(sum));
}

/// A gray PNG of one row whose bytes are `row`.
std::string gray_png(uint32_t width, int depth, const std::string& row, const std::string& key) {
  const std::string line = '\0' + row;  // the filter: none
  std::string packed(100, '\0');
  uLongf length = packed.size();
  ::compress(reinterpret_cast<Bytef*>(packed.data()), &length,
             reinterpret_cast<const Bytef*>(line.data()), line.size());
  return "\x89PNG\r\n\x1a\n" +
         png_chunk("IHDR", big_endian(width) + big_endian(1) + static_cast<char>(depth) +
                               std::string(4, '\0')) +
         png_chunk("tRNS", key) + png_chunk("IDAT", packed.substr(0, length)) +
         png_chunk("IEND", "");
}

TEST(Codec, OneBrightnessOfAGrayPngMayBeClear) {
  EXPECT_EQ(decode(gray_png(2, 8, "\x10\x20", std::string("\0\x20", 2))).pixels,
            (std::vector<uint8_t>{16, 16, 16, 255, 32, 32, 32, 0}));
}

TEST(Codec, OfTheClearBrightnessOnlyTheBitsOfItsDepthCount) {  // #17
  // The last level is clear, by a key whose upper bits are set: two pixels, the first of level 0.
  for (const auto& [depth, row] : std::map<int, std::string>{
           {1, "\x40"}, {2, "\x30"}, {4, "\x0F"}, {8, std::string("\0\xFF", 2)}}) {
    EXPECT_EQ(decode(gray_png(2, depth, row, "\xFF\xFF")).pixels,
              (std::vector<uint8_t>{0, 0, 0, 255, 255, 255, 255, 0}))
        << depth;
  }
  // 0x1234 is 4660, in 8 bits 18.1; its lower byte alone is not the key.
  EXPECT_EQ(decode(gray_png(2, 16, std::string("\x12\x34\0\x34", 4), "\x12\x34")).channels, 4);
  EXPECT_EQ(decode(gray_png(2, 16, "\x12\x34\x12\x34", "\x12\x34")).pixels,
            (std::vector<uint8_t>{18, 18, 18, 0, 18, 18, 18, 0}));
}

TEST(Codec, AFewBytesTooManyBeforeTheEndOfAJpegAreHarmless) {
  cv::Mat noise(32, 32, CV_8UC3);
  cv::randu(noise, 0, 255);
  const std::string jpeg = encoded(".jpg", noise);
  const auto with_extra = [&](size_t count) {
    return jpeg.substr(0, jpeg.size() - 2) + std::string(count, 'x') + "\xFF\xD9";
  };
  EXPECT_EQ(decode(with_extra(3)), decode(jpeg));
  expect_error(ExitCode::kData, "extraneous bytes", [&] { decode(with_extra(100)); });
}

TEST(Codec, BytesBetweenTheSegmentsOfAJpegAreHarmless) {  // #17
  cv::Mat noise(32, 32, CV_8UC3);
  cv::randu(noise, 0, 255);
  const std::string jpeg = jpeg_with(encoded(".jpg", noise), exif(3));
  const size_t second = jpeg.find("\xFF\xE0"), tables = jpeg.find("\xFF\xDB");
  for (const std::string& junk : {std::string(1214, 'x'), std::string("\xFF\0\x01\xFF\0", 5),
                                  std::string("\xFF\xD0"), "xy" + std::string(9, '\xFF')}) {
    for (const size_t at : {second, tables}) {
      const std::string with_junk = jpeg.substr(0, at) + junk + jpeg.substr(at);
      EXPECT_EQ(decode(with_junk), decode(jpeg)) << at;
    }
  }
}

TEST(Codec, AGrayJpegHasOneChannel) {
  const Image image = decode(encoded(".jpg", cv::Mat(16, 16, CV_8UC1, cv::Scalar(90))));
  EXPECT_EQ(image.channels, 1);
  EXPECT_NEAR(image.at(8, 8)[0], 90, 2);
}

TEST(Codec, DamageInTheMiddleOfAJpegIsFoundOutInTheDecodersOwnWords) {
  cv::Mat noise(64, 64, CV_8UC3);
  cv::randu(noise, 0, 255);
  const std::string jpeg = encoded(".jpg", noise);
  int found = 0, damaged = 0;
  for (size_t at = jpeg.size() / 2; at < jpeg.size() - 200; at += 97) {
    std::string broken = jpeg;
    for (size_t i = at; i < at + 60; ++i) broken[i] = static_cast<char>(i * 31);
    ++damaged;
    testing::internal::CaptureStderr();
    try {
      decode(broken);
    } catch (const Error& error) {
      ++found;
      EXPECT_NE(std::string(error.what()).find("it is damaged"), std::string::npos);
    }
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "") << "nothing is printed";
  }
  EXPECT_GT(found, damaged / 2);
}

TEST(Codec, AnimationsAreNamed) {
  std::string animated = webp_with(encoded(".webp", cv::Mat(8, 8, CV_8UC3)), exif(1), 8, 8);
  animated[20] = 0x02;
  expect_error(ExitCode::kData, "it is an animation", [&] { decode(animated); });
}

TEST(Codec, TheLimitIsAskedBeforeDecoding) {
  const std::string png = encode_png(Image(20, 10, 3));
  EXPECT_NO_THROW(decode(png, {200}));
  expect_error(ExitCode::kData, "it declares 20x10 pixels; the limit is 199",
               [&] { decode(png, {199}); });
}

TEST(Codec, EveryTruncationOfEveryFormatIsFoundOut) {
  cv::Mat mat(24, 24, CV_8UC3);
  cv::randu(mat, 0, 255);
  for (const char* extension : {".png", ".jpg", ".bmp", ".webp"}) {
    const std::string whole = encoded(extension, mat);
    ASSERT_NO_THROW(decode(whole));
    // The end marker of a PNG alone may be missing without loss; a JPEG's not.
    for (size_t length = 0; length + 13 < whole.size(); length += 5) {
      EXPECT_THROW(decode(std::string_view(whole).substr(0, length)), Error)
          << extension << ", " << length << " of " << whole.size();
    }
  }
}

TEST(Codec, AWebpIsGivenToNoOtherDecoder) {
  for (const auto& [at, sign] : std::map<size_t, std::string>{{128, "DICM"}, {140, "DTED"}}) {
    // The size stands where it should, in a chunk that says it has no bytes.
    std::string webp("RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\7\0\0\7\0\0", 30);
    webp.resize(200);
    webp.replace(at, sign.size(), sign);
    expect_error(ExitCode::kData, "DICOM or DTED", [&] { decode(webp); });
  }
}

TEST(Codec, BadFilesGiveAReason) {
  const cv::Mat mat(64, 64, CV_8UC3, cv::Scalar(1, 2, 3));
  const std::string jpeg = encoded(".jpg", mat), png = encoded(".png", mat);
  expect_error(ExitCode::kData, "it is empty", [] { decode(""); });
  expect_error(ExitCode::kData, "no PNG, JPEG, BMP or WebP",
               [] { decode("just text, whatever the name says"); });
  expect_error(ExitCode::kData, "it is truncated",
               [&] { decode(std::string_view(jpeg).substr(0, jpeg.size() - 30)); });
  expect_error(ExitCode::kData, "it is damaged",
               [&] { decode(std::string_view(png).substr(0, png.size() / 2)); });
  expect_error(ExitCode::kData, "it is an AVIF file, which is not read", [] {
    decode(
        std::string("\0\0\0\x1c"
                    "ftypavif",
                    12));
  });
  expect_error(ExitCode::kData, "it is a GIF file", [] { decode("GIF89a"); });
  std::string greedy = png;
  greedy.insert(33, "\177\377\377\377eXIf");  // behind the first chunk
  expect_error(ExitCode::kData, "a chunk is longer than the file", [&] { decode(greedy); });
  std::string huge = png;
  huge[16] = huge[20] = 1;  // declares 16,777,280 x 16,777,280
  expect_error(ExitCode::kData, "the limit is 64,000,000", [&] { decode(huge); });
}

}  // namespace
}  // namespace wgan
