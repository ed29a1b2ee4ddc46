// The reader of IDX files.
#include "fuzz/read_all.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace wgan;
  read_all(*kMnist.read(fuzzed_file(data, size), 100'000));
  return 0;
}
