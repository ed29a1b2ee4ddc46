#include "layers.h"

#include <algorithm>

#include "wgan/base/error.h"
#include "wgan/files/files.h"
#include "wgan/text/text.h"

namespace wgan {

const Assignment* last(const SettingsLayer& layer, const std::string& flag) {
  const auto found =
      std::find_if(layer.rbegin(), layer.rend(), [&](const auto& a) { return a.flag == flag; });
  return found == layer.rend() ? nullptr : &*found;
}

const Assignment* strongest(const std::vector<const SettingsLayer*>& layers,
                            const std::string& flag) {
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
    if (const Assignment* found = last(**layer, flag)) return found;
  }
  return nullptr;
}

SettingsLayer read_layer(const std::filesystem::path& file) {
  return parse_flag_lines(read_text_file(file), file.filename().string());
}

void refuse_nested(const SettingsLayer& layer) {
  for (const char* flag : {"config", "preset", "resume", "init-from"}) {
    if (const Assignment* found = last(layer, flag)) {
      throw Error(ExitCode::kUsage,
                  cat(found->source, ": --", flag, " is not allowed in a file of flags"));
    }
  }
}

}  // namespace wgan
