// Files of prepared pictures: the bytes as they are, and as what follows the pixels in a file whose
// seal is right.
#include "data/pixels_file.h"

#include <cstdint>

#include "fuzz/require.h"

namespace wgan {
namespace {

constexpr int64_t kPicture = 6, kClasses = 3;

/// Reads a file, and aborts if what is accepted breaks a promise.
void read(const std::string& contents) {
  const auto content = read_pixels_file(*memory_blob(contents), kPicture, kClasses);
  if (!content) return;
  for (const int32_t label : content->labels) require(label >= -1 && label < kClasses);
  const auto pixel_bytes = static_cast<int64_t>(content->labels.size()) * kPicture;
  require(pixel_bytes < static_cast<int64_t>(contents.size()));
  const std::string pixels = contents.substr(0, static_cast<size_t>(pixel_bytes));
  const std::string end = pixels_file_end(*memory_blob(pixels), pixel_bytes, *content);
  require(read_pixels_file(*memory_blob(pixels + end), kPicture, kClasses).has_value());
}

/// The first byte says how many pictures there are; their pixels, labels and the rest follow.
void read_under_a_seal(const std::string& bytes) {
  const size_t pictures = bytes.empty() ? 0 : static_cast<uint8_t>(bytes[0]);
  if (bytes.size() < 1 + pictures * kPicture) return;
  const std::string pixels = bytes.substr(!bytes.empty(), pictures * kPicture);
  read(pixels + pixels_file_end(*memory_blob(pixels), static_cast<int64_t>(pixels.size()),
                                static_cast<int64_t>(pictures), bytes.substr(1 + pixels.size())));
}

}  // namespace
}  // namespace wgan

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  wgan::read(bytes);
  wgan::read_under_a_seal(bytes);
  return 0;
}
