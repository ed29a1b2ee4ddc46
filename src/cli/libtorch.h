#pragma once

#include <string>

namespace wgan {

/// Loads LibTorch's libraries for the processor, so that libwgan.so finds them wherever they are:
/// in the folder that WGAN_LIBTORCH names or, without it, beside wgan if pip installed that, else
/// in the cache, where scripts/setup and `wgan setup` put them, or in the torch of the Python
/// environment that is active. Throws Error(kFailed) that names the places, or both versions if
/// LibTorch is another one than the program was built for.
void load_libtorch();

}  // namespace wgan
