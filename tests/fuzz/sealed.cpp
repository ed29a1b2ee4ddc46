// Sealed model files: the bytes as they are, the same under a digest that is right, and as the
// index of a file that is whole.
#include <cstdint>

#include "fuzz/sound.h"
#include "wgan/base/error.h"
#include "wgan/formats/sealed_file.h"

namespace wgan {
namespace {

/// Reads a file, and aborts if what is accepted breaks a promise.
void read(const std::string& contents) {
  try {
    const SealedFile file = parse_sealed(contents, "fuzzed");
    require_sound(file, contents);
  } catch (const Error& error) {
    require(error.code() == ExitCode::kModel);
  }
}

}  // namespace
}  // namespace wgan

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  wgan::read(bytes);
  wgan::read(bytes + wgan::digest(bytes));
  const std::string front(64, 'x'), end_record(22, '\0');
  wgan::read(wgan::seal(front + bytes + end_record, front.size(), size));
  return 0;
}
