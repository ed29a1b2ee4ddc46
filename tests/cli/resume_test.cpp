#include "cli/program.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

class Resume : public Program {
 protected:
  std::string err2_ = folder_ / ".err2";

  /// Waits until the run's metrics.csv has a row.
  void wait_for_rows(const std::string& run) {
    const auto lines = [&] {
      const std::string csv = file(run + "/metrics.csv");
      return std::count(csv.begin(), csv.end(), '\n');
    };
    constexpr int kTries = 6000;  // five minutes: the machine may be busy with other things
    for (int i = 0; i < kTries && lines() < 2; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    ASSERT_GE(lines(), 2) << "the run does not get going";
  }
};

TEST_F(Resume, TwoHundredStepsInTwoPartsAreTheSameToTheBit) {
  const std::vector<std::string> more{"--n-critic",     "2",      "--log-every",  "30",
                                      "--sample-every", "50",     "--save-every", "40",
                                      "--flip",         "--vflip"};
  good(tiny("gp", "200", "whole", more));
  good(tiny("gp", "100", "parts", more));
  good({"train", "--resume", "parts", "--steps", "200"});
  EXPECT_EQ(tensors("parts/state.pt"), tensors("whole/state.pt"));
  EXPECT_EQ(tensors("parts/g.pt"), tensors("whole/g.pt"));
  EXPECT_EQ(rows("parts"), rows("whole"));
  EXPECT_EQ(settings("parts"), settings("whole"));
  EXPECT_NE(file("parts/settings.flags").find("# set by --resume: steps"), std::string::npos);
  EXPECT_EQ(file("parts/samples/step-000200.png"), file("whole/samples/step-000200.png"));
}

TEST_F(Resume, AnInterruptedRunGoesOnToTheSameEnd) {
  const std::vector<std::string> more{"--log-every", "5", "--sample-every", "1000"};
  good(tiny("clip", "120", "whole", more));
  for (const int signal : {SIGINT, SIGTERM}) {
    const std::string name = signal == SIGINT ? "int" : "term";
    const pid_t child = start(tiny("clip", "120", name, more));
    wait_for_rows(name);
    ::kill(child, signal);
    const Outcome stopped = finish(child);
    if (stopped.code == 0) GTEST_SKIP() << "the run was over before the signal came";
    EXPECT_EQ(stopped.code, 128 + signal) << stopped.err;
    EXPECT_NE(stopped.err.find("saved at step"), std::string::npos) << stopped.err;
    good({"train", "--resume", name});
    EXPECT_EQ(tensors(name + "/state.pt"), tensors("whole/state.pt"));
    EXPECT_EQ(rows(name), rows("whole"));
  }
}

TEST_F(Resume, AScheduleGoesOnWhereItWas) {
  const std::vector<std::string> more{"--schedule", "cosine", "--log-every", "5", "--warmup", "10"};
  good(tiny("r3", "120", "whole", more));
  const pid_t child = start(tiny("r3", "120", "parts", more));
  wait_for_rows("parts");
  ::kill(child, SIGTERM);
  if (finish(child).code == 0) GTEST_SKIP() << "the run was over before the signal came";
  good({"train", "--resume", "parts"});
  EXPECT_EQ(tensors("parts/state.pt"), tensors("whole/state.pt"));
  EXPECT_EQ(rows("parts"), rows("whole"));
  // The schedule was made for its length.
  bad(2, "--schedule cosine was made for 120 steps, and the run would now have 200",
      {"train", "--resume", "whole", "--steps", "200"});
  good({"train", "--resume", "whole", "--steps", "125", "--allow-change"});
}

TEST_F(Resume, ASecondSignalLeavesAtOnce) {
  const pid_t child =
      start(tiny("gp", "1000000", "r",
                 {"--size", "32", "--features", "32", "--batch", "32", "--log-every", "1"}));
  wait_for_rows("r");
  ::kill(child, SIGINT);
  ::kill(child, SIGINT);  // an echo of the first one
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  ::kill(child, SIGINT);
  const auto before = std::chrono::steady_clock::now();
  const Outcome outcome = finish(child);
  EXPECT_EQ(outcome.code, 130);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(10));
  EXPECT_NO_THROW(read_sealed(folder_ / "r/state.pt"));
}

