#include <new>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "bmp.h"
#include "jpeg.h"
#include "mat.h"
#include "stderr_capture.h"
#include "wgan/base/error.h"
#include "wgan/formats/picture_header.h"
#include "wgan/text/text.h"

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

/// Returns the article for a name from `foreign_format`; these begin with a vowel sound.
const char* article(std::string_view name) { return name == "AVIF" || name == "SVG" ? "an" : "a"; }

/// Says why a file has no usable header.
std::string why_no_header(std::string_view file) {
  if (file.empty()) return "it is empty";
  for (const std::string_view sign : {"\x89PNG", "\xFF\xD8\xFF", "RIFF"}) {
    if (file.starts_with(sign)) return "it is cut off or damaged in its header";
  }
  const std::string_view foreign = foreign_format(file);
  return foreign.empty() ? "it is no PNG, JPEG, BMP or WebP picture"
                         : cat("it is ", article(foreign), ' ', foreign,
                               " file, which is not read; convert it to PNG");
}

/// Throws Error(kData) for a picture that no decoder may see.
void check_header(const PictureHeader& header, const PixelLimit& limit) {
  if (header.width <= 0 || header.height <= 0) refuse("its header declares no size");
  if (header.width > limit.pixels / header.height) {
    refuse(cat("it declares ", header.width, "x", header.height, " pixels; the limit is ",
               grouped(limit.pixels), limit.flag ? cat(" (", limit.flag, ")") : ""));
  }
  if (header.animated) refuse("it is an animation; save one of its frames as a picture");
}

/// OpenCV asks its decoders one after the other. Those for DICOM and DTED look for their signatures
/// after the start of a file, so they may claim a WebP with a damaged header; the DICOM decoder
/// ends the program on damaged data.
bool is_for_another_decoder(std::string_view file) {
  const auto has = [&](size_t at, std::string_view sign) {
    return at < file.size() && file.substr(at).starts_with(sign);
  };
  return has(128, "DICM") || has(140, "DTED");
}

PictureHeader accepted_header(std::string_view file, const PixelLimit& limit) {
  const auto header = probe_picture(file);
  if (!header) refuse(why_no_header(file));
  check_header(*header, limit);
  if (header->format == PictureFormat::kJpeg && !jpeg_has_its_end(file)) refuse("it is truncated");
  if (header->format == PictureFormat::kPng && !png_has_its_chunks(file))
    refuse("it is damaged: a chunk is longer than the file");
  if (header->format == PictureFormat::kWebp && is_for_another_decoder(file))
    refuse("it is damaged: it has the signature of a DICOM or DTED file");
  return *header;
}

/// Restores transparency, since OpenCV ignores that one brightness of a gray PNG may stand for
/// "transparent". `key` is a sample at the file's own depth.
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
Image upright(Image image, int64_t orientation) {
  if (orientation == 1) return image;
  cv::Mat turned = as_mat(image);
  if (orientation >= 5) cv::transpose(as_mat(image), turned);
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
  return from_mat(turned);
}

/// Decodes PNG and WebP. UNCHANGED keeps a picture's transparency and depth and leaves the
/// orientation to `upright`, since OpenCV knows it for some formats only.
Image decode_by_opencv(std::string_view file) {
  const cv::Mat bytes(1, static_cast<int>(file.size()), CV_8U, const_cast<char*>(file.data()));
  const StderrCapture complaints;
  cv::Mat decoded;
  try {
    decoded = cv::imdecode(bytes, cv::IMREAD_UNCHANGED);
  } catch (const cv::Exception& error) {
    if (error.code == cv::Error::StsNoMem) throw std::bad_alloc();
  }
  const std::string said = complaints.text();
  // libpng's warnings (colour profiles, mostly) are harmless.
  if (decoded.empty() || said.find("libpng error") != std::string::npos)
    refuse(cat("it is damaged", said.empty() ? "" : ": ", escaped(said)));
  decoded = with_gray_key(decoded, png_gray_key(file));
  if (decoded.depth() == CV_16U) decoded.convertTo(decoded, CV_8U, 1 / 257.0);
  if (decoded.depth() != CV_8U) refuse("its samples have neither 8 nor 16 bits");
  return to_rgb(decoded);
}

Image decode_as(PictureFormat format, std::string_view file) {
  switch (format) {
    case PictureFormat::kJpeg:
      return decode_jpeg(file);
    case PictureFormat::kBmp:
      return decode_bmp(file);
    default:
      return decode_by_opencv(file);
  }
}

}  // namespace

Image decode(std::string_view file, const PixelLimit& limit) {
  static const bool silenced = [] {
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    cv::setNumThreads(1);  // pictures are decoded in parallel, each by one thread
    return true;
  }();
  (void)silenced;
  const PictureHeader header = accepted_header(file, limit);
  Image image = decode_as(header.format, file);
  if (image.width != header.width || image.height != header.height)
    refuse("its content has another size than its header declares");
  return upright(std::move(image), picture_orientation(file));
}

void decode_front(std::string_view front, const PixelLimit& limit) {
  const auto header = probe_picture(front);
  if (header) return check_header(*header, limit);
  if (!front.starts_with("\xFF\xD8\xFF")) refuse(why_no_header(front));
}

namespace {

std::string encoded(const Image& image, const std::string& format, const std::vector<int>& how) {
  cv::Mat bgr;
  if (image.channels == 1) bgr = as_mat(image);
  else
    cv::cvtColor(as_mat(image), bgr, image.channels == 3 ? cv::COLOR_RGB2BGR : cv::COLOR_RGBA2BGRA);
  std::vector<uint8_t> bytes;
  if (!cv::imencode("." + format, bgr, bytes, how))
    throw std::logic_error("OpenCV cannot encode a " + format);
  return {bytes.begin(), bytes.end()};
}

}  // namespace

std::string encode(const Image& image, const std::string& format) {
  constexpr int kQuality = 95, kLossless = 101;
  if (format == "jpg") return encode_jpeg(image, kQuality);
  if (format == "webp") return encoded(image, format, {cv::IMWRITE_WEBP_QUALITY, kLossless});
  return encoded(image, format, {});
}

std::string encode_png(const Image& image) { return encoded(image, "png", {}); }

std::string encode_jpeg(const Image& image, int quality) {
  return encoded(image, "jpg", {cv::IMWRITE_JPEG_QUALITY, quality});
}

}  // namespace wgan
