#include "wgan/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include "support.h"
#include "wgan/text.h"

namespace wgan {
namespace {

TEST(Files, AtomicWriteReplacesAndLeavesNothingElse) {
  const TemporaryFolder folder;
  write_atomically(folder / "a", "one");
  write_atomically(folder / "a", std::string("two\0!", 5));
  EXPECT_EQ(contents_of(folder / "a"), std::string("two\0!", 5));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(Files, AFailedWriteKeepsTheOldFile) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "taken");
  put(folder / "taken/x", "");
  expect_error(ExitCode::kDisk, "taken",
               [&] { write_atomically(folder / "taken", "new"); });  // a folder cannot be replaced
  EXPECT_TRUE(std::filesystem::is_directory(folder / "taken"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
  expect_error(ExitCode::kDisk, "No such file",
               [&] { write_atomically(folder / "missing/file", "new"); });
}

TEST(Files, LinksAreFollowedAndPipesAreLeftAlone) {
  const TemporaryFolder folder;
  put(folder / "real", "old");
  std::filesystem::create_symlink("real", folder / "link");
  write_atomically(folder / "link", "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(contents_of(folder / "real"), "new");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  expect_error(ExitCode::kDisk, "cannot replace", [&] { write_atomically(folder / "pipe", "x"); });
  EXPECT_TRUE(std::filesystem::is_fifo(folder / "pipe"));
}

TEST(Files, ReadingNeverBlocksOnAPipe) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  expect_error(ExitCode::kDisk, "pipe", [&] { read_file(folder / "pipe"); });
  expect_error(ExitCode::kDisk, "directory", [&] { read_file(folder.path()); });
  put(folder / "long", "12345");
  expect_error(ExitCode::kDisk, "too large", [&] { read_file(folder / "long", 4); });
  EXPECT_EQ(read_file(folder / "long", 5), "12345");
}

TEST(Files, AFolderHasOneHolder) {
  const TemporaryFolder folder;
  {
    const FolderLock lock(folder.path());
    EXPECT_TRUE(lock.held());
    expect_error(ExitCode::kBusy, cat("in use by process ", ::getpid(), " on "),
                 [&] { FolderLock(folder.path()); });
  }
  EXPECT_NO_THROW(FolderLock(folder.path()));
}

TEST(Files, AppendLogGrowsByLinesAndIsCutBack) {
  const TemporaryFolder folder;
  {
    AppendLog log(folder / "log");
    log.write("one");
    const int64_t mark = log.size();
    log.write("two");
    log.cut(mark);
    log.write("three");
    log.cut(1000);
  }
  AppendLog(folder / "log").write("four");
  EXPECT_EQ(contents_of(folder / "log"), "one\nthree\nfour\n");
  put(folder / "log", "one\ntor");
  AppendLog(folder / "log").write("two");
  EXPECT_EQ(contents_of(folder / "log"), "one\ntor\ntwo\n");
}

}  // namespace
}  // namespace wgan
