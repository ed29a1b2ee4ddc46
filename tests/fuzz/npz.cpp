// Arrays of NumPy, alone and in a zip.
#include <cstdint>
#include <string>

#include "fuzz/require.h"
#include "wgan/base/error.h"
#include "wgan/formats/npz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    const wgan::ByteArray array =
        wgan::open_npz(wgan::memory_blob(std::string(reinterpret_cast<const char*>(data), size)));
    unsigned __int128 numbers = 1;
    for (const int64_t side : array.shape) {
      wgan::require(side > 0);
      numbers *= static_cast<uint64_t>(side);
      wgan::require(numbers <= static_cast<uint64_t>(array.file->size()));
    }
    wgan::require(array.offset >= 0 && array.offset <= array.file->size());
    wgan::require(numbers <= static_cast<uint64_t>(array.file->size() - array.offset));
  } catch (const wgan::Error& error) {
    wgan::require(error.code() == wgan::ExitCode::kData);
  }
  return 0;
}
