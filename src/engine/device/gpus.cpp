#include "wgan/device/gpus.h"

#include <ATen/Context.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "cuda_library.h"
#include "wgan/device/device.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns the version in "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.65.06  …".
std::string driver_version(const std::string& root) {
  std::ifstream file(root + "/proc/driver/nvidia/version");
  for (std::string word; file >> word;) {
    if (!word.empty() && std::isdigit(static_cast<unsigned char>(word[0])) &&
        word.find('.') != std::string::npos)
      return escaped(word);
  }
  return {};
}

/// Returns the model of all GPUs in the driver's list; empty if they differ, since LibTorch may
/// number them otherwise.
std::string name_by_driver(const std::string& root) {
  std::set<std::string> names;
  std::error_code error;
  for (const auto& gpu :
       std::filesystem::directory_iterator(root + "/proc/driver/nvidia/gpus", error)) {
    std::ifstream file(gpu.path() / "information");
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with("Model:")) names.insert(escaped(trim(line.substr(6))));
    }
  }
  return names.size() == 1 ? *names.begin() : "";
}

/// Returns "9.13.0" for 91300.
std::string dotted(int64_t version) {
  return cat(version / 10000, ".", version / 100 % 100, ".", version % 100);
}

}  // namespace

GpuReport gpu_report(const std::string& root) {
  GpuReport report{.driver = driver_version(root), .model = name_by_driver(root)};
  if (!driver_present() && report.driver.empty()) {
    report.missing = "no NVIDIA GPU with a driver was found";
    return report;
  }
  report.missing = load_cuda();
  if (!report.missing.empty()) return report;
  try {
    const auto& hooks = at::detail::getCUDAHooks();
    if (hooks.hasCuDNN()) report.cudnn = dotted(hooks.versionRuntimeCuDNN());
    for (int64_t i = 0; i < hooks.deviceCount(); ++i)
      report.gpu_memory.push_back(memory_limit(choose_device(cat("cuda:", i))));
  } catch (const std::exception& error) {
    const std::string why = error.what();
    report.missing = why.substr(0, why.find('\n'));
  }
  return report;
}

}  // namespace wgan
