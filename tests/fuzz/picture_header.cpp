// The header probe: everything that is asked of a file before a decoder sees it.
#include <cstdint>
#include <cstdlib>

#include "wgan/formats/picture_header.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  if (const auto header = wgan::probe_picture(file)) {
    if (header->width < 0 || header->height < 0) std::abort();
  }
  const int64_t orientation = wgan::picture_orientation(file);
  if (orientation < 1 || orientation > 8) std::abort();
  wgan::jpeg_has_its_end(file);
  wgan::png_has_its_chunks(file);
  wgan::foreign_format(file);
  return 0;
}
