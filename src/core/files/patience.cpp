#include <algorithm>
#include <array>

#include "descriptor.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr std::array<double, 2> kPauses{15, 30};  // seconds, between three tries

std::function<void(const std::string&)> told;  // empty = no patience
std::function<bool()> hurry;

/// Waits in short steps, since signals that only request a save end a system wait.
void wait(double seconds) {
  for (; seconds > 0 && !hurry(); --seconds) fs().wait(std::min(seconds, 1.0));
}

/// Returns the final error, with what would help.
Error hopeless(const DiskFull& error, const Path& path, size_t bytes) {
  const auto free = fs().free_space(folder_of(path));
  return {ExitCode::kDisk,
          cat(error.what(), "; ",
              bytes ? cat(wgan::bytes(static_cast<double>(bytes)),
                          " are needed "
                          "there and ")
                    : "",
              free ? cat(wgan::bytes(static_cast<double>(*free)), " are free") : "")};
}

}  // namespace

Patience::Patience(std::function<void(const std::string&)> say, std::function<bool()> hurried) {
  told = std::move(say);
  hurry = std::move(hurried);
}
Patience::~Patience() { told = nullptr; }

void patiently(const Path& path, size_t bytes, const std::function<void()>& attempt) {
  bool last = !told;
  for (size_t tries = 0;; ++tries) {
    try {
      return attempt();
    } catch (const DiskFull& error) {
      if (last || tries == kPauses.size()) {
        told = nullptr;  // the wait is over: what is still to be written is tried once
        throw hopeless(error, path, bytes);
      }
      told(cat(error.what(), "; trying again in ", duration(kPauses[tries])));
      wait(kPauses[tries]);
      last = hurry();
    }
  }
}

}  // namespace wgan
