#include "engine_loader.h"

#include <dlfcn.h>

#include <filesystem>

#include "engine_build.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Libraries of the engine end the process where there is no working folder.
void check_working_folder() {
  std::error_code error;
  if (const auto folder = std::filesystem::current_path(error); !error) return;
  throw Error(ExitCode::kDisk, cat("the working folder cannot be used (", error.message(),
                                   "): it may have been deleted; go to another one"));
}

}  // namespace

Engine& engine() {
  namespace fs = std::filesystem;
  check_working_folder();
  const fs::path folder = fs::read_symlink("/proc/self/exe").parent_path();
  fs::path library = folder / "libwgan.so";
  if (!fs::exists(library)) library = folder / "../lib/libwgan.so";
  void* loaded = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!loaded) {
    const char* why = ::dlerror();
    throw Error(ExitCode::kFailed,
                cat("cannot load ", library.lexically_normal().string(), ": ",
                    why ? why : "no reason given",
                    "; build it again, or install it beside the program or in ../lib"));
  }
  const auto entry = reinterpret_cast<EngineEntry>(::dlsym(loaded, kEngineEntry));
  Engine* found = entry ? entry(WGAN_ENGINE_BUILD) : nullptr;
  if (!found) {
    throw Error(ExitCode::kFailed, cat(library.lexically_normal().string(),
                                       " belongs to another version of wgan; build both again"));
  }
  return *found;
}

}  // namespace wgan