TEST_F(Resume, ARunThatIsUnderWayIsNotResumedTwice) {
  const pid_t child = start(tiny("gan", "1000000", "r", {"--log-every", "1"}));
  wait_for_rows("r");
  const pid_t second = ::fork();
  if (second == 0) {
    ::freopen(err2_.c_str(), "w", stderr);
    ::execl(std::getenv("WGAN_PROGRAM"), "wgan", "train", "--resume", (folder_ / "r").c_str(),
            nullptr);
    ::_exit(98);
  }
  int status = 0;
  ::waitpid(second, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 6) << contents_of(err2_);
  EXPECT_NE(contents_of(err2_).find("r is in use by process "), std::string::npos);
  ::kill(child, SIGINT);
  EXPECT_EQ(finish(child).code, 130);
}

TEST_F(Resume, OtherSettingsAreRefusedWithAList) {
  good(tiny("gan", "2", "r"));
  const std::string before = file("r/metrics.csv");
  bad(2, "--batch (8 so far, now 16), --seed (0 so far, now 3)",
      {"train", "--resume", "r", "--batch", "16", "--seed", "3"});
  bad(2, "--resume nowhere: there is no such folder", {"train", "--resume", "nowhere"});
  EXPECT_EQ(file("r/metrics.csv"), before);
}

TEST_F(Resume, ACompleteRunSaysSoAndStaysAsItIs) {
  good(tiny("gan", "3", "r"));
  const std::string metrics = file("r/metrics.csv"), model = file("r/g.pt");
  const Outcome outcome = good({"train", "--resume", "r"});
  EXPECT_NE(outcome.err.find("complete at step 3"), std::string::npos) << outcome.err;
  EXPECT_EQ(file("r/metrics.csv"), metrics);
  EXPECT_EQ(file("r/g.pt"), model);
}

TEST_F(Resume, OtherPicturesAreRefusedAndTheSameOnesMayMove) {
  good({"data", "export", "demo", "--count", "9", "--size", "16", "--out", "pictures"});
  good({"train", "pictures", "--loss", "gan", "--size", "16", "--features", "2", "--batch", "4",
        "--steps", "1", "--out", "r"});
  std::filesystem::rename(folder_ / "pictures", folder_ / "moved");
  bad(3,
      cat("there are no pictures at ", (folder_ / "pictures").string(), "; give their new folder"),
      {"train", "--resume", "r", "--steps", "2"});
  good({"train", "--resume", "r", "--steps", "2", "--data", "moved"});
  EXPECT_NE(file("r/settings.flags").find("/moved\n"), std::string::npos);
  std::filesystem::rename(folder_ / "moved", folder_ / "pictures");
  good({"train", "--resume", "r", "--steps", "3", "--data", "pictures"});
  std::filesystem::remove(folder_ / "pictures/creature00003.png");
  bad(3, "the pictures have changed since the run began (then 9 pictures",
      {"train", "--resume", "r", "--steps", "4"});
}

TEST_F(Resume, ARunThatIsStoppedAtOnceRepeatsNoRow) {
  good(tiny("gp", "4", "r", {"--log-every", "2"}));
  const std::string before = rows("r");
  good({"train", "--resume", "r", "--steps", "9", "--time-limit", "0.001s"});
  EXPECT_EQ(rows("r"), before);
}

TEST_F(Resume, ADamagedStateIsPassedOverAndNamed) {
  good(tiny("gan", "4", "whole", {"--save-every", "2"}));
  good(tiny("gan", "3", "r", {"--save-every", "2"}));
  const auto flip = [&](const std::string& name) {
    std::string bytes = file(name);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    put(folder_ / name, bytes);
  };
  flip("r/state.pt");
  const Outcome outcome = good({"train", "--resume", "r", "--steps", "4"});
  EXPECT_NE(outcome.err.find("passed over r/state.pt is not a whole wgan model file"),
            std::string::npos)
      << outcome.err;
  EXPECT_NE(outcome.err.find("going on from r/checkpoints/step-000002.pt"), std::string::npos);
  expect_same_run(folder_ / "r", folder_ / "whole");

  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "r/checkpoints"))
    flip("r/checkpoints/" + entry.path().filename().string());
  flip("r/state.pt");
  bad(4, "no state of it is whole: r/state.pt is not a whole wgan model file",
      {"train", "--resume", "r", "--steps", "5"});
}

