#include "wgan/files/blob.h"

#include <algorithm>

#include "descriptor.h"

namespace wgan {
namespace {

class FileBlob : public Blob {
 public:
  explicit FileBlob(const Path& path) : path_(path), file_(open_plain_file(path, size_)) {}

  int64_t size() const override { return size_; }
  std::string read(int64_t offset, int64_t count) const override {
    std::string bytes(static_cast<size_t>(count), '\0');
    bytes.resize(read_at(file_.get(), bytes.data(), bytes.size(), offset, path_));
    return bytes;
  }

 private:
  Path path_;
  int64_t size_ = 0;
  Descriptor file_;
};

class MemoryBlob : public Blob {
 public:
  explicit MemoryBlob(std::string bytes) : bytes_(std::move(bytes)) {}

  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  std::string read(int64_t offset, int64_t count) const override {
    return offset >= size()
               ? std::string()
               : bytes_.substr(static_cast<size_t>(offset), static_cast<size_t>(count));
  }

 private:
  std::string bytes_;
};

}  // namespace

std::unique_ptr<Blob> open_blob(const Path& path) { return std::make_unique<FileBlob>(path); }
std::unique_ptr<Blob> memory_blob(std::string bytes) {
  return std::make_unique<MemoryBlob>(std::move(bytes));
}

}  // namespace wgan
