#include <fcntl.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>
#include <random>

#include "cli/program.h"
#include "wgan/text.h"

namespace wgan {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Runs that are killed, signalled, fought for and lied to. A dozen pictures, 60 steps.
class Survival : public Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    good({"data", "export", "demo", "--count", "12", "--size", "16", "--out", "pictures"});
  }

  static std::vector<std::string> begin(const std::string& run, std::vector<std::string> more = {}) {
    std::vector<std::string> words{
        "train",        "pictures", "--loss",         "gp", "--size",       "16", "--features",
        "2",            "--latent", "4",              "--batch",            "4",  "--n-critic",
        "2",            "--steps",  "60",             "--log-every",        "3",  "--sample-every",
        "20",           "--save-every", "7",          "--flip", "--threads", "1", "--out", run};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  /// As a person would after a crash: goes on with the run, or begins it if it never began.
  std::vector<std::string> go_on(const std::string& run) const {
    if (exists(run + "/settings.flags")) return {"train", "--resume", run};
    return begin(run);
  }

  /// The run that all others are to equal.
  void train_whole() {
    const Outcome outcome = good(begin("whole"));
    lasts_ = outcome.seconds;
  }

  /// Some time within that run.
  std::chrono::duration<double> some_time() {
    return std::chrono::duration<double>(
        std::uniform_real_distribution<double>(0, 1.1 * lasts_)(random_));
  }

  void expect_whole(const std::string& run) { expect_same_run(folder_ / run, folder_ / "whole"); }

  std::mt19937 random_{20260101};
  double lasts_ = 0;
};

TEST_F(Survival, KilledAtAnyMomentItGoesOnToTheSameBits) {
  train_whole();
  int killed = 0;
  for (int i = 0; i < repeats(25); ++i) {
    // One start may be killed several times over.
    for (int kills = 1 + i % 3; kills > 0; --kills) {
      const pid_t child = start(go_on("r"));
      std::this_thread::sleep_for(some_time());
      ::kill(child, SIGKILL);
      if (finish(child).code == -SIGKILL) ++killed;
    }
    good(go_on("r"));
    expect_whole("r");
    ASSERT_FALSE(HasFailure()) << "case " << i;
    std::filesystem::remove_all(folder_ / "r");
  }
  RecordProperty("cases", killed);
  EXPECT_GE(killed, repeats(25) / 2);
}

TEST_F(Survival, SignalsSaveAndItGoesOnToTheSameBits) {
  train_whole();
  int saved = 0, cases = 0;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) {
    for (int i = 0; i < repeats(10); ++i, ++cases) {
      const pid_t child = start(begin("r"));
      std::this_thread::sleep_for(some_time());
      ::kill(child, signal);
      const auto before = Clock::now();
      const Outcome outcome = finish(child);
      const bool ignored = signal == SIGUSR1;  // it saves, and goes on
      EXPECT_TRUE(ignored || Clock::now() - before < 5s) << signal;
      // Before there is anything to save a signal ends the program as any other.
      const bool early = !exists("r/state.pt") && outcome.code == -signal;
      const bool late = outcome.code == 0;
      if (!early && !late) {
        EXPECT_EQ(outcome.code, 128 + signal) << outcome.err;
        EXPECT_NE(outcome.err.find("saved at step"), std::string::npos) << outcome.err;
        ++saved;
      }
      good(go_on("r"));
      expect_whole("r");
      ASSERT_FALSE(HasFailure()) << "signal " << signal << ", case " << i;
      std::filesystem::remove_all(folder_ / "r");
    }
  }
  RecordProperty("cases", cases);
  EXPECT_GT(saved, cases / 10);
}

TEST_F(Survival, SigUsr1SavesInTheMiddleAndGoesOn) {
  const pid_t child = start(begin("r", {"--steps", "100000", "--save-every", "1000000"}));
  const auto wait_for = [&](const char* part) {
    for (int i = 0; i < 6000; ++i) {
      if (file("r/train.log").find(part) != std::string::npos) return true;
      std::this_thread::sleep_for(50ms);
    }
    return false;
  };
  ASSERT_TRUE(wait_for("training from step 0"));
  std::this_thread::sleep_for(300ms);
  ::kill(child, SIGUSR1);
  EXPECT_TRUE(wait_for("as asked"));
  EXPECT_EQ(::kill(child, 0), 0) << "it is still there";
  ::kill(child, SIGTERM);
  EXPECT_EQ(finish(child).code, 143);
}

