#include "command.h"
#include "wgan/text.h"

namespace wgan {

std::string version_text() {
  return cat("wgan ", WGAN_VERSION, " (", WGAN_GIT_HASH, ")\nLibTorch ", WGAN_LIBTORCH_VERSION,
             ", OpenCV ", WGAN_OPENCV_VERSION, "\n", WGAN_COMPILER, ", ", WGAN_BUILD_TYPE, "\n");
}

}  // namespace wgan
