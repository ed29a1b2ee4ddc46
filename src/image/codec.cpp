#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "mat.h"
#include "wgan/error.h"
#include "wgan/picture_header.h"
#include "wgan/text.h"

namespace wgan {
namespace {

/// OpenCV keeps colours as BGR.
Image to_rgb(const cv::Mat& decoded) {
  cv::Mat rgb;
  switch (decoded.channels()) {
    case 1:
      rgb = decoded;
      break;
    case 3:
      cv::cvtColor(decoded, rgb, cv::COLOR_BGR2RGB);
      break;
    case 4:
      cv::cvtColor(decoded, rgb, cv::COLOR_BGRA2RGBA);
      break;
    default:
      throw Error(ExitCode::kData, cat("it has ", decoded.channels(), " channels"));
  }
  return from_mat(rgb);
}

}  // namespace

Image decode(std::string_view file) {
  static const bool silenced = [] {
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    cv::setNumThreads(1);  // pictures are decoded side by side; each by one thread
    return true;
  }();
  (void)silenced;
  if (file.empty()) throw Error(ExitCode::kData, "it is empty");
  const auto header = probe_picture(file);
  if (!header) throw Error(ExitCode::kData, "it is no PNG, JPEG, BMP or WebP picture");
  if (header->width <= 0 || header->height <= 0)
    throw Error(ExitCode::kData, "its header declares no size");
  if (header->width > kMostPixels / header->height) {
    throw Error(ExitCode::kData, cat("it declares ", header->width, "x", header->height,
                                     " pixels; the limit is ", grouped(kMostPixels)));
  }
  const bool jpeg = header->format == PictureFormat::kJpeg;
  if (jpeg && !jpeg_has_its_end(file)) throw Error(ExitCode::kData, "its end is missing");
  const cv::Mat bytes(1, static_cast<int>(file.size()), CV_8U, const_cast<char*>(file.data()));
  cv::Mat decoded;
  try {
    // COLOR turns a JPEG the way its camera was held; UNCHANGED keeps the transparency that the
    // others may have.
    decoded = cv::imdecode(bytes, jpeg ? cv::IMREAD_COLOR : cv::IMREAD_UNCHANGED);
  } catch (const cv::Exception&) {
  }
  if (decoded.empty()) throw Error(ExitCode::kData, "it is damaged");
  if (decoded.depth() == CV_16U) decoded.convertTo(decoded, CV_8U, 1 / 257.0);
  if (decoded.depth() != CV_8U)
    throw Error(ExitCode::kData, "its samples have neither 8 nor 16 bits");
  return to_rgb(decoded);
}

std::string encode_png(const Image& image) {
  cv::Mat bgr;
  if (image.channels == 1) bgr = view(image);
  else
    cv::cvtColor(view(image), bgr, image.channels == 3 ? cv::COLOR_RGB2BGR : cv::COLOR_RGBA2BGRA);
  std::vector<uint8_t> encoded;
  if (!cv::imencode(".png", bgr, encoded)) throw std::logic_error("OpenCV cannot encode a PNG");
  return {encoded.begin(), encoded.end()};
}

}  // namespace wgan
