#include <filesystem>

#include "sources.h"
#include "wgan/error.h"
#include "wgan/text.h"

namespace wgan {

std::unique_ptr<ImageSource> open_source(const std::string& path, Size size) {
  if (path == "demo") return open_demo(size);
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::is_directory(status)) return open_folder(path);
  throw Error(ExitCode::kData,
              cat("--data ", escaped(path), ": ",
                  std::filesystem::exists(status) ? "expected a folder of pictures, found a file"
                                                  : "there is no such folder",
                  "; name a folder of PNG, JPEG, BMP or WebP pictures, or 'demo'"));
}

}  // namespace wgan
