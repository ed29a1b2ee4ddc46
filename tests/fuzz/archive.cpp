// Archives: names, kinds and contents of their members.
#include <cstdint>
#include <string>

#include "fuzz/require.h"
#include "wgan/base/error.h"
#include "wgan/formats/archive_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr int64_t kMost = 1 << 20;
  constexpr int kMembers = 64;
  try {
    wgan::ArchiveReader reader(std::string_view(reinterpret_cast<const char*>(data), size));
    for (int i = 0; i < kMembers; ++i) {
      const auto member = reader.next();
      if (!member) break;
      try {
        wgan::require(std::ssize(reader.read(kMost)) <= kMost);
      } catch (const wgan::Error& error) {
        wgan::require(error.code() == wgan::ExitCode::kData);
      }
    }
  } catch (const wgan::Error& error) {
    wgan::require(error.code() == wgan::ExitCode::kData);
  }
  return 0;
}
