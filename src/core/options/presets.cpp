#include <dlfcn.h>

#include <algorithm>

#include "layers.h"
#include "wgan/base/error.h"
#include "wgan/options/settings.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kConfigs = WGAN_CONFIGS;

}  // namespace

SettingsLayer read_preset(const std::string& name, const std::filesystem::path& configs,
                          const std::string& source) {
  if (const auto file = preset_file(configs, name)) return read_layer(*file);
  const auto near = nearest(name, preset_names(configs));
  throw Error(ExitCode::kUsage,
              cat(source, ": --preset ", name.empty() ? "''" : escaped(name),
                  ": there is no such preset; ", near ? cat("did you mean ", *near, "? ") : "",
                  "wgan presets lists them, --config takes a file of your own"));
}

std::vector<std::string> preset_names(const std::filesystem::path& configs) {
  std::vector<std::string> names;
  std::error_code unknown;
  for (const auto& entry : std::filesystem::directory_iterator(configs, unknown)) {
    if (entry.path().extension() == ".flags") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<std::filesystem::path> preset_file(const std::filesystem::path& configs,
                                                 const std::string& name) {
  const auto names = preset_names(configs);
  if (std::find(names.begin(), names.end(), name) == names.end()) return std::nullopt;
  return configs / (name + ".flags");
}

std::filesystem::path configs_folder() {
  namespace fs = std::filesystem;
  std::vector<fs::path> beside{fs::read_symlink("/proc/self/exe")};
  Dl_info here{};  // libwgan, if another program has linked it
  if (::dladdr(kConfigs, &here) && here.dli_fname) beside.emplace_back(here.dli_fname);
  for (const fs::path& file : beside) {
    if (fs::path configs = file.parent_path() / "../share/wgan/configs"; fs::exists(configs))
      return configs;
  }
  return kConfigs;  // the source tree's
}

}  // namespace wgan
