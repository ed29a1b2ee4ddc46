// The reader of STL-10 files.
#include "fuzz/read_all.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace wgan;
  read_all(*kStl10.read(fuzzed_file(data, size), 0));
  return 0;
}
