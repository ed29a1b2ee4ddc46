#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace wgan::pretend {

/// What the host has asked of the pretend GPU.
struct Asked {
  using Counts = std::map<std::string, int64_t>;

  Counts launches;   // kernels, by operator; those over lists of tensors count once
  Counts waits;      // waits of the host for the device, by what it waited for
  Counts uploads;    // copies to the device, by what was copied: "Float 4x8"
  Counts downloads;  // copies from it; each is a wait too
};

int64_t sum(const Asked::Counts& counts);

/// Returns what was asked since the last call.
Asked take_asked();

/// Counts one, unless this thread is within a kernel.
void count(Asked::Counts Asked::*what, const std::string& name);

/// While one lives, this thread is within a kernel.
class InKernel {
 public:
  InKernel();
  ~InKernel();
  InKernel(const InKernel&) = delete;
  InKernel& operator=(const InKernel&) = delete;

 private:
  bool before_;
};

}  // namespace wgan::pretend
