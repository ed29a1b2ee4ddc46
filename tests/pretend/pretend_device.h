#pragma once

#include "pretend/asked.h"
#include "wgan/device/tensor.h"

/// A GPU for tests where there is none: LibTorch's PrivateUse1 back end, which computes on the CPU
/// and keeps a GPU's rules. Tensors of two devices do not mix, a host that reads memory of the
/// device crashes, and everything that the host asks of the device is counted. It has no streams,
/// no capture and no kernels of its own, so it says nothing about speed or last bits.
namespace wgan::pretend {

inline Device device() { return {c10::DeviceType::PrivateUse1, 0}; }

/// Returns the tensor's numbers for the CPU's kernels; nothing if it is undefined.
Tensor on_host(const Tensor& tensor);

/// While one lives, the device's random numbers differ from the CPU's, as a GPU's do.
class OtherDraws {
 public:
  OtherDraws();
  ~OtherDraws();
  OtherDraws(const OtherDraws&) = delete;
  OtherDraws& operator=(const OtherDraws&) = delete;
};

}  // namespace wgan::pretend
