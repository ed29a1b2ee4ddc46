#include "wgan/data/source.h"

#include <filesystem>

#include "wgan/base/error.h"
#include "wgan/formats/archive_reader.h"
#include "wgan/sets/sets.h"
#include "wgan/text/colour.h"
#include "wgan/text/text.h"

namespace wgan {

// Each is defined in a file of its own.
Source open_demo(Size size);
Source open_folder(const Path& root, int64_t max_pixels);
Source open_archive(const Path& path, int64_t max_pixels);

namespace {

Source open_path(const std::string& path, int64_t max_pixels, Size size) {
  if (path == "demo") return open_demo(size);
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::is_directory(status)) {
    Source folder = open_folder(path, max_pixels);
    auto set = open_set_folder(path, max_pixels);
    if (!set) return folder;
    if (folder->size() == 0) return std::move(*set);
    std::vector<Source> both;
    both.push_back(std::move(*set));
    both.push_back(std::move(folder));
    return join_sources(std::move(both), {"", ""});
  }
  if (std::filesystem::is_regular_file(status)) {
    if (is_archive_name(path)) return open_archive(path, max_pixels);
    if (auto set = open_set_file(path, max_pixels)) return std::move(*set);
  }
  if (status.type() == std::filesystem::file_type::none) {
    throw Error(ExitCode::kData,
                cat("--data ", escaped(path), " cannot be read: ", error.message()));
  }
  throw Error(
      ExitCode::kData,
      cat("--data ", escaped(path), ": ",
          std::filesystem::exists(status)
              ? "it is neither a folder nor an archive, nor a file of CIFAR-10, STL-10 or MNIST"
              : "there is no such folder",
          "; name a folder of PNG, JPEG, BMP or WebP pictures, a .zip, .tar, .tar.gz or .tar.zst "
          "of "
          "them, or 'demo'"));
}

}  // namespace

std::unique_ptr<ImageSource> open_source(const SourceOptions& options, Size size) {
  std::vector<Source> parts;
  std::vector<std::string> prefixes;
  for (const std::string& path : options.paths) {
    Source part = open_path(path, options.max_pixels, size);
    if (part->size() == 0) {
      const std::vector<Skipped> faults = part->faults();
      throw Error(ExitCode::kData,
                  cat("--data ", escaped(path), ": there is no picture in it; ",
                      faults.empty() ? "expected PNG, JPEG, BMP or WebP files, or the files of "
                                       "CIFAR-10, STL-10 or MNIST"
                                     : cat(escaped(faults[0].name), ": ", faults[0].reason)));
    }
    parts.push_back(std::move(part));
    const bool archive = is_archive_name(path) && !std::filesystem::is_directory(path);
    prefixes.push_back(archive ? path + ":" : options.paths.size() == 1 ? "" : path + "/");
  }
  return join_sources(std::move(parts), std::move(prefixes));
}

int64_t natural_channels(const ImageSource& source, const DataOptions& options) {
  if (options.channels != 0) return options.channels;
  if (options.alpha == "keep") return 4;
  const auto under = to_colour(options.alpha);
  if (under && ((*under)[0] != (*under)[1] || (*under)[1] != (*under)[2])) return 3;
  for (int64_t i = 0; i < source.size(); ++i) {
    if (!source.is_gray(source.in_reading_order(i)).value_or(true)) return 3;
  }
  return 1;
}

}  // namespace wgan