TEST_F(Survival, ANewRunInAFolderThatIsInUseNamesTheHolder) {
  const pid_t child = start(begin("r", {"--steps", "100000"}));
  for (int i = 0; i < 6000 && !exists("r/settings.flags"); ++i) std::this_thread::sleep_for(20ms);
  out_ = folder_ / ".out2", err_ = folder_ / ".err2";
  bad(6, cat("r is in use by process ", child, " on "), begin("r"));
  ::kill(child, SIGKILL);
  finish(child);
  bad(2, "the folder is not empty", begin("r"));
}

TEST_F(Survival, OfTwoStartsInOneFolderExactlyOneRuns) {
  good(begin("r", {"--steps", "1"}));
  for (int i = 0; i < repeats(20); ++i) {
    const std::string outs[] = {folder_ / ".out1", folder_ / ".out2"},
                      errs[] = {folder_ / ".err1", folder_ / ".err2"};
    pid_t children[2];
    for (int k = 0; k < 2; ++k) {
      out_ = outs[k], err_ = errs[k];
      children[k] = start({"train", "--resume", "r", "--steps", "1000000"});
    }
    int status = 0;
    const auto before = Clock::now();
    const pid_t ended = ::waitpid(-1, &status, 0);
    const int loser = ended == children[0] ? 0 : 1;
    EXPECT_LT(Clock::now() - before, 30s);
    EXPECT_EQ(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 6);
    const std::string said = contents_of(errs[loser]);
    EXPECT_NE(said.find(cat("in use by process ", children[1 - loser], " on ")), std::string::npos)
        << said;
    EXPECT_EQ(::waitpid(children[1 - loser], &status, WNOHANG), 0) << "the other one runs";
    ::kill(children[1 - loser], SIGKILL);
    ::waitpid(children[1 - loser], &status, 0);
    ASSERT_FALSE(HasFailure()) << "pair " << i;
  }
  good({"train", "--resume", "r", "--steps", "2"});  // the lock went with its holder
  RecordProperty("cases", repeats(20));
}

TEST_F(Survival, NumbersThatOverflowEndItAfterThreeRollBacksWithDumpsThatRepeat) {
  const Outcome outcome =
      run(begin("r", {"--rate", "10", "--beta1", "0.99", "--beta2", "0", "--n-critic", "1"}));
  EXPECT_EQ(outcome.code, 7) << outcome.err;
  EXPECT_NE(outcome.err.find("it began with "), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("(3 of 3)"), std::string::npos);
  EXPECT_NE(outcome.err.find("The run was set back 3 times already"), std::string::npos);
  int dumps = 0;
  for (const auto& dump : std::filesystem::directory_iterator(folder_ / "r/dumps")) {
    const Outcome again = good({"replay", dump.path()});
    const size_t then = again.out.find("found then "), now = again.out.find("found now ");
    ASSERT_NE(then, std::string::npos);
    ASSERT_NE(now, std::string::npos);
    EXPECT_NE(again.out.find("creature"), std::string::npos) << "the pictures: " << again.out;
    ++dumps;
  }
  EXPECT_EQ(dumps, 4);
  good({"verify", "r"});
  EXPECT_EQ(run({"train", "--resume", "r"}).code, 7) << "no endless loop of restarts";
  const Outcome cured = good({"train", "--resume", "r", "--allow-change", "--rate", "1e-4",
                              "--beta1", "0", "--beta2", "0.9"});
  EXPECT_NE(cured.err.find("finished at step 60"), std::string::npos) << cured.err;
}

