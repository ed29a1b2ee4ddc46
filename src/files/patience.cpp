#include <array>

#include "descriptor.h"
#include "wgan/text.h"

namespace wgan {
namespace {

constexpr std::array<double, 2> kPauses{15, 30};  // seconds between three tries

std::function<void(const std::string&)> told;  // empty = no patience

/// The error once there is no hope left, with what would help.
Error hopeless(const DiskFull& error, const Path& path, size_t bytes) {
  const auto free = fs().free_space(folder_of(path));
  return {ExitCode::kDisk,
          cat(error.what(), "; ", wgan::bytes(static_cast<double>(bytes)), " are needed there",
              free ? cat(" and ", wgan::bytes(static_cast<double>(*free)), " are free") : "")};
}

}  // namespace

Patience::Patience(std::function<void(const std::string&)> say) { told = std::move(say); }
Patience::~Patience() { told = nullptr; }

void patiently(const Path& path, size_t bytes, const std::function<void()>& attempt) {
  for (size_t tries = 0;; ++tries) {
    try {
      return attempt();
    } catch (const DiskFull& error) {
      if (!told || tries == kPauses.size()) throw hopeless(error, path, bytes);
      told(cat(error.what(), "; trying again in ", duration(kPauses[tries])));
      fs().wait(kPauses[tries]);
    }
  }
}

}  // namespace wgan
