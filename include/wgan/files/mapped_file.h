#pragma once

#include <cstdint>
#include <string_view>

#include "wgan/files/blob.h"
#include "wgan/files/files.h"

namespace wgan {

/// A memory-mapped file under construction. The system keeps as much of it in memory as there is
/// room for. It can be read while it is being made and afterwards.
class MappedFile : public Blob {
 public:
  /// Creates a file of `bytes` bytes, all reserved on the disk, so that writing to the memory
  /// cannot fail. It has a temporary name beside `path` until `keep`, and is removed if `keep` is
  /// never called. Also removes what killed writers left in the folder. Throws Error(kDisk), also
  /// if the disk has no room.
  static MappedFile create(const Path& path, int64_t bytes);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile() override;

  uint8_t* data() { return data_; }
  const uint8_t* data() const { return data_; }
  int64_t size() const override { return size_; }
  std::string read(int64_t offset, int64_t count) const override;

  /// Truncates the file to its first `bytes`, appends `tail`, and gives it its final name in one
  /// step, replacing any file of that name. The memory stays as it was. Throws Error(kDisk).
  void keep(int64_t bytes, std::string_view tail);

 private:
  MappedFile() = default;

  Path path_, temporary_;
  int file_ = -1;
  uint8_t* data_ = nullptr;
  int64_t size_ = 0;
};

}  // namespace wgan
