#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "wgan/files/files.h"

namespace wgan {

/// Bytes with random access, in a file or in memory. All members may be called from several threads
/// at once.
class Blob {
 public:
  virtual ~Blob() = default;
  virtual int64_t size() const = 0;
  /// Returns the `count` bytes from `offset` on; fewer at the end. Throws Error(kDisk).
  virtual std::string read(int64_t offset, int64_t count) const = 0;
};

/// Opens a file. Throws Error(kDisk) if it is not a regular file or cannot be opened.
std::unique_ptr<Blob> open_blob(const Path& path);
std::unique_ptr<Blob> memory_blob(std::string bytes);

}  // namespace wgan
