#include "wgan/files/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include "support.h"
#include "wgan/text/text.h"

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

TEST(Files, LinksAndPipesAreLeftAlone) {
  const TemporaryFolder folder;
  put(folder / "real", "old");
  std::filesystem::create_symlink("real", folder / "link");
  expect_error(ExitCode::kDisk, "it is a link", [&] { write_atomically(folder / "link", "new"); });
  EXPECT_THROW(AppendLog(folder / "link"), Error);
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(contents_of(folder / "real"), "old");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  expect_error(ExitCode::kDisk, "cannot replace", [&] { write_atomically(folder / "pipe", "x"); });
  expect_error(ExitCode::kDisk, "a pipe", [&] { AppendLog(folder / "pipe").write("x"); });
  EXPECT_TRUE(std::filesystem::is_fifo(folder / "pipe"));
  // A folder that the user names may be one.
  std::filesystem::create_directory(folder / "inside");
  std::filesystem::create_directory_symlink("inside", folder / "way");
  write_atomically(folder / "way/file", "new");
  EXPECT_EQ(contents_of(folder / "inside/file"), "new");
}

TEST(Files, ALongNameHasATemporaryOneToo) {
  const TemporaryFolder folder;
  const std::string name(255, 'n');
  write_atomically(folder / name, "new");
  EXPECT_EQ(contents_of(folder / name), "new");
}

TEST(Files, OnlyWhatBearsTheMarkIsALeftover) {
  const TemporaryFolder folder;
  put(folder / ".state.pt.4711.wgan-tmp", "");
  for (const char* name : {".notes.2024.tmp", ".notes.wgan-tmp", "notes.1.wgan-tmp", ".1.wgan-tmp",
                           ".wgan-tmp", ".state.pt.4711.wgan-tmp.bak"})
    put(folder / name, "mine");
  EXPECT_FALSE(is_new_or_empty(folder.path()));
  std::filesystem::create_directory(folder / ".folder.1.wgan-tmp");
  remove_leftovers(folder.path());
  EXPECT_FALSE(std::filesystem::exists(folder / ".state.pt.4711.wgan-tmp"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 7);
}

TEST(Files, ALockFileThatNoHolderWroteIsLeftAsItIs) {
  const TemporaryFolder folder;
  put(folder / "key", "my key");
  std::filesystem::create_symlink("key", folder / ".lock");
  expect_error(ExitCode::kDisk, "is a link", [&] { FolderLock lock(folder.path()); });
  std::filesystem::remove(folder / ".lock");
  std::filesystem::create_hard_link(folder / "key", folder / ".lock");
  { const FolderLock lock(folder.path()); }
  EXPECT_EQ(contents_of(folder / "key"), "my key");
  std::filesystem::remove(folder / ".lock");
  // Of another program, or what a power cut left.
  put(folder / ".lock", "something");
  const FolderLock lock(folder.path());
  EXPECT_EQ(contents_of(folder / ".lock"), "something");
  expect_error(ExitCode::kBusy, "another wgan", [&] { FolderLock second(folder.path()); });
}

TEST(Files, InAHeldFolderNoLinkIsFollowed) {
  const TemporaryFolder folder;
  put(folder / "elsewhere/a", "mine");
  std::filesystem::create_directory(folder / "r");
  std::filesystem::create_directory_symlink(folder / "elsewhere", folder / "r/inner");
  const FolderLock lock(folder / "r");
  EXPECT_THROW(write_atomically(folder / "r/inner/a", "new"), Error);
  EXPECT_THROW(remove_file(folder / "r/inner/a"), Error);
  EXPECT_THROW(make_folder(folder / "r/inner"), Error);
  EXPECT_THROW(put_aside(folder / "r/inner/a", folder / "r/b"), Error);
  EXPECT_THROW(AppendLog(folder / "r/inner/log"), Error);
  EXPECT_EQ(contents_of(folder / "elsewhere/a"), "mine");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "elsewhere"), {}), 1);
}

TEST(Files, AHeldFolderThatIsDeletedIsLockedAnewBeforeAnythingIsWritten) {
  const TemporaryFolder folder;
  const Path run = folder / "runs/r";
  std::filesystem::create_directories(run);
  const FolderLock lock(run);
  std::filesystem::remove_all(folder / "runs");
  write_atomically(run / "a", "new");
  EXPECT_EQ(contents_of(run / "a"), "new");
  expect_error(ExitCode::kBusy, "in use by process", [&] { FolderLock second(run); });
}

TEST(Files, AHeldFolderMayBeNamedInEveryWay) {
  const TemporaryFolder folder;
  const Path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  for (const char* name : {"r", "r/", "r//", "./r/", "x/../r", "r/."}) {
    std::filesystem::create_directories("r");
    std::filesystem::create_directories("x");
    const FolderLock lock(name);
    std::filesystem::remove_all("r");
    write_atomically(Path(name) / "a", "new");
    write_atomically("x/b", "elsewhere");
    EXPECT_EQ(contents_of("r/a"), "new") << name;
    EXPECT_EQ(contents_of("x/b"), "elsewhere") << name;
    expect_error(ExitCode::kBusy, "in use by process", [&] { FolderLock second("r"); });
  }
  std::filesystem::create_directories("deep/er");
  for (const char* name : {".", "../er"}) {
    std::filesystem::create_directories(folder / "deep/er");
    std::filesystem::current_path(folder / "deep/er");
    const FolderLock lock(name);
    write_atomically(Path(name) / "a", "new");
    EXPECT_TRUE(std::filesystem::exists(folder / "deep/er/a")) << name;
    write_atomically("../b", "beside");
    EXPECT_TRUE(std::filesystem::exists(folder / "deep/b")) << name;
    std::filesystem::remove_all(folder / "deep");
    expect_error(ExitCode::kDisk, "cannot", [&] { write_atomically(Path(name) / "a", "new"); });
  }
  std::filesystem::current_path(before);
}

TEST(Files, AFolderInThePlaceOfADeletedOneIsNotWrittenTo) {
  const TemporaryFolder folder;
  const Path run = folder / "r";
  std::filesystem::create_directory(run);
  const FolderLock lock(run);
  std::filesystem::remove_all(run);
  put(run / "mine", "mine");
  expect_error(ExitCode::kDisk, "another one is in its place",
               [&] { write_atomically(run / "a", "new"); });
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(run), {}), 1);
}

TEST(Files, AHeldFolderThatIsMovedIsNamedOnceAndStaysTheOneThatIsWrittenTo) {
  const TemporaryFolder folder;
  const Path run = folder / "r";
  std::filesystem::create_directory(run);
  const FolderLock lock(run);
  std::filesystem::rename(run, folder / "moved");
  expect_error(ExitCode::kDisk, cat("was moved to ", (folder / "moved").string()),
               [&] { write_atomically(run / "a", "new"); });
  write_atomically(run / "a", "new");
  EXPECT_EQ(contents_of(folder / "moved/a"), "new");
  EXPECT_FALSE(std::filesystem::exists(run));
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
                 [&] { FolderLock again(folder.path()); });
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

TEST(Files, AppendLogLeavesItsOtherNamesAsTheyAre) {
  const TemporaryFolder folder;
  put(folder / "log", "one\n");
  std::filesystem::create_hard_link(folder / "log", folder / "copy");
  AppendLog log(folder / "log");
  log.write("two");
  log.cut(4);
  log.write("three");
  EXPECT_EQ(contents_of(folder / "log"), "one\nthree\n");
  EXPECT_EQ(contents_of(folder / "copy"), "one\n");
}

}  // namespace
}  // namespace wgan