TEST_F(Survival, WhatTheAverageMeasuresIsCheckedBeforeItIsSaved) {
  // Saves between the rows, while weights are huge and finite: only the averaged generator's
  // statistics overflow, and nothing of that may come to the disk.
  const Outcome outcome =
      run(begin("r", {"--rate", "10", "--beta1", "0.99", "--beta2", "0", "--n-critic", "1",
                      "--log-every", "5", "--save-every", "1", "--keep", "last:9"}));
  EXPECT_EQ(outcome.code, 7) << outcome.err;
  EXPECT_NE(outcome.err.find("set back 3 times"), std::string::npos) << outcome.err;
  good({"verify", "r"});
  const Outcome cured = good({"train", "--resume", "r", "--allow-change", "--rate", "1e-5",
                              "--beta1", "0", "--beta2", "0.9", "--steps", "70"});
  EXPECT_NE(cured.err.find("finished at step 70"), std::string::npos) << cured.err;
}

TEST_F(Survival, ARunThatStopsWithBadNumbersStopsWhereItWasSetBackTo) {
  const std::vector<std::string> blind{"--rate",       "10", "--beta1", "0.99", "--beta2", "0",
                                       "--n-critic",   "1",  "--log-every", "1000000",
                                       "--sample-every", "1000000", "--save-every", "1000000",
                                       "--steps", "1000000", "--time-limit", "2s"};
  const Outcome outcome = run(begin("r", blind));
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("set back to step 0"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("time limit reached at step 0"), std::string::npos) << outcome.err;
  EXPECT_TRUE(exists("r/samples/step-000000.png"));
  // A chain of such jobs comes to an end.
  int code = 0;
  for (int i = 0; i < 4 && code == 0; ++i) code = run({"train", "--resume", "r"}).code;
  EXPECT_EQ(code, 7);
}

TEST_F(Survival, WhatAResumedRunWasToldHoldsFromItsFirstMomentOn) {
  good(begin("r", {"--steps", "30"}));
  const pid_t child = start({"train", "--resume", "r", "--steps", "60000", "--allow-change",
                             "--rate", "5e-5", "--log-every", "1"});
  for (int i = 0; i < 6000 && rows("r").find("\n40,") == std::string::npos; ++i)
    std::this_thread::sleep_for(50ms);
  ::kill(child, SIGKILL);
  finish(child);
  const Outcome outcome = good({"train", "--resume", "r", "--time-limit", "1s"});
  EXPECT_NE(outcome.err.find("of 60000 on"), std::string::npos) << outcome.err;
  EXPECT_NE(file("r/settings.flags").find("--rate 5e-05"), std::string::npos);
}

TEST_F(Survival, AnotherBatchSizeInTheMiddleOfAStepBeginsTheStepAnew) {
  const pid_t child = start(begin("r", {"--steps", "100000", "--n-critic", "50"}));
  for (int i = 0; i < 6000 && file("r/train.log").find("training from") == std::string::npos; ++i)
    std::this_thread::sleep_for(20ms);
  ::kill(child, SIGINT);
  EXPECT_EQ(finish(child).code, 130);
  const Outcome outcome = good({"train", "--resume", "r", "--allow-change", "--batch", "12",
                                "--n-critic", "1", "--steps", "3"});
  EXPECT_NE(outcome.err.find("finished at step 3"), std::string::npos) << outcome.err;
}

TEST_F(Survival, AnotherLogIntervalRepeatsNoRow) {
  good(begin("r", {"--steps", "30"}));
  good({"train", "--resume", "r", "--steps", "31", "--log-every", "7"});
  good({"verify", "r"});
  EXPECT_NE(rows("r").find("\n30,"), std::string::npos);
}

TEST_F(Survival, AStateThatCannotBeReadIsNotTakenForADamagedOne) {
  good(begin("r", {"--steps", "9"}));
  std::string newer = file("r/state.pt");
  const size_t format = newer.find("{\"format\":1,");
  ASSERT_NE(format, std::string::npos);
  newer[format + 10] = '9';
  newer.resize(newer.size() - 32);
  put(folder_ / "r/state.pt", newer + digest(newer));
  bad(4, "was made by a newer wgan", {"train", "--resume", "r", "--steps", "10"});
  EXPECT_EQ(file("r/state.pt"), newer + digest(newer)) << "it stays as it is";
  if (::geteuid() == 0) return;  // root reads everything
  std::filesystem::permissions(folder_ / "r/state.pt", std::filesystem::perms::none);
  bad(5, "move it away to go on from an older state",
      {"train", "--resume", "r", "--steps", "10"});
}

