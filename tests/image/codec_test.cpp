#include <opencv2/imgcodecs.hpp>

#include "support.h"
#include "wgan/image.h"

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

TEST(Codec, BadFilesGiveAReason) {
  const cv::Mat mat(64, 64, CV_8UC3, cv::Scalar(1, 2, 3));
  const std::string jpeg = encoded(".jpg", mat), png = encoded(".png", mat);
  expect_error(ExitCode::kData, "it is empty", [] { decode(""); });
  expect_error(ExitCode::kData, "no PNG, JPEG, BMP or WebP",
               [] { decode("just text, whatever the name says"); });
  expect_error(ExitCode::kData, "its end is missing",
               [&] { decode(std::string_view(jpeg).substr(0, jpeg.size() - 30)); });
  expect_error(ExitCode::kData, "it is damaged",
               [&] { decode(std::string_view(png).substr(0, png.size() / 2)); });
  std::string huge = png;
  huge[16] = huge[20] = 1;  // declares 16,777,280 x 16,777,280
  expect_error(ExitCode::kData, "the limit is 64,000,000", [&] { decode(huge); });
}

}  // namespace
}  // namespace wgan
