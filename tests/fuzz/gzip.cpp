// Unpacking of gzip files.
#include <cstdint>
#include <cstdlib>

#include "wgan/formats/gzip.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr int64_t kMost = 1'000'000;
  const auto unpacked =
      wgan::gunzip(std::string_view(reinterpret_cast<const char*>(data), size), kMost);
  if (static_cast<int64_t>(unpacked.bytes.size()) > kMost) std::abort();
  return 0;
}
