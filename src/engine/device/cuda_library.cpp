#include "cuda_library.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <unistd.h>

#include <filesystem>

namespace wgan {
namespace {

/// Returns the path of LibTorch's CUDA back end, which lies beside the CPU library that this
/// process is linked with.
std::string cuda_library() {
  Dl_info about{};
  const auto* inside = reinterpret_cast<const void*>(&at::get_num_threads);
  const bool known = ::dladdr(inside, &about) != 0 && about.dli_fname[0] == '/';
  const std::filesystem::path folder =
      known ? std::filesystem::path(about.dli_fname).parent_path() : "/";
  return folder / "libtorch_cuda.so";
}

}  // namespace

bool driver_present() { return ::access("/dev/nvidiactl", F_OK) == 0; }

std::string load_cuda() {
  if (!::dlopen(cuda_library().c_str(), RTLD_NOW | RTLD_GLOBAL)) {
    return "this LibTorch has no CUDA libraries (run scripts/setup --cuda, or set WGAN_LIBTORCH to "
           "one that has)";
  }
  if (!at::hasCUDA() || at::detail::getCUDAHooks().deviceCount() == 0)
    return "no NVIDIA GPU with a driver was found";
  return {};
}

}  // namespace wgan
