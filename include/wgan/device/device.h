#pragma once

#include <string>

#include "wgan/device/tensor.h"
#include "wgan/machine/machine.h"

namespace wgan {

/// Returns the device that "auto", "cpu", "cuda" or "cuda:1" means here. Loads LibTorch's CUDA
/// library for a GPU, and for "auto" if there is an NVIDIA driver. Throws Error(kDevice) that says
/// what is missing, and Error(kUsage) for another word.
Device choose_device(const std::string& name);

/// Sets the number of threads of LibTorch, 0 for one per usable core, and returns it.
int64_t set_threads(int64_t threads);

/// Returns the device's name, such as "cpu" or "cuda:0".
std::string device_name(Device device);

/// Return the vector instructions that LibTorch uses here, such as "AVX512", and its version.
std::string processor_kind();
std::string libtorch_version();

/// Returns the memory format of feature maps and convolution weights that is fastest on `device`:
/// channels last on a CPU (docs/performance.md).
at::MemoryFormat memory_format_on(Device device);

/// Throws Error(kDevice) if `precision` is "bf16" and the device has no instructions for it.
void check_precision(const std::string& precision, Device device);

/// Prepares this process for many steps with tensors of the same sizes. On a CPU, freed memory
/// stays with the process: requesting it from the system again costs a twelfth of a step
/// (docs/performance.md). On a GPU, unless `deterministic`, cuDNN measures which of its kernels is
/// fastest, so that the resulting bits may differ from start to start; on a CPU nothing is
/// measured.
void prepare_to_train(Device device, bool deterministic);

/// Returns the most bytes that this process may use on `device`: the memory of a GPU, else
/// `usable_memory()`.
double memory_limit(Device device);

/// Returns freed memory, which `prepare_to_train` makes the process keep, to the system. Call it
/// after rare work that takes much memory.
void release_memory();

/// Returns the bytes in use on `device`: the resident set of this process, or what LibTorch holds
/// on a GPU.
int64_t memory_in_use(Device device);

}  // namespace wgan
