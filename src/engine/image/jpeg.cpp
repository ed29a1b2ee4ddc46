#include "jpeg.h"

#include <csetjmp>
#include <cstddef>
#include <cstdio>
// Order matters: jpeglib.h needs size_t and FILE.
#include <jpeglib.h>

#include <jerror.h>

#include <array>

#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// The callbacks of libjpeg, which knows no exceptions: errors come back through a jump.
struct Listener {
  jpeg_error_mgr errors;  // first, so that a pointer to it also points to the Listener
  jpeg_progress_mgr progress;
  std::jmp_buf back;
  const char* verdict;  // what is wrong, with libjpeg's reason
  std::array<char, JMSG_LENGTH_MAX> reason;
};

/// Whether a warning means that pixels were invented. Stray bytes are harmless between the segments
/// of the header, and a few, which some cameras write, also after a scan; every other warning about
/// the compressed data means damage.
bool tells_of_damage(const jpeg_error_mgr& errors, int scans) {
  constexpr int kHarmless = 16;
  switch (errors.msg_code) {
    case JWRN_EXTRANEOUS_DATA:
      return scans > 0 && errors.msg_parm.i[0] > kHarmless;
    case JWRN_ARITH_BAD_CODE:
    case JWRN_BOGUS_PROGRESSION:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
    case JWRN_TOO_MUCH_DATA:
      return true;
    default:
      return false;
  }
}

[[noreturn]] void give_up(j_common_ptr info, const char* verdict) {
  auto* listener = reinterpret_cast<Listener*>(info->err);
  listener->verdict = verdict;
  std::longjmp(listener->back, 1);
}

[[noreturn]] void give_up_with_message(j_common_ptr info, const char* verdict) {
  info->err->format_message(info, reinterpret_cast<Listener*>(info->err)->reason.data());
  give_up(info, verdict);
}

constexpr const char* kDamaged = "it is damaged: ";

void on_message(j_common_ptr info, int level) {
  const int scans = reinterpret_cast<j_decompress_ptr>(info)->input_scan_number;
  if (level < 0 && tells_of_damage(*info->err, scans)) give_up_with_message(info, kDamaged);
}

[[noreturn]] void on_error(j_common_ptr info) {
  switch (info->err->msg_code) {
    case JERR_BAD_PRECISION:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_SOF_UNSUPPORTED:
      give_up_with_message(info, "it is a kind of JPEG that is not read: ");
    default:
      give_up_with_message(info, kDamaged);
  }
}

/// A small file can ask for thousands of passes over a large picture.
void on_progress(j_common_ptr info) {
  constexpr int kMostScans = 500;
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMostScans)
    give_up(info, "it has more than 500 scans");
}

/// Converts cyan, magenta, yellow, black to RGB. Adobe's programs store the four inverted, and a
/// marker says so.
void to_rgb(const uint8_t* cmyk, uint8_t* rgb, size_t count, bool inverted) {
  for (size_t i = 0; i < count; ++i, cmyk += 4, rgb += 3) {
    const int light = inverted ? cmyk[3] : 255 - cmyk[3];
    for (int c = 0; c < 3; ++c)
      rgb[c] = static_cast<uint8_t>(((inverted ? cmyk[c] : 255 - cmyk[c]) * light + 127) / 255);
  }
}

/// The state that must survive a jump: libjpeg's own, and what it writes to.
class Reader {
 public:
  Reader() {
    info_.err = jpeg_std_error(&listener_.errors);
    listener_.errors.error_exit = on_error;
    listener_.errors.emit_message = on_message;
    listener_.progress.progress_monitor = on_progress;
  }
  ~Reader() { jpeg_destroy_decompress(&info_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// Returns false on an error.
  bool read(std::string_view file) {
    if (setjmp(listener_.back) != 0) return false;
    jpeg_create_decompress(&info_);
    info_.progress = &listener_.progress;
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(file.data()), file.size());
    jpeg_read_header(&info_, TRUE);
    const bool four = info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK;
    info_.out_color_space = four                                      ? JCS_CMYK
                            : info_.jpeg_color_space == JCS_GRAYSCALE ? JCS_GRAYSCALE
                                                                      : JCS_RGB;
    jpeg_start_decompress(&info_);
    make_room();
    while (info_.output_scanline < info_.output_height) read_row();
    jpeg_finish_decompress(&info_);
    return true;
  }

  std::string fault() const { return cat(listener_.verdict, listener_.reason.data()); }
  Image& image() { return image_; }

 private:
  void make_room() {
    const bool gray = info_.out_color_space == JCS_GRAYSCALE;
    image_ = Image(info_.output_width, info_.output_height, gray ? 1 : 3);
    if (info_.out_color_space == JCS_CMYK) row_.resize(size_t{4} * info_.output_width);
  }

  void read_row() {
    uint8_t* to = image_.at(0, info_.output_scanline);
    JSAMPROW row = row_.empty() ? to : row_.data();
    jpeg_read_scanlines(&info_, &row, 1);
    if (!row_.empty()) to_rgb(row, to, info_.output_width, info_.saw_Adobe_marker);
  }

  jpeg_decompress_struct info_{};
  Listener listener_{};
  Image image_;
  std::vector<uint8_t> row_;  // a row of CMYK
};

}  // namespace

Image decode_jpeg(std::string_view file) {
  Reader reader;
  if (!reader.read(file)) throw Error(ExitCode::kData, escaped(reader.fault()));
  return std::move(reader.image());
}

}  // namespace wgan
