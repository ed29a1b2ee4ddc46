#pragma once

#include <string>

#include "wgan/device/tensor.h"
#include "wgan/machine/machine.h"

namespace wgan {

/// Turns "auto", "cpu", "cuda" or "cuda:1" into a device that works here, loading LibTorch's CUDA
/// library when it is asked for, or found to be of use by "auto". Throws Error(kDevice) that says
/// what is missing, Error(kUsage) for another word.
Device choose_device(const std::string& name);

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

/// Throws Error(kDevice) if the device has no instructions for "bf16".
void check_precision(const std::string& precision, Device device);

/// Prepares this process for many steps that make tensors of the same sizes. On a processor, memory
/// that is freed stays with the process: asking the system for it again costs a twelfth of a step
/// (docs/performance.md). On a GPU, cuDNN measures which of its kernels is fastest, unless
/// `deterministic`, and so which bits come out may differ from start to start; on a processor
/// nothing is measured.
void prepare_to_train(Device device, bool deterministic);

/// The most bytes that this process may come to use there: of a GPU its memory, else
/// `usable_memory()`.
double memory_limit(Device device);

/// Gives memory that was freed back to the system, where it was kept by `prepare_to_train`: behind
/// what takes much and comes seldom.
void release_memory();

/// Bytes in use: the resident set of this process, or on a GPU what LibTorch holds there.
int64_t memory_in_use(Device device);

}  // namespace wgan
