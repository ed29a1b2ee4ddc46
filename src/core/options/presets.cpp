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
  fs::path file = fs::read_symlink("/proc/self/exe");
  std::error_code unknown;
  // libwgan in another program; a program's own name here is what its starter chose.
  if (Dl_info here{}; ::dladdr(kConfigs, &here) && here.dli_fname) {
    const fs::path library = fs::canonical(here.dli_fname, unknown);
    if (library.filename().string().starts_with("libwgan.so")) file = library;
  }
  const fs::path installed = file.parent_path() / "../share/wgan/configs";
  return fs::exists(installed, unknown) ? installed : fs::path(kConfigs);  // the source tree's
}

}  // namespace wgan
