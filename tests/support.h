#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "wgan/base/error.h"

namespace wgan {

/// Whether a sanitizer is on, which makes tests several times slower.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

/// A folder that is removed when the test ends.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "wgan-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline std::string contents_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream all;
  all << file.rdbuf();
  return all.str();
}

inline void put(const std::filesystem::path& path, const std::string& contents) {
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << contents;
}

/// Returns a PNG file without its texts, which name the command that wrote it.
inline std::string without_texts(const std::string& png) {
  std::string file = png.substr(0, 8);
  for (size_t at = 8; at + 12 <= png.size();) {
    size_t size = 0;
    for (size_t i = 0; i < 4; ++i) size = size << 8 | static_cast<unsigned char>(png[at + i]);
    if (png.compare(at + 4, 4, "tEXt") != 0) file += png.substr(at, size + 12);
    at += size + 12;
  }
  return file;
}

/// Returns how far apart two float32 results of one formula may be if they differ in the order of
/// their sums, `roundings` follow each other on the way to a number, and no partial sum is larger
/// than `magnitude`. Errors of both signs add up as a random walk: each result is within lambda
/// sqrt(n) 2^-24 of the exact one except for one case in 2 exp(lambda^2 / 2) (Higham and Mary 2019,
/// theorem 2.4); lambda 6 is one in 130 million.
inline double rounding_bound(int64_t roundings, double magnitude) {
  constexpr double kLambda = 6;
  return 2 * kLambda * std::sqrt(static_cast<double>(roundings)) * 0x1p-24 * magnitude;
}

/// Expects `call` to throw an Error of this kind whose message contains `part`.
template <typename Call>
void expect_error(ExitCode code, const std::string& part, const Call& call) {
  try {
    call();
    ADD_FAILURE() << "no Error was thrown; expected one with '" << part << "'";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

}  // namespace wgan
