#include <fcntl.h>
#include <sys/wait.h>

#include <iterator>

#include "cli/survival.h"
#include "wgan/base/clock.h"

namespace wgan {
namespace {

TEST_F(Survival, KilledAtAnyMomentItGoesOnToTheSameBits) {
  train_whole();
  int killed = 0;
  for (int i = 0; i < repeats(20); ++i) {
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
  EXPECT_GE(killed, repeats(20) / 2);
}

/// Seconds that a process has computed so far.
double computed(pid_t process) {
  std::istringstream stat(contents_of(cat("/proc/", process, "/stat")));
  std::string rest;
  std::getline(stat, rest, ')');
  std::istream_iterator<std::string> field(stat);
  std::advance(field, 11);  // user and system time are the twelfth and the thirteenth from here
  const double user = std::stod(*field), system = std::stod(*++field);
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

TEST_F(Survival, SignalsSaveAndItGoesOnToTheSameBits) {
  train_whole();
  int saved = 0, cases = 0;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) {
    for (int i = 0; i < repeats(5); ++i, ++cases) {
      const pid_t child = start(begin("r"));
      std::this_thread::sleep_for(some_time());
      const std::string so_far = rows("r");
      const bool training =
          std::count(so_far.begin(), so_far.end(), '\n') > 1;  // behind the header
      const double computed_before = computed(child);
      ::kill(child, signal);
      const auto before = Clock::now();
      siginfo_t ended;
      ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT);
      const double took = seconds_since(before), work = computed(child) - computed_before;
      const Outcome outcome = finish(child);
      const bool ignored = signal == SIGUSR1;  // it saves, and goes on
      // In training two seconds of work; how long those take is the machine's business, but it must
      // not hang.
      const double allowed = training ? (kSanitized ? 20 : 2) : 60;
      EXPECT_TRUE(ignored || (work < allowed && took < 60))
          << signal << ": " << work << " s of work, " << took << " s";
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
  EXPECT_GE(saved, cases / 10);
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

TEST_F(Survival, MemoryFilesAndThreadsStayTheSame) {
  const int64_t steps = 2000 * std::max(1, repeats(1));
  const pid_t child =
      start(begin("r", {"--steps", std::to_string(steps), "--log-every", "10", "--sample-every",
                        "200", "--save-every", "200", "--n-critic", "1"}));
  const auto count = [&](const char* what) {
    return std::distance(std::filesystem::directory_iterator(cat("/proc/", child, "/", what)), {});
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
  // Megabytes, after a quarter of the steps and at the end.
  const std::vector<double> memory = column_of(file("r/metrics.csv"), "memory_mb");
  if (!kSanitized) {  // they keep what was freed
    EXPECT_LE(memory.back() - memory[memory.size() / 4], 1.05) << "growth in MB";
  }
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
      "--loss gp --size 16 --features 2 --latent 4 --batch 4 --n-critic 1 --threads 1 "
      "--log-every 1 --steps ";
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

TEST_F(Survival, TheSlurmScriptGoesOnAfterATimeLimitAndNamesAProgramThatIsMissing) {
  put(folder_ / "bin/scontrol", "#!/bin/sh\necho \"$@\" >>\"$SCONTROL_LOG\"\n");
  std::filesystem::permissions(folder_ / "bin/scontrol", std::filesystem::perms::owner_all);
  const auto job = [&](const std::string& program, const std::string& flags) {
    const std::string command = cat(
        "cd ", folder_.path().string(), " && PATH=$PWD/bin:$PATH SCONTROL_LOG=$PWD/scontrol.log ",
        "OMP_NUM_THREADS=1 WGAN=", program, " RUN=$PWD/r DATA=$PWD/pictures SLURM_JOB_ID=4711 ",
        "FLAGS='--loss gp --size 16 --features 2 --latent 4 --batch 4 --n-critic 1 --threads 1 ",
        flags, "' bash ", WGAN_SOURCE_DIR, "/docs/slurm/train.sbatch >.out 2>.err");
    const int status = std::system(command.c_str());
    return WEXITSTATUS(status);
  };
  EXPECT_EQ(job("no-such-wgan", "--steps 5"), 127);
  EXPECT_NE(contents_of(out_).find("there is no program 'no-such-wgan'"), std::string::npos);
  EXPECT_FALSE(exists("r"));
  EXPECT_EQ(job(std::getenv("WGAN_PROGRAM"), "--steps 1000000 --time-limit 1s"), 0);
  EXPECT_EQ(file("scontrol.log"), "requeue 4711\n");
  EXPECT_EQ(contents_of(out_).find("the run is complete"), std::string::npos);
  std::filesystem::remove_all(folder_ / "r");
  EXPECT_EQ(job(std::getenv("WGAN_PROGRAM"), "--steps 5"), 0);
  EXPECT_EQ(file("scontrol.log"), "requeue 4711\n");
  EXPECT_NE(contents_of(out_).find("the run is complete"), std::string::npos);
}

// With strace where there is one: the same as the tests in-process, by another's hand.
TEST_F(Survival, SystemCallsThatFailLoseNothing) {
  if (!std::getenv("WGAN_REPEATS")) GTEST_SKIP() << "part of the long tests";
  if (std::system("strace -V >/dev/null 2>&1") != 0) GTEST_SKIP() << "there is no strace";
  train_whole();
  int cases = 0;
  for (const std::string fault :
       {"fsync:error=EIO", "fsync:error=ENOSPC", "renameat:error=EIO", "renameat:error=EDQUOT",
        "ftruncate:error=EIO", "linkat:error=EMLINK", "linkat:error=EIO", "fsync:signal=KILL",
        "renameat:signal=KILL", "linkat:signal=KILL"}) {
    for (int at = 1; at <= 40; at += 3, ++cases) {
      const std::string command = cat(
          "cd ", folder_.path().string(),
          " && OMP_NUM_THREADS=1 strace -f -o .strace -e trace=", fault.substr(0, fault.find(':')),
          " -e inject=", fault, ":when=", at, " ", std::getenv("WGAN_PROGRAM"), " ",
          join(begin("r"), " "), " >.out 2>.err");
      std::system(command.c_str());
      good(go_on("r"));
      expect_whole("r");
      ASSERT_FALSE(HasFailure()) << fault << " at " << at << ": " << contents_of(err_);
      std::filesystem::remove_all(folder_ / "r");
    }
  }
  RecordProperty("cases", cases);
}

/// What a folder takes on a disk of pages.
double kilobytes_of(const Path& folder) {
  constexpr uintmax_t kPage = 4096;
  uintmax_t pages = 1;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    pages += entry.is_regular_file() ? (entry.file_size() + kPage - 1) / kPage : 1;
  return static_cast<double>(pages * kPage) / 1024;
}

// wgan looks for enough room before it begins, so another program fills the disk while it trains,
// and leaves more and more until all of the run finds room.
TEST_F(Survival, ADiskThatFillsUpKeepsItsLastState) {
  if (!std::getenv("WGAN_REPEATS")) GTEST_SKIP() << "part of the long tests";
  if (std::system("unshare -rm true >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "this machine does not let a test mount a disk";
  constexpr int kSizes = 64, kAtOnce = 16;
  const std::string program = std::getenv("WGAN_PROGRAM");
  good(begin("whole", {"--keep", "last:9"}));
  const double whole = kilobytes_of(folder_ / "whole");
  int full = 0;
  for (int first = 0; first < kSizes; first += kAtOnce) {
    std::string script = cat("cd ", folder_.path().string(), "\n");
    for (int i = first; i < first + kAtOnce; ++i) {
      const int left = static_cast<int>(whole * i / kSizes);  // kB
      const std::string disk = cat("disk", i);
      // Not in the first moments: the run has saved once.
      const std::string fill = cat(
          "(while ! grep -q '^[0-9]' ", disk, "/r/metrics.csv 2>/dev/null; do sleep 0.01; done; ",
          "free=$(df -k --output=avail ", disk, " | tail -n 1); head -c $((free - ", left, "))K ",
          "/dev/zero >", disk, "/filler) & ");
      script += cat("unshare -rm sh -c \"mkdir -p ", disk,
                    " && mount -t tmpfs -o size=", static_cast<int>(4 * whole), "k none ", disk,
                    " && { ", replaced(fill, "$", "\\$"), program, " ",
                    join(begin(disk + "/r", {"--keep", "last:9"}), " "), " >out", i, " 2>err", i,
                    "; }; echo \\$? >code", i, "; ", program, " verify ", disk, "/r >verify", i,
                    " 2>&1; echo \\$? >verified", i, "\" &\n");
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
      EXPECT_NE(err.find("--resume goes on from it"), std::string::npos) << err;
    }
  }
  RecordProperty("cases", kSizes);
  EXPECT_GT(full, kSizes / 4);
}

}  // namespace
}  // namespace wgan
