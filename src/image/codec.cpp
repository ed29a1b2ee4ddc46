#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "mat.h"
#include "stderr_capture.h"
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

[[noreturn]] void refuse(const std::string& reason) { throw Error(ExitCode::kData, reason); }

/// Why there is no header in a file.
std::string why_no_header(std::string_view file) {
  if (file.empty()) return "it is empty";
  for (const std::string_view sign : {"\x89PNG", "\xFF\xD8\xFF", "RIFF"}) {
    if (file.starts_with(sign)) return "it is cut off or damaged in its header";
  }
  const std::string_view foreign = foreign_format(file);
  return foreign.empty() ? "it is no PNG, JPEG, BMP or WebP picture"
                         : cat("it is a ", foreign, " file, which is not read; convert it to PNG");
}

/// Throws Error(kData) for what no decoder shall see.
void check_header(const PictureHeader& header, int64_t max_pixels) {
  if (header.width <= 0 || header.height <= 0) refuse("its header declares no size");
  if (header.width > max_pixels / header.height) {
    refuse(cat("it declares ", header.width, "x", header.height, " pixels; the limit is ",
               grouped(max_pixels), " (--max-pixels)"));
  }
  if (header.animated) refuse("it is an animation; save one of its frames as a picture");
}

PictureHeader accepted_header(std::string_view file, int64_t max_pixels) {
  const auto header = probe_picture(file);
  if (!header) refuse(why_no_header(file));
  check_header(*header, max_pixels);
  if (header->format == PictureFormat::kJpeg && !jpeg_has_its_end(file))
    refuse("its end is missing");
  return *header;
}

/// UNCHANGED keeps the transparency and the depth that a picture has. Of a JPEG it would give CMYK
/// as it is, so there the channels are asked for. Orientation is ours: OpenCV has it for some
/// formats only.
int decoding_flags(const PictureHeader& header) {
  if (header.format != PictureFormat::kJpeg) return cv::IMREAD_UNCHANGED;
  return cv::IMREAD_IGNORE_ORIENTATION | (header.gray ? cv::IMREAD_GRAYSCALE : cv::IMREAD_COLOR);
}

/// libjpeg goes on after an error in the compressed data, prints a line for the first one only, and
/// what follows is garbage. A few bytes too many before the end marker (D9) are harmless, and
/// written by some cameras: all was decoded without a complaint by then. libpng's warnings (colour
/// profiles, mostly) are harmless too.
bool tells_of_damage(PictureFormat format, const std::string& said) {
  if (format != PictureFormat::kJpeg) return said.find("libpng error") != std::string::npos;
  constexpr int64_t kHarmless = 16;
  constexpr std::string_view kCorrupt = "Corrupt JPEG data: ";
  if (said.find("Premature end") != std::string::npos) return true;
  const size_t at = said.find(kCorrupt);
  if (at == std::string::npos) return false;
  const std::string_view what = std::string_view(said).substr(at + kCorrupt.size());
  const auto count = to_integer(what.substr(0, what.find(' ')));
  return what.find("extraneous bytes before marker 0xd9") == std::string_view::npos || !count ||
         *count > kHarmless;
}

/// A BMP of 32 bits has a fourth byte that means transparency only if the header says so; and most
/// programs that say so leave it at zero without meaning that all is transparent.
cv::Mat without_unused_alpha(const cv::Mat& mat, const PictureHeader& header) {
  if (header.format != PictureFormat::kBmp || mat.channels() != 4) return mat;
  cv::Mat alpha, bgr;
  cv::extractChannel(mat, alpha, 3);
  if (header.alpha && cv::countNonZero(alpha) > 0) return mat;
  cv::cvtColor(mat, bgr, cv::COLOR_BGRA2BGR);
  return bgr;
}

/// OpenCV forgets that one brightness of a gray PNG may stand for "transparent". `key` is a sample
/// of the file's own depth.
cv::Mat with_gray_key(const cv::Mat& gray, std::optional<PngGrayKey> key) {
  if (!key || gray.channels() != 1) return gray;
  const int64_t scale = key->depth < 8 ? 255 / ((1 << key->depth) - 1) : 1;
  cv::Mat clear, out;
  cv::compare(gray, static_cast<double>(key->sample * scale), clear, cv::CMP_EQ);
  cv::Mat alpha(gray.size(), gray.type(), cv::Scalar::all(gray.depth() == CV_16U ? 65535 : 255));
  alpha.setTo(0, clear);
  cv::merge(std::vector<cv::Mat>{gray, gray, gray, alpha}, out);
  return out;
}

/// Undoes the EXIF orientations: 2 mirrored, 3 upside down, 4 both; 5 to 8 the same with rows and
/// columns exchanged.
cv::Mat upright(const cv::Mat& mat, int64_t orientation) {
  cv::Mat turned = mat;
  if (orientation >= 5) cv::transpose(mat, turned);
  switch (orientation) {
    case 2:
    case 6:
      cv::flip(turned, turned, 1);
      break;
    case 3:
    case 7:
      cv::flip(turned, turned, -1);
      break;
    case 4:
    case 8:
      cv::flip(turned, turned, 0);
      break;
    default:
      break;
  }
  return turned;
}

}  // namespace

Image decode(std::string_view file, int64_t max_pixels) {
  static const bool silenced = [] {
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    cv::setNumThreads(1);  // pictures are decoded side by side; each by one thread
    return true;
  }();
  (void)silenced;
  const PictureHeader header = accepted_header(file, max_pixels);
  const cv::Mat bytes(1, static_cast<int>(file.size()), CV_8U, const_cast<char*>(file.data()));
  const StderrCapture complaints;
  cv::Mat decoded;
  try {
    decoded = cv::imdecode(bytes, decoding_flags(header));
  } catch (const cv::Exception&) {
  }
  const std::string said = complaints.text();
  if (decoded.empty() || tells_of_damage(header.format, said))
    throw Error(ExitCode::kData, cat("it is damaged", said.empty() ? "" : ": ", escaped(said)));
  if (decoded.cols != header.width || decoded.rows != header.height)
    throw Error(ExitCode::kData, "its content has another size than its header declares");
  decoded = with_gray_key(decoded, png_gray_key(file));
  if (decoded.depth() == CV_16U) decoded.convertTo(decoded, CV_8U, 1 / 257.0);
  if (decoded.depth() != CV_8U)
    throw Error(ExitCode::kData, "its samples have neither 8 nor 16 bits");
  return to_rgb(upright(without_unused_alpha(decoded, header), picture_orientation(file)));
}

void decode_front(std::string_view front, int64_t max_pixels) {
  const auto header = probe_picture(front);
  if (header) return check_header(*header, max_pixels);
  if (!front.starts_with("\xFF\xD8\xFF")) refuse(why_no_header(front));
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
