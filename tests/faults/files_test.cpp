#include <numeric>

#include "faults/faulty_fs.h"
#include "wgan/files/files.h"

namespace wgan {
namespace {

using Fault = FaultyFs::Fault;

/// Calls `work` in a folder of its own with the fault at the first call, the second, … until there
/// is none of that number; after each `look` sees the folder, what the work threw, and the faults.
void at_every_call(Fault fault, int error, const std::function<void(const Path& folder)>& prepare,
                   const std::function<void(const Path& folder)>& work,
                   const std::function<void(const Path& folder, const std::string& thrown)>& look) {
  int64_t at = 1;
  for (bool more = true; more; ++at) {
    const TemporaryFolder folder;
    prepare(folder.path());
    FaultyFs faulty(fault, at, error);
    std::string thrown;
    {
      const FsInPlace in_place(faulty);
      try {
        work(folder.path());
      } catch (const Error& failure) {
        EXPECT_EQ(failure.code(), ExitCode::kDisk);
        thrown = failure.what();
      }
      more = faulty.happened();
    }
    if (fault == Fault::kPowerCut) faulty.lose_what_was_not_synced();
    look(folder.path(), thrown);
    if (::testing::Test::HasFailure()) FAIL() << "at call " << at;
  }
  EXPECT_GT(at, 4) << "the faults met something";
}

void no_preparation(const Path& folder) { put(folder / "a", "old"); }
void replace(const Path& folder) { write_atomically(folder / "a", "new contents"); }

TEST(Faults, AnAtomicFileIsTheOldOneOrTheNewOneWhateverFails) {
  for (const auto& [fault, error] : {std::pair{Fault::kError, EIO},
                                     {Fault::kError, ENOSPC},
                                     {Fault::kFull, 0},
                                     {Fault::kKill, 0},
                                     {Fault::kPowerCut, 0}}) {
    at_every_call(fault, error, no_preparation, replace,
                  [&](const Path& folder, const std::string& thrown) {
                    const std::string now = contents_of(folder / "a");
                    EXPECT_TRUE(now == "old" || now == "new contents") << now;
                    EXPECT_TRUE(!thrown.empty() || now == "new contents");
                  });
  }
}

TEST(Faults, AnAtomicFileThatFailsLeavesNoOther) {
  at_every_call(Fault::kError, EIO, no_preparation, replace,
                [](const Path& folder, const std::string&) {
                  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
                });
}

TEST(Faults, SignalsAndShortWritesAreNoFaults) {
  for (const auto& [fault, error] : {std::pair{Fault::kShortWrite, 0}, {Fault::kError, EINTR}}) {
    at_every_call(
        fault, error, no_preparation,
        [](const Path& folder) {
          AppendLog log(folder / "log");
          log.write("a line");
          log.sync();
        },
        [](const Path& folder, const std::string& thrown) {
          EXPECT_EQ(thrown, "");
          EXPECT_EQ(contents_of(folder / "log"), "a line\n");
        });
  }
}

TEST(Faults, ALogNeverHasAPartOfALine) {
  const auto write_two = [](const Path& folder) {
    AppendLog log(folder / "log");
    log.write("one");
    log.write("two");
  };
  at_every_call(Fault::kFull, 0, no_preparation, write_two,
                [](const Path& folder, const std::string& thrown) {
                  const std::string now = contents_of(folder / "log");
                  EXPECT_TRUE(now.empty() || now == "one\n" || now == "one\ntwo\n") << now;
                  EXPECT_EQ(thrown.empty(), now == "one\ntwo\n");
                });
}

TEST(Faults, AFullDiskIsTriedThreeTimesWithinAMinute) {
  const TemporaryFolder folder;
  FaultyFs full(Fault::kFull, 1);
  const FsInPlace in_place(full);
  std::vector<std::string> said;
  {
    const Patience patience([&](const std::string& message) { said.push_back(message); },
                            [] { return false; });
    expect_error(ExitCode::kDisk, "12 B are needed there and 4.1 kB are free",
                 [&] { write_atomically(folder / "a", "new contents"); });
    expect_error(ExitCode::kDisk, "112 B are needed there",
                 [&] { write_atomically(folder / "a", "new contents", /*next=*/100); });
  }
  const double waited = std::accumulate(full.waits().begin(), full.waits().end(), 0.0);
  EXPECT_EQ(waited, 45);
  ASSERT_EQ(said.size(), 2u);
  EXPECT_NE(said[0].find("No space left on device; trying again in 15s"), std::string::npos);
  expect_error(ExitCode::kDisk, "No space",
               [&] { write_atomically(folder / "a", "new contents"); });
  EXPECT_EQ(full.waits().size(), 45u) << "without patience there is one try";

  // Whoever is to end gets one more try, and does not wait.
  bool hurried = false;
  const Patience patience([&](const std::string&) { hurried = true; }, [&] { return hurried; });
  const int64_t calls = full.calls();
  expect_error(ExitCode::kDisk, "No space",
               [&] { write_atomically(folder / "a", "new contents"); });
  EXPECT_EQ(full.waits().size(), 45u);
  EXPECT_EQ(full.calls(), calls + 2) << "two tries to make the file";
}

TEST(Faults, AFullDiskThatIsEmptiedInTimeIsNoError) {
  const TemporaryFolder folder;
  FaultyFs once(Fault::kError, 2, ENOSPC);
  const FsInPlace in_place(once);
  const Patience patience([](const std::string&) {}, [] { return false; });
  write_atomically(folder / "a", "new contents");
  EXPECT_EQ(once.waits().size(), 15u);
  EXPECT_EQ(contents_of(folder / "a"), "new contents");
}

TEST(Faults, TooLittleRoomIsFoundBeforehand) {
  const TemporaryFolder folder;
  FaultyFs full(Fault::kFull, 0);
  const FsInPlace in_place(full);
  EXPECT_NO_THROW(check_space(folder.path(), 4000, "the files"));
  expect_error(ExitCode::kDisk, "the files need 5.0 kB, and 4.1 kB are free",
               [&] { check_space(folder.path(), 5000, "the files"); });
}

TEST(Faults, PuttingAsideLosesNoFile) {
  at_every_call(
      Fault::kKill, 0,
      [](const Path& folder) {
        put(folder / "state", "new");
        put(folder / "aside", "older");
      },
      [](const Path& folder) {
        put_aside(folder / "state", folder / "aside");
        write_atomically(folder / "state", "newest");
      },
      [](const Path& folder, const std::string&) {
        const std::string now = contents_of(folder / "state");
        EXPECT_TRUE(now == "new" || now == "newest") << now;
      });
}

}  // namespace
}  // namespace wgan
