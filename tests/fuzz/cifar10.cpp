// The reader of CIFAR-10 files.
#include "fuzz/read_all.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace wgan;
  try {
    read_all(*kCifar10.read(fuzzed_file(data, size), 0));
  } catch (const Error& error) {  // it looks like CIFAR-100
    if (error.code() != ExitCode::kData) std::abort();
  }
  return 0;
}
