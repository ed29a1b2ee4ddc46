#pragma once

#include <string>
#include <vector>

namespace wgan {

/// What this process can reach of a GPU.
struct GpuReport {
  std::string driver{};  // version of NVIDIA's driver; empty if there is none
  std::string model{};   // that all GPUs of the machine have; empty if they differ or none is known
  std::string missing{};             // why no GPU can be used; empty if one can
  std::string cudnn{};               // version; empty without one
  std::vector<double> gpu_memory{};  // bytes of each GPU that can be used, by its number
};

/// Loads LibTorch's CUDA library if there is a driver, and asks it. Everything is read under
/// `root`. Throws nothing.
GpuReport gpu_report(const std::string& root = "/");

}  // namespace wgan
