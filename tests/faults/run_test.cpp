#include <unistd.h>

#include <cstdio>

#include "faults/faulty_fs.h"
#include "run_files.h"
#include "wgan/commands/train.h"
#include "wgan/image/image.h"
#include "wgan/options/settings.h"
#include "wgan/run/run_folder.h"

namespace wgan {
namespace {

using Fault = FaultyFs::Fault;

/// Nothing of what is printed while it lives is seen.
class Quiet {
 public:
  Quiet() {
    std::fflush(nullptr);
    for (const int stream : {1, 2}) {
      kept_[stream] = ::dup(stream);
      const int nowhere = ::open("/dev/null", O_WRONLY);
      ::dup2(nowhere, stream);
      ::close(nowhere);
    }
  }
  ~Quiet() {
    std::fflush(nullptr);
    for (const int stream : {1, 2}) {
      ::dup2(kept_[stream], stream);
      ::close(kept_[stream]);
    }
  }

 private:
  int kept_[3];
};

class WholeRun : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(folder_ / "pictures");
    for (int i = 0; i < 6; ++i) {
      Image image(16, 16, 3);
      for (size_t k = 0; k < image.pixels.size(); ++k)
        image.pixels[k] = static_cast<uint8_t>(static_cast<size_t>(i * 40) + k * 7);
      put(folder_ / ("pictures/" + std::to_string(i) + ".png"), encode_png(image));
    }
    ASSERT_EQ(train("whole"), "");
  }

  /// As `wgan train`; returns what it threw.
  std::string train(const std::string& run) {
    Train train;
    train.settings = begun(run);
    return run_of(train);
  }

  /// As a person would: goes on with the run, or begins it if there is none to go on with.
  std::string go_on(const std::string& run) {
    try {
      state_to_resume(folder_ / run);
      Train train;
      train.take({{"resume", folder_ / run, "test"}});
      return run_of(train);
    } catch (const Error& none) {
      EXPECT_EQ(none.code(), ExitCode::kUsage) << none.what();
      return train(run);
    }
  }

  void expect_whole(const std::string& run) {
    expect_same_run(folder_ / run, folder_ / "whole");
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / run))
      EXPECT_NE(entry.path().extension(), ".wgan-tmp") << entry.path();
  }

  using Look = std::function<void(FaultyFs& faulty, int64_t at, const std::string& thrown)>;

  /// Begins a run with the fault at the first call, the second, … until there is none of that
  /// number, each time in a new folder. Under sanitizers it is every seventh call.
  void at_every_call(Fault fault, int error, const Look& look) {
    constexpr int64_t kFewest = 60;
    for (int64_t at = 1; !HasFailure(); at += kSanitized ? 7 : 1) {
      FaultyFs faulty(fault, at, error);
      std::string thrown;
      {
        const FsInPlace in_place(faulty);
        thrown = train("r");
      }
      look(faulty, at, thrown);
      remove("r");
      if (faulty.happened()) continue;
      cases_ += kSanitized ? at / 7 : at - 1;
      RecordProperty("cases", std::to_string(cases_));
      EXPECT_GT(at, kFewest) << "the faults met the writes of a run";
      return;
    }
  }

  void remove(const std::string& run) { std::filesystem::remove_all(folder_ / run); }

  TemporaryFolder folder_;
  int64_t cases_ = 0;

 private:
  TrainSettings begun(const std::string& run) {
    return settle({{"data", folder_ / "pictures", "test"},
                   {"size", "16", "test"},
                   {"features", "2", "test"},
                   {"latent", "2", "test"},
                   {"batch", "2", "test"},
                   {"n-critic", "1", "test"},
                   {"steps", "3", "test"},
                   {"log-every", "1", "test"},
                   {"sample-every", "2", "test"},
                   {"save-every", "2", "test"},
                   {"evaluate-every", "1", "test"},
                   {"threads", "1", "test"},
                   {"device", "cpu", "test"},
                   {"keep", "last:2", "test"},
                   {"out", run.empty() ? "" : (folder_ / run).string(), "test"}},
                  "/nowhere");
  }

  static std::string run_of(const Train& train) {
    const Quiet quiet;
    try {
      train.run();
      return {};
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::kDisk) << error.what();
      return error.what();
    }
  }
};

