#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wgan/files/files.h"

namespace wgan {

/// Writes arrays into a .npz file of NumPy, a zip of .npy files that are not compressed, one after
/// the other, so that an array of any size needs no memory. The file is there, whole, after
/// `commit`.
class NpzWriter {
 public:
  /// The most bytes of a file: a larger zip takes another format.
  static constexpr double kMost = 4e9;

  explicit NpzWriter(const Path& path) : file_(path) {}

  /// Begins the array `name` of that shape in C order. `type` is NumPy's: "|u1" for bytes, "<i8"
  /// for int64.
  void begin(const std::string& name, const std::string& type, const std::vector<int64_t>& shape);
  /// Adds bytes of the array.
  void write(std::string_view bytes);
  void commit();

 private:
  struct Member {
    std::string name;
    uint64_t offset = 0, size = 0;
    uint32_t checksum = 0;
  };
  void put(const std::string& bytes);
  void end();

  AtomicFile file_;
  uint64_t size_ = 0;
  std::vector<Member> members_;
};

}  // namespace wgan
