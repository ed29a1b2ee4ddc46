#pragma once

#include "pretend/asked.h"
#include "wgan/device/tensor.h"

/// A GPU for tests where there is none: LibTorch's PrivateUse1 back end, which computes on the
/// processor and keeps a GPU's rules. Tensors of two devices do not mix, the host that reads
/// memory of the device crashes, and all that the host asks of the device is counted. It has no
/// streams, no capture and no kernels of its own, so it says nothing about speed or last bits.
namespace wgan::pretend {

inline Device device() { return {c10::DeviceType::PrivateUse1, 0}; }

/// The same numbers for the processor's kernels; nothing if undefined.
Tensor on_host(const Tensor& tensor);

/// While one is alive, the device's random numbers are not the processor's, as those of a GPU are
/// not.
class OtherDraws {
 public:
  OtherDraws();
  ~OtherDraws();
  OtherDraws(const OtherDraws&) = delete;
  OtherDraws& operator=(const OtherDraws&) = delete;
};

}  // namespace wgan::pretend
