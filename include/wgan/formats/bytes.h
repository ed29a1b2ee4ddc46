#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wgan {

/// Returns the lowest `count` bytes of a number, the lowest one first.
inline std::string little_endian(uint64_t value, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> 8 * i);
  return bytes;
}

/// Reads numbers from the bytes of a file. Callers check with `inside` first that the bytes exist.
class Bytes {
 public:
  explicit Bytes(std::string_view file) : file_(file) {}

  bool has(size_t at, std::string_view text) const {
    return at <= file_.size() && file_.substr(at, text.size()) == text;
  }
  bool inside(size_t at, size_t count) const {
    return at <= file_.size() && count <= file_.size() - at;
  }
  int64_t byte(size_t at) const { return static_cast<unsigned char>(file_[at]); }
  int64_t big(size_t at, size_t count) const {
    int64_t value = 0;
    for (size_t i = 0; i < count; ++i) value = value << 8 | byte(at + i);
    return value;
  }
  int64_t little(size_t at, size_t count) const {
    int64_t value = 0;
    for (size_t i = count; i-- > 0;) value = value << 8 | byte(at + i);
    return value;
  }

 private:
  std::string_view file_;
};

}  // namespace wgan