TEST_F(Resume, WhatMayChangeIsNamedAndWhatMayNotIsListed) {
  good({"data", "export", "demo", "--count", "9", "--size", "16", "--out", "pictures"});
  good({"train",   "pictures", "--loss",    "gp",      "--size", "16",         "--features",
        "2",       "--latent", "3",         "--batch", "4",      "--n-critic", "1",
        "--steps", "2",        "--threads", "1",       "--out",  "r"});
  const auto with = [](std::vector<std::string> more) {
    std::vector<std::string> all{"train", "--resume", "r", "--steps", "3"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  // The shape of the weights, whatever is allowed.
  for (const auto& [flag, value, said] :
       {std::tuple{"--size", "32", "--size (16 so far, now 32)"},
        {"--features", "4", "--features (2 so far, now 4)"},
        {"--latent", "5", "--latent (3 so far, now 5)"},
        {"--kernel", "5", "--kernel (4 so far, now 5)"},
        {"--channels", "1", "--channels (3 so far, now 1)"},
        {"--optimizer", "rmsprop", "--optimizer (adam so far, now rmsprop)"},
        {"--loss", "clip", "--loss (gp so far, now clip)"}}) {
    bad(2, said, with({flag, value}));
    bad(2, said, with({flag, value, "--allow-change"}));
  }
  bad(2, "--allow-change true has no effect here: it belongs to --resume",
      {"train", "pictures", "--allow-change"});
  // What decides the result, if it is allowed; the state of a refused start stays as it is.
  const auto before = tensors("r/state.pt");
  for (const auto& [flag, value, said] :
       {std::tuple{"--rate", "1e-3", "--rate (1e-04 so far, now 0.001)"},
        {"--batch", "3", "--batch (4 so far, now 3)"},
        {"--seed", "8", "--seed (0 so far, now 8)"},
        {"--flip", "", "--flip (false so far, now true)"},
        {"--ema", "0.9", "--ema (0.999 so far, now 0.9)"}}) {
    std::vector<std::string> change{flag};
    if (*value) change.emplace_back(value);
    bad(2, said, with(change));
    EXPECT_EQ(tensors("r/state.pt"), before);
    std::filesystem::copy(folder_ / "r", folder_ / "copy",
                          std::filesystem::copy_options::recursive);
    change.insert(change.begin(), {"train", "--resume", "copy", "--steps", "3", "--allow-change"});
    const Outcome outcome = good(change);
    EXPECT_NE(outcome.err.find(std::string("going on with other settings: ") + said),
              std::string::npos)
        << outcome.err;
    EXPECT_NE(file("copy/settings.flags"), file("r/settings.flags"));
    std::filesystem::remove_all(folder_ / "copy");
  }
  // Other pictures.
  std::filesystem::rename(folder_ / "pictures/creature00003.png", folder_ / "aside.png");
  bad(3, "the pictures have changed since the run began (then 9 pictures", with({}));
  EXPECT_NE(good(with({"--allow-change"})).err.find("the pictures have changed"),
            std::string::npos);
  // The machine: allowed, and named.
  const Outcome threads = good({"train", "--resume", "r", "--steps", "4", "--threads", "2"});
  EXPECT_NE(threads.err.find("going on with --threads 2 (so far --threads 1): the last bits"),
            std::string::npos)
      << threads.err;
}

TEST_F(Resume, AFolderThatIsNoRunStaysAsItIs) {
  put(folder_ / "mine/notes.txt", "of the user");
  put(folder_ / "mine/.state.pt.4711.wgan-tmp", "looks like a leftover");
  bad(2, "there is no state.pt in it", {"train", "--resume", "mine"});
  size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "mine")) {
    EXPECT_NE(entry.path().filename(), ".lock");
    ++count;
  }
  EXPECT_EQ(count, 2U);
}

}  // namespace
}  // namespace wgan
