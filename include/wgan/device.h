#pragma once

#include <string>

#include "wgan/tensor.h"

namespace wgan {

/// Turns "auto", "cpu", "cuda" or "cuda:1" into a device that works here, loading LibTorch's CUDA
/// library when it is asked for, or found to be of use by "auto". Throws Error(kDevice) that says
/// what is missing, Error(kUsage) for another word.
Device choose_device(const std::string& name);

/// Cores that this process may use: those of its processors, each counted once, however many
/// hardware threads it runs, which share its arithmetic units. `processors` holds a folder cpuN of
/// each, as /sys/devices/system/cpu does.
int64_t usable_cores(const std::string& processors = "/sys/devices/system/cpu");

/// Sets the number of threads of LibTorch, 0 for one per usable core, and returns it.
int64_t set_threads(int64_t threads);

/// "cpu", "cuda:0".
std::string device_name(Device device);

/// The vector instructions that LibTorch uses here, such as "AVX512", and its version.
std::string processor_kind();
std::string libtorch_version();

/// The order in memory, of maps and of the weights that meet them, in which convolutions are
/// fastest there: channels last on a processor (docs/performance.md).
at::MemoryFormat memory_format_on(Device device);

/// Bytes in use: the resident set of this process, or on a GPU what LibTorch holds there.
int64_t memory_in_use(Device device);

}  // namespace wgan