TEST_F(WholeRun, ADiskWithoutRoomIsNamedBeforeAnythingIsMade) {
  class Full : public Fs {
    std::optional<uint64_t> free_space(const Path& folder) override {
      return folder.string().starts_with("/") ? std::optional<uint64_t>(1000) : std::nullopt;
    }
  } full;
  const Path before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.path());
  {
    const FsInPlace in_place(full);
    EXPECT_NE(train("r").find("are free on that disk"), std::string::npos);
    EXPECT_NE(train("").find("runs: the files of this run"), std::string::npos) << "without --out";
  }
  std::filesystem::current_path(before);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "r"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "runs"));
}

TEST_F(WholeRun, KilledAtAnyPointOfItsWritesItGoesOnToTheSameEnd) {
  at_every_call(Fault::kKill, 0, [&](FaultyFs&, int64_t at, const std::string&) {
    EXPECT_EQ(go_on("r"), "") << at;
    expect_whole("r");
    if (HasFailure()) FAIL() << "killed before call " << at;
  });
}

TEST_F(WholeRun, APowerCutAtAnyPointOfItsWritesLosesNoState) {
  at_every_call(Fault::kPowerCut, 0, [&](FaultyFs& faulty, int64_t at, const std::string&) {
    faulty.lose_what_was_not_synced();
    EXPECT_EQ(go_on("r"), "") << at;
    expect_whole("r");
    if (HasFailure()) FAIL() << "the power went before call " << at;
  });
}

TEST_F(WholeRun, AfterAnyErrorOfTheDiskItGoesOnToTheSameEnd) {
  at_every_call(Fault::kError, EIO, [&](FaultyFs&, int64_t at, const std::string& thrown) {
    // What it says names a state if there is one.
    if (!thrown.empty() && std::filesystem::exists(folder_ / "r/state.pt")) {
      EXPECT_TRUE(thrown.find("the state of step ") != std::string::npos ||
                  thrown.find("nothing was saved yet") != std::string::npos)
          << thrown;
    }
    EXPECT_EQ(go_on("r"), "") << at;
    expect_whole("r");
    if (HasFailure()) FAIL() << "error at call " << at << ": " << thrown;
  });
}

TEST_F(WholeRun, ADiskThatIsFullForAWhileCostsNothing) {
  at_every_call(Fault::kError, ENOSPC, [&](FaultyFs&, int64_t at, const std::string& thrown) {
    EXPECT_EQ(go_on("r"), "") << at;
    expect_whole("r");
    if (HasFailure()) FAIL() << "full at call " << at << ": " << thrown;
  });
}

TEST_F(WholeRun, ADiskThatStaysFullEndsItWithAWholeState) {
  at_every_call(Fault::kFull, 0, [&](FaultyFs& faulty, int64_t at, const std::string& thrown) {
    if (faulty.happened()) {
      EXPECT_TRUE(thrown.find("No space left on device") != std::string::npos ||
                  thrown.find("are free on that disk") != std::string::npos)
          << thrown;
    }
    EXPECT_EQ(go_on("r"), "") << at;
    expect_whole("r");
    if (HasFailure()) FAIL() << "full from call " << at << " on: " << thrown;
  });
}

TEST_F(WholeRun, SignalsAndShortWritesAreNoFaults) {
  for (const auto& [fault, error] : {std::pair{Fault::kShortWrite, 0}, {Fault::kError, EINTR}}) {
    at_every_call(fault, error, [&](FaultyFs&, int64_t at, const std::string& thrown) {
      EXPECT_EQ(thrown, "") << at;
      expect_whole("r");
    });
  }
}

TEST_F(WholeRun, ADamagedStateIsPassedOverForTheOneBefore) {
  for (const char* damage : {"flip", "cut", "zero tail", "empty", "gone"}) {
    EXPECT_EQ(train("r"), "");
    const Path state = folder_ / "r/state.pt";
    std::string bytes = contents_of(state);
    if (damage == std::string("flip")) bytes[bytes.size() / 2] ^= 1;
    if (damage == std::string("cut")) bytes.resize(bytes.size() - 1);
    if (damage == std::string("zero tail")) std::fill(bytes.end() - 4096, bytes.end(), '\0');
    if (damage == std::string("empty")) bytes.clear();
    put(state, bytes);
    if (damage == std::string("gone")) std::filesystem::remove(state);
    const NewestState newest = newest_state({folder_ / "r"});
    ASSERT_TRUE(newest.found);
    EXPECT_EQ(newest.found->path.filename(), "step-000002.pt");
    EXPECT_EQ(newest.passed_over.size(), 1u);
    EXPECT_EQ(go_on("r"), "");
    expect_whole("r");
    remove("r");
  }
}

}  // namespace
}  // namespace wgan
