#include "wgan/source.h"

#include <algorithm>
#include <filesystem>

#include "sources.h"
#include "wgan/error.h"
#include "wgan/text.h"

namespace wgan {
namespace {

Source open_path(const std::string& path, int64_t max_pixels, Size size) {
  if (path == "demo") return open_demo(size);
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::is_directory(status)) {
    if (auto set = open_set_folder(path, max_pixels)) return std::move(*set);
    return open_folder(path, max_pixels);
  }
  if (std::filesystem::is_regular_file(status)) {
    if (auto set = open_set_file(path, max_pixels)) return std::move(*set);
  }
  throw Error(ExitCode::kData,
              cat("--data ", escaped(path), ": ",
                  std::filesystem::exists(status)
                      ? "it is neither a folder nor a file of CIFAR-10, STL-10 or MNIST"
                      : "there is no such folder",
                  "; name a folder of PNG, JPEG, BMP or WebP pictures, or 'demo'"));
}

}  // namespace

std::unique_ptr<ImageSource> open_source(const SourceOptions& options, Size size) {
  std::vector<Source> parts;
  std::vector<std::string> prefixes;
  for (const std::string& path : options.paths) {
    parts.push_back(open_path(path, options.max_pixels, size));
    prefixes.push_back(options.paths.size() == 1 ? "" : path + "/");
  }
  Source all = join_sources(std::move(parts), std::move(prefixes));
  if (all->size() > 0) return all;
  const std::vector<Skipped> faults = all->faults();
  throw Error(ExitCode::kData,
              cat("--data ", escaped(join(options.paths, ", ")), ": there is no picture in it; ",
                  faults.empty() ? "expected PNG, JPEG, BMP or WebP files, or the files of "
                                   "CIFAR-10, STL-10 or MNIST"
                                 : escaped(faults[0].name) + ": " + faults[0].reason));
}

int64_t natural_channels(const ImageSource& source, const DataOptions& options) {
  if (options.channels != 0) return options.channels;
  if (options.alpha == "keep") return 4;
  constexpr int64_t kLooks = 1000;
  const int64_t looks = std::min(kLooks, source.size());
  for (int64_t i = 0; i < looks; ++i) {
    const auto gray = source.is_gray(i * source.size() / looks);
    if (gray && !*gray) return 3;
  }
  return 1;
}

}  // namespace wgan
