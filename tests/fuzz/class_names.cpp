// The names of classes beside a binary set.
#include <cstdint>

#include "fuzz/require.h"
#include "sets/set_file.h"
#include "wgan/sets/sets.h"
#include "wgan/text/text.h"

namespace wgan {

extern const SetFormat kCifar10, kStl10;

namespace {

/// Ten classes whatever the names, and the picture is of the last.
void check_classes(const Source& source) {
  require(source->size() == 1 && source->classes().size() == 10 && source->label(0) == 9);
}

void read(std::string_view text) {
  const std::vector<std::string> names = class_names(text);
  for (const std::string& name : names)
    require(!name.empty() && name == trim(name) && name.find('\n') == std::string::npos);
  require(class_names(join(names, "\n")) == names);

  using Bytes = std::shared_ptr<const Blob>;
  static const Bytes small = memory_blob('\x9' + std::string(3 * 32 * 32, '\0'));
  static const Bytes large = memory_blob(std::string(3 * 96 * 96, '\0'));
  static const Bytes label = memory_blob("\xA");
  check_classes(kCifar10.read({"fuzzed", "", small, nullptr, names, {}}, 0));
  check_classes(kStl10.read({"fuzzed", "", large, label, names, {}}, 0));
}

}  // namespace
}  // namespace wgan

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  wgan::read({reinterpret_cast<const char*>(data), size});
  return 0;
}
