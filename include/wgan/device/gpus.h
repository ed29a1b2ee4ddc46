#pragma once

#include <string>
#include <vector>

#include "wgan/device/tensor.h"

namespace wgan {

struct Gpu {
  std::string name;  // as the driver names it; empty if it does not say
  double memory;     // bytes
};

/// What this process can reach of a GPU.
struct GpuReport {
  std::string driver;   // version of NVIDIA's driver; empty if there is none
  std::string missing;  // why no GPU can be used; empty if one can
  std::string cudnn;    // version; empty without one
  std::vector<Gpu> gpus{};
};

/// Loads LibTorch's CUDA library if there is a driver, and asks it. Everything is read under
/// `root`. Throws nothing.
GpuReport gpu_report(const std::string& root = "/");

}  // namespace wgan