TEST_F(Survival, ARunWhoseStateIsTakenAwaySavesAnotherOne) {
  const pid_t child = start(begin("r", {"--steps", "100000", "--log-every", "1"}));
  for (int i = 0; i < 6000 && rows("r").find("\n8,") == std::string::npos; ++i)
    std::this_thread::sleep_for(20ms);
  std::filesystem::remove(folder_ / "r/state.pt");
  for (int i = 0; i < 6000 && !exists("r/state.pt"); ++i) std::this_thread::sleep_for(20ms);
  ::kill(child, SIGTERM);
  EXPECT_EQ(finish(child).code, 143) << file(".err");
  good({"verify", "r"});
}

/// Something that is no model file, by name.
std::vector<std::pair<std::string, std::string>> strangers() {
  const std::string program = contents_of(std::getenv("WGAN_PROGRAM"));
  const auto tar = [] {
    std::string header(512, '\0');
    header.replace(0, 6, "../x.p");
    header.replace(257, 5, "ustar");
    return header + std::string(1024, '\0');
  };
  return {{"empty", ""},
          {"text", "hello\n"},
          {"pickle", std::string("\x80\x04\x95\x1d\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94"
                                 "\x8c\x06system\x94\x93\x94\x8c\x05touch\x94\x85\x94R\x94.",
                                 44)},
          {"torchscript",
           contents_of(std::string(WGAN_SOURCE_DIR) + "/tests/hostile/torchscript_setstate.pt")},
          {"gzip", "\x1f\x8b\x08" + std::string(100, '\0')},
          {"tar", tar()},
          {"elf", program.substr(0, 100'000)},
          {"zip", "PK\x03\x04" + std::string(200, 'x')},
          {"html", "<!doctype html><title>404</title>"},
          {"png", "\x89PNG\r\n\x1a\n" + std::string(1000, '\0')}};
}

TEST_F(Survival, FilesOfStrangersAreRefusedAtOnceAndRunNothing) {
  const char* kMark = "/tmp/wgan-was-here";  // what the TorchScript file would write
  std::filesystem::remove(kMark);
  for (const auto& [name, bytes] : strangers()) put(folder_ / (name + ".pt"), bytes);
  const int zeros = ::open((folder_ / "zeros.pt").c_str(), O_WRONLY | O_CREAT, 0600);
  ASSERT_EQ(::ftruncate(zeros, 1'000'000'000), 0);
  ::close(zeros);
  ASSERT_EQ(::mkfifo((folder_ / "pipe.pt").c_str(), 0600), 0);
  std::vector<std::string> names{"zeros", "pipe"};
  for (const auto& [name, bytes] : strangers()) names.push_back(name);
  for (const std::string& name : names) {
    const std::string path = name + ".pt";
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"info", path}, {"sample", "--ckpt", path}, {"replay", path}}) {
      const Outcome outcome = run(command);
      EXPECT_EQ(outcome.code, 4) << path << ": " << outcome.err;
      EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
      EXPECT_LT(outcome.seconds, 10) << path;
    }
    EXPECT_EQ(run({"verify", path}).code, 4) << path;
    EXPECT_EQ(run({"train", "--resume", path}).code, 2) << path;
  }
  EXPECT_FALSE(std::filesystem::exists(kMark));
  EXPECT_FALSE(exists("samples.png"));
  RecordProperty("cases", static_cast<int>(5 * names.size()));
}

TEST_F(Survival, InfoAndVerifyTellOfFilesAndRuns) {
  good(begin("r", {"--steps", "9"}));
  const Outcome file = good({"info", "r/g.pt"});
  EXPECT_EQ(file.out.rfind("r/g.pt: generator of step 9, ", 0), 0u) << file.out;
  EXPECT_LT(file.seconds, 1) << "it waits for no library";
  const auto json = nlohmann::json::parse(good({"info", "r", "--json"}).out);
  EXPECT_EQ(json.at("kind"), "run");
  EXPECT_EQ(json.at("files").at(1).at("kind"), "state");
  EXPECT_EQ(json.at("files").at(1).at("step"), 9);
  EXPECT_EQ(json.at("files").at(1).at("settings").at("latent"), "4");
  EXPECT_EQ(json.at("files").size(), 4u) << "g.pt, state.pt and the two before it";

  EXPECT_NE(good({"verify", "r/g.pt"}).out.find("self-test picture to the bit"), std::string::npos);
  for (const auto& verdict : nlohmann::json::parse(good({"verify", "r", "--json"}).out))
    EXPECT_TRUE(verdict.at("good")) << verdict;
  std::string model = Program::file("r/g.pt");
  model[100] = static_cast<char>(model[100] ^ 1);
  put(folder_ / "r/g.pt", model);
  put(folder_ / "r/metrics.csv", Program::file("r/metrics.csv") + "torn");
  const Outcome broken = run({"verify", "r"});
  EXPECT_EQ(broken.code, 4);
  EXPECT_NE(broken.out.find("BROKEN  r/g.pt"), std::string::npos) << broken.out;
  EXPECT_NE(broken.out.find("BROKEN  r/metrics.csv: its last row is not whole"), std::string::npos);
  EXPECT_EQ(run({"info", "r"}).code, 4);
  bad(2, "pictures is no folder of a run", {"info", "pictures"});
}

TEST_F(Survival, FilesOfEveryFormatWorkStill) {
  const std::filesystem::path golden = WGAN_SOURCE_DIR "/tests/golden/format-1";
  const Outcome verified = good({"verify", golden / "g.pt"});
  EXPECT_NE(verified.out.find("self-test picture"), std::string::npos) << verified.out;
  good({"verify", golden / "state.pt"});
  good({"sample", "--ckpt", golden / "g.pt", "-n", "4"});
  std::filesystem::create_directory(folder_ / "old");
  std::filesystem::copy(golden / "state.pt", folder_ / "old/state.pt");
  const Outcome resumed =
      good({"train", "--resume", "old", "--steps", "4", "--data", "pictures", "--allow-change"});
  EXPECT_NE(resumed.err.find("resuming at step 3 of 4"), std::string::npos) << resumed.err;
}

TEST_F(Survival, AKeptStateMakesPicturesToo) {
  good(begin("r", {"--steps", "8"}));
  good({"sample", "--ckpt", "r/checkpoints/step-000007.pt", "-n", "4", "--out", "a.png"});
  EXPECT_TRUE(exists("a.png"));
}

TEST_F(Survival, MemoryFilesAndThreadsStayTheSame) {
  const int64_t steps = 2000 * std::max(1, repeats(1));
  const pid_t child = start(begin("r", {"--steps", std::to_string(steps), "--log-every", "10",
                                        "--sample-every", "200", "--save-every", "200",
                                        "--n-critic", "1"}));
  const auto count = [&](const char* what) {
    return std::distance(
        std::filesystem::directory_iterator(cat("/proc/", child, "/", what)), {});
  };
  const auto rows = [&] {
    const std::string csv = file("r/metrics.csv");
    return std::count(csv.begin(), csv.end(), '\n') - 1;
  };
  const auto wait_for = [&](int64_t wanted) {
    for (int i = 0; i < 20'000 && rows() < wanted; ++i) std::this_thread::sleep_for(50ms);
    EXPECT_GE(rows(), wanted);
  };
  wait_for(steps / 40);
  const auto files = count("fd"), threads = count("task");
  wait_for(steps / 10 - 5);
  EXPECT_EQ(count("fd"), files);
  EXPECT_EQ(count("task"), threads);
  EXPECT_EQ(finish(child).code, 0);
  // Megabytes, the last column, after a quarter of the steps and at the end.
  std::vector<double> memory;
  std::istringstream csv(file("r/metrics.csv"));
  for (std::string line; std::getline(csv, line);)
    memory.push_back(to_real(line.substr(line.rfind(',') + 1)).value_or(0));
  EXPECT_LE(memory.back() - memory[memory.size() / 4], 1.05) << "growth in MB";
  RecordProperty("growth_kb", static_cast<int>(1000 * (memory.back() - memory[memory.size() / 4])));
}

TEST_F(Survival, TheSlurmScriptBeginsRequeuesAndGoesOn) {
  put(folder_ / "bin/scontrol", "#!/bin/sh\necho \"$@\" >>\"$SCONTROL_LOG\"\n");
  std::filesystem::permissions(folder_ / "bin/scontrol", std::filesystem::perms::owner_all);
  const auto job = [&](const std::string& flags) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    if (::chdir(folder_.path().c_str()) != 0) ::_exit(99);
    ::setenv("PATH", ((folder_ / "bin").string() + ":" + std::getenv("PATH")).c_str(), 1);
    ::setenv("SCONTROL_LOG", (folder_ / "scontrol.log").c_str(), 1);
    ::setenv("OMP_NUM_THREADS", "1", 1);
    ::setenv("WGAN", std::getenv("WGAN_PROGRAM"), 1);
    ::setenv("RUN", (folder_ / "r").c_str(), 1);
    ::setenv("DATA", (folder_ / "pictures").c_str(), 1);
    ::setenv("FLAGS", flags.c_str(), 1);
    ::setenv("SLURM_JOB_ID", "4711", 1);
    ::dup2(::open(out_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
    ::dup2(::open(err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
    ::execl("/bin/bash", "bash", WGAN_SOURCE_DIR "/docs/slurm/train.sbatch", nullptr);
    ::_exit(98);
  };
  const std::string flags =
      "--loss gp --size 16 --features 2 --latent 4 --batch 4 --n-critic 1 --threads 1 --log-every 1 "
      "--steps ";
  const pid_t first = job(flags + "1000000");
  for (int i = 0; i < 6000 && rows("r").size() < 200; ++i) std::this_thread::sleep_for(50ms);
  ::kill(first, SIGUSR1);
  std::this_thread::sleep_for(500ms);
  ::kill(first, SIGTERM);
  EXPECT_EQ(finish(first).code, 143);
  EXPECT_EQ(file("scontrol.log"), "requeue 4711\n");
  EXPECT_NE(file("r/train.log").find("as asked"), std::string::npos) << file("r/train.log");
  const size_t before = rows("r").size();
  const pid_t second = job(flags + "1000000");
  for (int i = 0; i < 6000 && rows("r").size() < before + 200; ++i)
    std::this_thread::sleep_for(50ms);
  EXPECT_GT(rows("r").size(), before + 100);
  ::kill(second, SIGTERM);
  EXPECT_EQ(finish(second).code, 143);
  EXPECT_EQ(file("scontrol.log"), "requeue 4711\nrequeue 4711\n");
  EXPECT_NE(file("r/train.log").find("resuming at step"), std::string::npos);
}

/// A run whose prepared pictures are in a file, which breaks under it.
class DataFaults : public Survival {
 protected:
  void SetUp() override {
    Survival::SetUp();
    ::setenv("XDG_CACHE_HOME", (folder_ / "cache").c_str(), 1);
  }
  void TearDown() override { ::unsetenv("XDG_CACHE_HOME"); }

  pid_t start_and_cut(const std::string& run, std::vector<std::string> more, double share) {
    more.insert(more.end(), {"--cache-limit", "1", "--log-every", "1"});
    const pid_t child = start(begin(run, more));
    for (int i = 0; i < 6000; ++i) {
      const std::string csv = file(run + "/metrics.csv");
      if (std::count(csv.begin(), csv.end(), '\n') > 3) break;
      std::this_thread::sleep_for(50ms);
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "cache/wgan/pictures"))
      std::filesystem::resize_file(
          entry.path(), static_cast<uintmax_t>(share * static_cast<double>(entry.file_size())));
    return child;
  }
};

TEST_F(DataFaults, TooManyPicturesThatVanishEndItWithAllThatWasLearntSaved) {
  const pid_t child = start_and_cut("r", {"--steps", "100000"}, 0.5);
  const Outcome outcome = finish(child);
  EXPECT_EQ(outcome.code, 3) << outcome.err;
  EXPECT_NE(outcome.err.find("more than --max-bad allows"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("creature000"), std::string::npos) << "the file: " << outcome.err;
  EXPECT_NE(file("r/train.log").find("left out creature000"), std::string::npos) << "each by name";
  EXPECT_NE(outcome.err.find("the state of step "), std::string::npos) << outcome.err;
  good({"train", "--resume", "r", "--time-limit", "1s"});
}

TEST_F(DataFaults, AFewThatVanishAreNamedAndLeftOut) {
  const pid_t child = start_and_cut("r", {"--steps", "400", "--max-bad", "50%"}, 0.8);
  const Outcome outcome = finish(child);
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("left out creature000"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("finished at step 400"), std::string::npos) << outcome.err;
}

// With strace where there is one: the same as the tests in-process, by another's hand.
TEST_F(Survival, SystemCallsThatFailLoseNothing) {
  if (!std::getenv("WGAN_REPEATS")) GTEST_SKIP() << "part of the long tests";
  if (std::system("strace -V >/dev/null 2>&1") != 0) GTEST_SKIP() << "there is no strace";
  train_whole();
  int cases = 0;
  for (const std::string fault :
       {"fsync:error=EIO", "fsync:error=ENOSPC", "rename:error=EIO", "rename:error=EDQUOT",
        "ftruncate:error=EIO", "link:error=EMLINK", "link:error=EIO", "fsync:signal=KILL",
        "rename:signal=KILL", "link:signal=KILL"}) {
    for (int at = 1; at <= 40; at += 3, ++cases) {
      const std::string command =
          cat("cd ", folder_.path().string(), " && OMP_NUM_THREADS=1 strace -f -o .strace -e trace=",
              fault.substr(0, fault.find(':')), " -e inject=", fault, ":when=", at, " ",
              std::getenv("WGAN_PROGRAM"), " ", join(begin("r"), " "), " >.out 2>.err");
      std::system(command.c_str());
      good(go_on("r"));
      expect_whole("r");
      ASSERT_FALSE(HasFailure()) << fault << " at " << at << ": " << contents_of(err_);
      std::filesystem::remove_all(folder_ / "r");
    }
  }
  RecordProperty("cases", cases);
}

// Disks of rising size, until all of the run finds room.
TEST_F(Survival, ASmallDiskKeepsItsLastState) {
  if (!std::getenv("WGAN_REPEATS")) GTEST_SKIP() << "part of the long tests";
  if (std::system("unshare -rm true >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "this machine does not let a test mount a disk";
  constexpr int kSizes = 64, kAtOnce = 16;
  const std::string program = std::getenv("WGAN_PROGRAM");
  int full = 0;
  for (int first = 0; first < kSizes; first += kAtOnce) {
    std::string script = cat("cd ", folder_.path().string(), "\n");
    for (int i = first; i < first + kAtOnce; ++i) {
      // From less than a state to more than all files: the disk is full in every kind of write.
      const int kilobytes = 1100 + 12 * i;
      script += cat("unshare -rm sh -c 'mkdir -p disk", i, " && mount -t tmpfs -o size=", kilobytes,
                    "k none disk", i, " && ", program, " ",
                    join(begin(cat("disk", i, "/r"), {"--keep", "last:9"}), " "), " >out", i,
                    " 2>err", i, "; echo $? >code", i, "; ", program, " verify disk", i,
                    "/r >verify", i, " 2>&1; echo $? >verified", i, "' &\n");
    }
    put(folder_ / "script", script + "wait\n");
    ASSERT_EQ(std::system(cat("OMP_NUM_THREADS=1 sh ", (folder_ / "script").string()).c_str()), 0);
  }
  for (int i = 0; i < kSizes; ++i) {
    const std::string code = file(cat("code", i)), err = file(cat("err", i));
    EXPECT_TRUE(code == "0\n" || code == "5\n") << i << ": " << code << err;
    EXPECT_EQ(file(cat("verified", i)), "0\n") << i << ": " << file(cat("verify", i)) << err;
    if (code == "5\n") {
      ++full;
      EXPECT_NE(err.find("are needed there and "), std::string::npos) << err;
    }
  }
  RecordProperty("cases", kSizes);
  EXPECT_GT(full, kSizes / 4);
}

}  // namespace
}  // namespace wgan
