#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace wgan {

/// Returns the path of real pictures: in $WGAN_TEST_DATA, else in ../shared/data beside the source
/// tree.
inline std::string real_data(const std::string& name) {
  const char* given = std::getenv("WGAN_TEST_DATA");
  const std::filesystem::path root = given ? given : WGAN_SOURCE_DIR "/../shared/data";
  return (root / name).string();
}

}  // namespace wgan
