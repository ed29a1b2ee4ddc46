#include "wgan/commands/setup.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>

#include "wgan/options/settings.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns the script: beside the installed program's presets, or in the source tree.
std::filesystem::path script() {
  const std::filesystem::path beside = configs_folder().parent_path();
  return beside / "scripts" / "fetch-libtorch";
}

}  // namespace

ExitCode Setup::run() const {
  const std::string file = script().lexically_normal().string();
  if (!std::filesystem::exists(file))
    throw Error(ExitCode::kFailed,
                cat("there is no ", escaped(file),
                    ": pip installs LibTorch for a wgan that pip installed (pip install torch)"));
  std::cout << std::flush;
  const char* kind = cuda ? "--cuda" : cpu ? "--cpu" : nullptr;
  ::execl(file.c_str(), file.c_str(), kind, nullptr);
  throw Error(ExitCode::kFailed, cat("cannot start ", escaped(file), ": ", std::strerror(errno)));
}

}  // namespace wgan
