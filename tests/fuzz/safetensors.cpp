// Safetensors files: the bytes as they are, and as the header of a file that is long enough.
#include <cstdint>

#include "fuzz/sound.h"
#include "wgan/formats/safetensors.h"

namespace {

void read(const std::string& contents) { wgan::read_tensors(wgan::parse_safetensors, contents); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  read(bytes);
  std::string length(8, '\0');
  for (size_t i = 0; i < 8; ++i) length[i] = static_cast<char>(size >> (8 * i) & 0xFF);
  read(length + bytes + std::string(4096, '\0'));
  return 0;
}
