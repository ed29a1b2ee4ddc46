#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "wgan/files/files.h"

namespace wgan {

/// Bytes that can be read from any place: a file that stays where it is, or memory. All members
/// may be called from several threads at once.
class Blob {
 public:
  virtual ~Blob() = default;
  virtual int64_t size() const = 0;
  /// The `count` bytes from `offset` on; fewer if it ends before. Throws Error(kDisk).
  virtual std::string read(int64_t offset, int64_t count) const = 0;
};

/// Throws Error(kDisk) if it is no plain file that can be opened.
std::unique_ptr<Blob> open_blob(const Path& path);
std::unique_ptr<Blob> memory_blob(std::string bytes);

}  // namespace wgan
