#include "wgan/device/device.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <c10/core/CachingDeviceAllocator.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sched.h>
#include <torch/version.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "cuda_library.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

Device cuda(const std::string& name, int64_t index) {
  const std::string hint = "; use --device cpu";
  if (const std::string missing = load_cuda(); !missing.empty()) {
    throw Error(ExitCode::kDevice, cat("--device ", name, ": ", missing, hint));
  }
  const int64_t count = at::detail::getCUDAHooks().deviceCount();
  if (index >= count)
    throw Error(ExitCode::kDevice,
                cat("--device ", name, ": there are ", count, " GPUs, numbered from 0", hint));
  // Some of cuDNN's backward kernels add in an order that changes from call to call, but a seed
  // must reproduce a run.
  at::globalContext().setDeterministicCuDNN(true);
  return {c10::DeviceType::CUDA, static_cast<c10::DeviceIndex>(index)};
}

}  // namespace

Device choose_device(const std::string& asked) {
  const char* told = std::getenv("WGAN_DEVICE");
  const std::string name = asked == "auto" && told && *told ? told : asked;
  if (name == "cpu") return {c10::DeviceType::CPU};
  if (name == "auto")
    return driver_present() && load_cuda().empty() ? cuda(name, 0) : Device(c10::DeviceType::CPU);
  const auto index = name == "cuda"                ? 0
                     : name.rfind("cuda:", 0) == 0 ? to_integer(name.substr(5))
                                                   : std::nullopt;
  if (!index || *index < 0 || *index > 127) {
    throw Error(ExitCode::kUsage,
                cat("--device ", escaped(name), ": expected auto, cpu, cuda or cuda:0, cuda:1, …"));
  }
  return cuda(name, *index);
}

int64_t set_threads(int64_t threads) {
  if (threads == 0) threads = default_threads();
  check_threads(threads - 1);
  at::set_num_threads(static_cast<int>(threads));
  return threads;
}

std::string processor_kind() { return at::get_cpu_capability(); }
std::string libtorch_version() { return TORCH_VERSION; }

std::string device_name(Device device) { return device.str(); }

at::MemoryFormat memory_format_on(Device device) {
  return device.is_cpu() ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
}

void check_precision(const std::string& precision, Device device) {
  if (precision == "fp32" || !device.is_cpu() || computes_in_bf16()) return;
  throw Error(ExitCode::kDevice, cat("--precision ", precision,
                                     ": this processor has no instructions for it (AVX-512 "
                                     "or AMX bf16, or those of ARMv8.6); leave it out"));
}

void prepare_to_train(Device device, bool deterministic) {
  at::globalContext().setBenchmarkCuDNN(!deterministic);
#ifdef __GLIBC__
  if (!device.is_cpu()) return;
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, -1);  // never
#endif
}

void release_memory() {
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

double memory_limit(Device device) {
  if (!device.is_cuda()) return usable_memory();
  return static_cast<double>(
      c10::getDeviceAllocator(device.type())->getMemoryInfo(device.index()).second);
}

int64_t memory_in_use(Device device) {
  if (device.is_cuda()) {
    const auto stats = c10::getDeviceAllocator(device.type())->getDeviceStats(device.index());
    return stats.reserved_bytes[0].current;
  }
  int64_t pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

}  // namespace wgan
