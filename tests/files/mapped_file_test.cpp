#include "wgan/files/mapped_file.h"

#include <cstring>

#include "support.h"
#include "wgan/files/blob.h"

namespace wgan {
namespace {

TEST(MappedFile, IsThereWithItsNameOnceItIsKept) {
  const TemporaryFolder folder;
  const Path path = folder / "sub/x.bin";
  {
    MappedFile file = MappedFile::create(path, 10);
    std::memcpy(file.data(), "0123456789", 10);
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_EQ(file.read(2, 3), "234");
    file.keep(4, "tail");
    EXPECT_EQ(contents_of(path.string()), "0123tail");
  }
}

TEST(MappedFile, LeavesNothingBehindIfItIsNotKept) {
  const TemporaryFolder folder;
  { MappedFile::create(folder / "x.bin", 10); }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(MappedFile, RemovesWhatAKilledWriterLeft) {
  const TemporaryFolder folder;
  // The number in the name has up to twenty digits, which no integer holds.
  const Path orphan = folder / "y.bin.99999999999999999999.wgan-tmp";
  const Path strangers = folder / "y.bin.notes.wgan-tmp";
  for (const Path& path : {orphan, strangers}) put(path, "half");
  MappedFile::create(folder / "x.bin", 10);
  EXPECT_FALSE(std::filesystem::exists(orphan));
  EXPECT_TRUE(std::filesystem::exists(strangers)) << "not a name that wgan gives";
}

TEST(Blob, FilesAndMemoryReadAlike) {
  const TemporaryFolder folder;
  put(folder / "x", "0123456789");
  for (const auto& blob : {std::shared_ptr<Blob>(open_blob(folder / "x")),
                           std::shared_ptr<Blob>(memory_blob("0123456789"))}) {
    EXPECT_EQ(blob->size(), 10);
    EXPECT_EQ(blob->read(3, 4), "3456");
    EXPECT_EQ(blob->read(8, 4), "89");
    EXPECT_EQ(blob->read(10, 1), "");
    EXPECT_EQ(blob->read(1000, 1), "");
  }
  expect_error(ExitCode::kDisk, "No such file", [&] { open_blob(folder / "y"); });
  expect_error(ExitCode::kDisk, "cannot read", [&] { open_blob(folder.path()); });
}

}  // namespace
}  // namespace wgan
