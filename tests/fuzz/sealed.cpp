// Sealed model files: the bytes as they are, the same under a digest that is right, and as the
// index of a file that is whole.
#include <cstdint>

#include "fuzz/sound.h"
#include "wgan/formats/sealed_file.h"

namespace {

void read(const std::string& contents) { wgan::read_tensors(wgan::parse_sealed, contents); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  read(bytes);
  read(bytes + wgan::digest(bytes));
  const std::string front(64, 'x'), end_record(22, '\0');
  read(wgan::seal(front + bytes + end_record, front.size(), size));
  return 0;
}
