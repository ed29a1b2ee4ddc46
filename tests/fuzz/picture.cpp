// Decoding of whole pictures.
#include <cstdint>

#include "fuzz/require.h"
#include "wgan/base/error.h"
#include "wgan/image/image.h"

namespace wgan {
namespace {

constexpr int64_t kMostPixels = 1'000'000;

void read(std::string_view file) {
  const Image image = decode(file, {kMostPixels});
  require(image.width > 0 && image.height > 0 && image.width <= kMostPixels / image.height);
  require(image.channels == 1 || image.channels == 3 || image.channels == 4);
  const auto bytes = static_cast<int64_t>(image.pixels.size());
  require(bytes == image.width * image.height * image.channels);
  try {  // the front of a good picture gives no reason to leave it
    decode_front(file.substr(0, 1 << 16), {kMostPixels});
  } catch (const Error&) {
    require(false);
  }
}

}  // namespace
}  // namespace wgan

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace wgan;
  try {
    read({reinterpret_cast<const char*>(data), size});
  } catch (const Error& error) {
    require(error.code() == ExitCode::kData);
  }
  return 0;
}
