#pragma once

#include <string>

namespace wgan {

/// Whether NVIDIA's driver serves this machine.
bool driver_present();

/// Registers LibTorch's CUDA back end in this process. Returns what is missing; empty if nothing
/// is.
std::string load_cuda();

}  // namespace wgan
