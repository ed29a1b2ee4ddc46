#include "libtorch.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <vector>

#include "wgan/base/error.h"
#include "wgan/files/files.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kLibrary = "libtorch_cpu.so";

/// Returns the value of a variable that names a folder.
std::optional<Path> folder_in(const char* variable) {
  const char* value = std::getenv(variable);
  if (!value || value[0] != '/') return std::nullopt;
  return Path(value);
}

/// Returns the torch folders of a Python environment: one for each version of Python in it.
std::vector<Path> torch_in_python(const Path& environment) {
  std::vector<Path> found;
  std::error_code unknown;
  for (const auto& entry : std::filesystem::directory_iterator(environment / "lib", unknown)) {
    if (entry.path().filename().string().starts_with("python3"))
      found.push_back(entry.path() / "site-packages/torch");
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// Returns the torch folder that pip installs beside the wheel of wgan, whether it is there or not;
/// empty if this is no wheel.
Path torch_of_wheel() {
  const Path program = std::filesystem::read_symlink("/proc/self/exe");
  const Path package = program.parent_path().parent_path();
  return is_there(package / "__init__.py") ? package.parent_path() / "torch" : Path();
}

/// Returns the folders to look into, in order.
std::vector<Path> places() {
  if (const char* told = std::getenv("WGAN_LIBTORCH"); told && *told) {
    const Path folder = std::filesystem::absolute(told);
    return {folder, folder / "torch"};
  }
  std::vector<Path> all;
  if (Path torch = torch_of_wheel(); !torch.empty()) all.push_back(std::move(torch));
  try {
    for (const char* kind : {"cuda", "cpu"})
      all.push_back(cache_folder() / cat("libtorch-", WGAN_LIBTORCH_VERSION, "-", kind) / "torch");
  } catch (const Error&) {  // there is no cache folder
  }
  for (const char* variable : {"VIRTUAL_ENV", "CONDA_PREFIX"}) {
    if (const auto environment = folder_in(variable)) {
      for (Path& torch : torch_in_python(*environment)) all.push_back(std::move(torch));
    }
  }
  return all;
}

/// Returns the version of a LibTorch: of Python's torch in version.py, of a LibTorch by itself in
/// build-version; empty if neither says.
std::string version_in(const Path& torch) {
  std::string line;
  std::ifstream alone(torch / "build-version");
  if (std::getline(alone, line)) return line.substr(0, line.find('+'));
  std::ifstream python(torch / "version.py");
  while (std::getline(python, line)) {
    constexpr std::string_view kBefore = "__version__ = '";
    if (line.starts_with(kBefore)) {
      line.erase(0, kBefore.size());
      return line.substr(0, line.find_first_of("+'"));
    }
  }
  return {};
}

/// Returns "2.11" for "2.11.0".
std::string release(const std::string& version) { return version.substr(0, version.rfind('.')); }

bool load(const Path& library) { return ::dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL); }

}  // namespace

void load_libtorch() {
  std::vector<std::string> looked;
  for (const Path& place : places()) {
    const Path library = place / "lib" / kLibrary;
    looked.push_back(escaped(place.string()));
    if (!is_there(library)) continue;
    const std::string version = version_in(place);
    if (!version.empty() && release(version) != release(WGAN_LIBTORCH_VERSION))
      throw Error(ExitCode::kFailed, cat(escaped(place.string()), " is LibTorch ", escaped(version),
                                         ", and this wgan was built for ", WGAN_LIBTORCH_VERSION,
                                         "; set WGAN_LIBTORCH to the folder of such a one"));
    if (load(library)) return;
    const char* why = ::dlerror();
    throw Error(ExitCode::kFailed, cat("cannot load ", escaped(library.string()), ": ",
                                       why ? why : "no reason given"));
  }
  throw Error(ExitCode::kFailed,
              cat("LibTorch ", WGAN_LIBTORCH_VERSION, " was not found in ", join(looked, ", "),
                  "; install it with ",
                  torch_of_wheel().empty() ? "wgan setup"
                                           : cat("pip install torch==", WGAN_LIBTORCH_VERSION),
                  ", or set WGAN_LIBTORCH to the folder of a LibTorch or of Python's torch"));
}

}  // namespace wgan
