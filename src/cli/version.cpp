#include "command.h"
#include "git_hash.h"
#include "wgan/text/text.h"

namespace wgan {

std::string version_text() {
  const std::string_view commit = WGAN_GIT_HASH;
  return cat("wgan ", WGAN_VERSION, commit.empty() ? "" : cat(" (", commit, ")"), "\nLibTorch ",
             WGAN_LIBTORCH_VERSION, ", OpenCV ", WGAN_OPENCV_VERSION, "\n", WGAN_COMPILER, ", ",
             WGAN_BUILD_TYPE, "\n");
}

}  // namespace wgan
