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

TEST(Files, APipeOrAFolderIsNoFileAndNobodyWaitsForIt) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  for (const char* what : {"pipe", "."}) {
    const char* said = *what == '.' ? ": it is a folder" : "pipe: it is a pipe or a device";
    expect_error(ExitCode::kDisk, said, [&] { read_file(folder / what); });
    expect_error(ExitCode::kDisk, said, [&] { write_atomically(folder / what, "x"); });
  }
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

TEST(Files, AppendLogThatIsDeletedOrReplacedComesBackWithAllItsLines) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "r");
  AppendLog log(folder / "r/log");
  log.write("one");
  EXPECT_FALSE(log.come_back());
  std::filesystem::remove_all(folder / "r");
  EXPECT_TRUE(log.come_back());
  EXPECT_EQ(contents_of(folder / "r/log"), "one\n");
  put(folder / "other", "an editor's copy");
  std::filesystem::rename(folder / "other", folder / "r/log");
  log.write("two");
  EXPECT_EQ(contents_of(folder / "r/log"), "one\ntwo\n");
}

}  // namespace
}  // namespace wgan
