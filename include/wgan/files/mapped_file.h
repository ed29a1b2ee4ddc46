#pragma once

#include <cstdint>
#include <string_view>

#include "wgan/files/blob.h"
#include "wgan/files/files.h"

namespace wgan {

/// A file in the making whose bytes are memory: the system keeps as much of it in memory as there
/// is room for. What is in it can be read while it is made, and after that.
class MappedFile : public Blob {
 public:
  /// A new file of `bytes` bytes, all of them reserved on the disk, so that writing to the memory
  /// cannot fail. It has a temporary name beside `path` until `keep`, and is removed if that is
  /// never called; what earlier writers of this folder left behind when they were killed is removed
  /// too. Throws Error(kDisk), also if the disk has no room.
  static MappedFile create(const Path& path, int64_t bytes);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile() override;

  uint8_t* data() { return data_; }
  const uint8_t* data() const { return data_; }
  int64_t size() const override { return size_; }
  std::string read(int64_t offset, int64_t count) const override;

  /// Cuts the file to its first `bytes`, writes `tail` behind them, and gives it its name, in one
  /// step, whole, and replacing another of that name. The memory stays as it was. Throws
  /// Error(kDisk).
  void keep(int64_t bytes, std::string_view tail);

 private:
  MappedFile() = default;

  Path path_, temporary_;
  int file_ = -1;
  uint8_t* data_ = nullptr;
  int64_t size_ = 0;
};

}  // namespace wgan
