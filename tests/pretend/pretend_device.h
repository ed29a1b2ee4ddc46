#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "wgan/tensor.h"

/// A GPU for tests where there is none: LibTorch's PrivateUse1 back end, which computes on the
/// processor and keeps a GPU's rules. Tensors of two devices do not mix, the host that reads
/// memory of the device crashes, and all that the host asks of the device is counted. It has no
/// streams, no capture and no kernels of its own, so it says nothing about speed or last bits.
namespace wgan::pretend {

inline Device device() { return {c10::DeviceType::PrivateUse1, 0}; }

/// What the host asked of the device.
struct Asked {
  using Counts = std::map<std::string, int64_t>;

  Counts launches;   // kernels, by operator; those over lists of tensors count once
  Counts waits;      // of the host for the device, by what it waited for
  Counts uploads;    // copies to the device, by what was copied: "Float 4x8"
  Counts downloads;  // copies from it; each is a wait too
};

int64_t sum(const Asked::Counts& counts);

/// Since the last call.
Asked take_asked();

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
