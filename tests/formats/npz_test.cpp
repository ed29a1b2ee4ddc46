#include "wgan/formats/npz.h"

#include <gtest/gtest.h>

#include "support.h"
#include "wgan/base/error.h"

namespace wgan {
namespace {

/// A file that numpy.savez ("stored") or numpy.savez_compressed ("packed", behind an array of
/// labels) wrote: the bytes 0 to 71 as an array [2, 3, 4, 3].
std::string written_by_numpy(const std::string& name) {
  return contents_of(WGAN_SOURCE_DIR "/tests/fuzz/corpus/npz/" + name);
}

TEST(Npz, ReadsWhatNumPyWrote) {
  for (const char* name : {"plain", "stored", "packed"}) {
    const ByteArray array = open_npz(memory_blob(written_by_numpy(name)));
    EXPECT_EQ(array.shape, (std::vector<int64_t>{2, 3, 4, 3})) << name;
    const std::string bytes = array.file->read(array.offset, 72);
    for (size_t i = 0; i < 72; ++i) EXPECT_EQ(static_cast<uint8_t>(bytes[i]), i) << name;
  }
}

TEST(Npz, RefusesDamagedFiles) {
  for (const char* name : {"stored", "packed"}) {
    const std::string whole = written_by_numpy(name);
    for (size_t length = 0; length < whole.size(); ++length)
      EXPECT_THROW(open_npz(memory_blob(whole.substr(0, length))), Error) << name << length;
    for (size_t i = 0; i < whole.size(); ++i) {  // any answer but a crash
      std::string changed = whole;
      changed[i] = static_cast<char>(~changed[i]);
      try {
        open_npz(memory_blob(changed));
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::kData);
      }
    }
  }
}

}  // namespace
}  // namespace wgan
