#include "wgan/commands/info.h"

#include <filesystem>
#include <iostream>

#include "wgan/run/about.h"

namespace wgan {

ExitCode Info::run() const {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    const RunAbout about = about_run(path);
    std::cout << (json ? to_json(about) : to_text(about));
    return about.broken.empty() ? ExitCode::kDone : ExitCode::kModel;
  }
  const FileAbout about = about_file(path);
  std::cout << (json ? to_json(about) : to_text(about));
  return ExitCode::kDone;
}

}  // namespace wgan
