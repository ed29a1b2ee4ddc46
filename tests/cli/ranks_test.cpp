#include <cmath>

#include "free_port.h"
#include "program.h"

namespace wgan {
namespace {

constexpr int kPeer = static_cast<int>(ExitCode::kPeer);

/// Starts the program as several ranks of one run, as a launcher does.
class Ranks : public Program {
 protected:
  using Arguments = std::vector<std::string>;

  void start_rank(size_t rank, size_t size, const Arguments& arguments) {
    environment_ = {{"RANK", std::to_string(rank)},
                    {"WORLD_SIZE", std::to_string(size)},
                    {"MASTER_ADDR", "127.0.0.1"},
                    {"MASTER_PORT", std::to_string(port_)}};
    out_ = folder_ / cat(".out", rank), err_ = folder_ / cat(".err", rank);
    children_.push_back(start(arguments));
    environment_.clear();
  }

  void start_all(size_t size, const Arguments& arguments) {
    port_ = free_port();
    children_.clear();
    for (size_t rank = 0; rank < size; ++rank) start_rank(rank, size, arguments);
  }

  Outcome finish_rank(size_t rank) {
    out_ = folder_ / cat(".out", rank), err_ = folder_ / cat(".err", rank);
    return finish(children_[rank]);
  }

  std::vector<Outcome> finish_all() {
    std::vector<Outcome> all;
    for (size_t rank = 0; rank < children_.size(); ++rank) all.push_back(finish_rank(rank));
    return all;
  }

  std::vector<Outcome> run_all(size_t size, const Arguments& arguments) {
    start_all(size, arguments);
    return finish_all();
  }

  /// Runs the ranks, which all end with this code, while rank 0 says so and no other does.
  void bad_all(int code, const std::string& part, size_t size, const Arguments& arguments) {
    const auto all = run_all(size, arguments);
    expect_refused(all, code, part);
  }

  static void expect_refused(const std::vector<Outcome>& all, int code, const std::string& part) {
    for (size_t rank = 0; rank < all.size(); ++rank) {
      EXPECT_EQ(all[rank].code, code) << rank << all[rank].err;
      EXPECT_EQ(all[rank].out, "");
    }
    EXPECT_NE(all[0].err.find(part), std::string::npos) << all[0].err;
    for (size_t rank = 1; rank < all.size(); ++rank) EXPECT_EQ(all[rank].err, "") << rank;
  }

  /// Waits until the run has trained for some steps.
  void await_rows(const std::string& run) {
    for (int i = 0; i < 600; ++i) {
      if (exists(run + "/metrics.csv") && lines_of(file(run + "/metrics.csv")).size() > 3) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    FAIL() << file(".err0");
  }

  Arguments endless(const Arguments& more = {}) {
    Arguments arguments = tiny("gan", "1000000", "run", {"--log-every", "5"});
    *(std::find(arguments.begin(), arguments.end(), "--batch") + 1) = "12";
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  double seconds_of(const std::function<void()>& work) {
    const auto began = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  }

  uint16_t port_ = 0;
  std::vector<pid_t> children_;
};

TEST_F(Ranks, TrainOneRunThatOneProcessResumes) {
  const Arguments settings =
      tiny("gp", "6", "two", {"--generator-norm", "none", "--log-every", "1"});
  const auto all = run_all(2, settings);
  for (const Outcome& one : all) EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_NE(all[0].out.find("two/g.pt"), std::string::npos);
  EXPECT_EQ(all[1].out, "");
  EXPECT_EQ(all[1].err, "");

  Arguments alone = settings;
  *std::find(alone.begin(), alone.end(), "two") = "one";
  good(alone);
  // Critic losses of the first steps: the same but for the order of sums, which Adam amplifies.
  const auto losses = [&](const std::string& run) {
    std::vector<double> found;
    const auto rows = lines_of(file(run + "/metrics.csv"));
    const auto columns = split(rows[0], ',');
    const auto place = std::find(columns.begin(), columns.end(), "critic_loss") - columns.begin();
    for (size_t i = 1; i < rows.size(); ++i)
      found.push_back(std::stod(std::string(split(rows[i], ',')[static_cast<size_t>(place)])));
    return found;
  };
  const auto together = losses("two"), by_itself = losses("one");
  ASSERT_EQ(together.size(), 6U);
  ASSERT_EQ(by_itself.size(), 6U);
  EXPECT_NEAR(together[0], by_itself[0], 1e-3 * std::abs(by_itself[0]));

  const Outcome resumed = good({"train", "--resume", "two", "--steps", "8"});
  EXPECT_NE(resumed.err.find("processes"), std::string::npos) << resumed.err;
  for (const Outcome& one : run_all(2, {"train", "--resume", "two", "--steps", "10"}))
    EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_TRUE(exists("two/samples/step-000010.png")) << "samples of the last step";
  EXPECT_EQ(lines_of(file("two/metrics.csv")).size(), 11U);
  for (const Outcome& one : run_all(2, {"train", "--resume", "two", "--steps", "10"}))
    EXPECT_EQ(one.code, 0) << one.err;  // nothing is left to do
}

TEST_F(Ranks, AKilledRankEndsTheOthersWithAStateToResume) {
  start_all(3, endless());
  await_rows("run");
  ::kill(children_[1], SIGKILL);
  Outcome leader, other;
  EXPECT_LT(seconds_of([&] { leader = finish_rank(0), other = finish_rank(2); }), 15);
  EXPECT_EQ(finish_rank(1).code, -SIGKILL);
  EXPECT_EQ(leader.code, kPeer) << leader.err;
  EXPECT_NE(leader.err.find("rank 1 (process "), std::string::npos) << leader.err;
  EXPECT_NE(leader.err.find("--resume goes on from it"), std::string::npos) << leader.err;
  EXPECT_EQ(other.code, kPeer);
  EXPECT_EQ(other.err, "");
  const size_t rows = lines_of(file("run/metrics.csv")).size();
  good({"train", "--resume", "run", "--steps", std::to_string(5 * rows + 20)});
}

TEST_F(Ranks, OfManyTheOneThatIsGoneIsNamed) {
  Arguments many = endless();
  *(std::find(many.begin(), many.end(), "--batch") + 1) = "10";
  start_all(5, many);
  await_rows("run");
  ::kill(children_[2], SIGKILL);
  const auto all = finish_all();
  EXPECT_NE(all[0].err.find("rank 2 (process "), std::string::npos) << all[0].err;
  for (const size_t rank : {0U, 1U, 3U, 4U}) EXPECT_EQ(all[rank].code, kPeer) << rank;
  for (const size_t rank : {1U, 3U, 4U}) EXPECT_EQ(all[rank].err, "") << rank;
}

TEST_F(Ranks, SomebodySaysThatTheFirstTwoAreGone) {
  start_all(3, endless());
  await_rows("run");
  ::kill(children_[0], SIGKILL);
  ::kill(children_[1], SIGKILL);
  const auto all = finish_all();
  EXPECT_EQ(all[2].code, kPeer);
  EXPECT_NE(all[2].err.find("rank 2: rank 0 (process "), std::string::npos) << all[2].err;
}

TEST_F(Ranks, ALostLeaderIsNamedByTheNextRank) {
  start_all(3, endless());
  await_rows("run");
  ::kill(children_[0], SIGKILL);
  Outcome next, last;
  EXPECT_LT(seconds_of([&] { next = finish_rank(1), last = finish_rank(2); }), 15);
  EXPECT_EQ(finish_rank(0).code, -SIGKILL);
  EXPECT_EQ(next.code, kPeer);
  EXPECT_NE(next.err.find("rank 1: rank 0 (process "), std::string::npos) << next.err;
  EXPECT_EQ(last.code, kPeer);  // it may say the same: nobody is left to ask who lives
}

TEST_F(Ranks, AStalledRankIsNamed) {
  start_all(2, endless({"--peer-timeout", "5s"}));
  await_rows("run");
  ::kill(children_[1], SIGSTOP);
  Outcome leader;
  EXPECT_LT(seconds_of([&] { leader = finish_rank(0); }), 20);
  ::kill(children_[1], SIGKILL);
  finish_rank(1);
  EXPECT_EQ(leader.code, kPeer);
  EXPECT_NE(leader.err.find("rank 1 (process "), std::string::npos) << leader.err;
  EXPECT_NE(leader.err.find("has stood still for"), std::string::npos) << leader.err;
}

/// As Slurm ends a job step: every rank gets the signal, and one save comes of it.
TEST_F(Ranks, ASignalToAllSavesOnce) {
  start_all(2, endless());
  await_rows("run");
  for (const pid_t child : children_) ::kill(child, SIGTERM);
  const auto all = finish_all();
  for (const Outcome& one : all) EXPECT_EQ(one.code, 143) << one.err;
  const std::string ends = "terminated; saved";
  const size_t first = all[0].err.find(ends);
  EXPECT_NE(first, std::string::npos) << all[0].err;
  EXPECT_EQ(all[0].err.find(ends, first + 1), std::string::npos);
  EXPECT_EQ(all[1].err, "");
}

TEST_F(Ranks, ASignalToOneEndsAll) {
  start_all(3, endless());
  await_rows("run");
  ::kill(children_[2], SIGTERM);
  for (const Outcome& one : finish_all()) EXPECT_EQ(one.code, 143) << one.err;
}

TEST_F(Ranks, ASaveOnRequestReachesRank0) {
  start_all(2, endless({"--save-interval", "1h", "--save-every", "1000000"}));
  await_rows("run");
  ::kill(children_[1], SIGUSR1);
  for (int i = 0; i < 100 && file(".err0").find("as asked") == std::string::npos; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_NE(file(".err0").find("as asked"), std::string::npos);
  for (const pid_t child : children_) ::kill(child, SIGTERM);
  for (const Outcome& one : finish_all()) EXPECT_EQ(one.code, 143) << one.err;
}

TEST_F(Ranks, RefuseWhatDiffersBetweenThem) {
  const auto differing = [&](const Arguments& more, const std::string& part) {
    port_ = free_port();
    children_.clear();
    start_rank(0, 2, tiny("gan", "4", "run"));
    start_rank(1, 2, tiny("gan", "4", "run", more));
    expect_refused(finish_all(), 2, part);
    EXPECT_FALSE(exists("run"));
  };
  differing({"--rate", "0.5"}, "rank 1 has --rate 0.5, and rank 0 --rate 2e-04");
  differing({"--threads", "2"}, "rank 1 has threads 2, and rank 0 threads 1");
  differing({"--seed", "7", "--flip"}, "--flip true, and rank 0 --flip false");
}

TEST_F(Ranks, RefuseOtherPictures) {
  good({"data", "export", "demo", "--count", "20", "--size", "16", "--out", "a"});
  good({"data", "export", "demo", "--count", "21", "--size", "16", "--out", "b"});
  port_ = free_port();
  const auto with = [&](const std::string& data) {
    Arguments arguments = tiny("gan", "4", "run");
    *std::find(arguments.begin(), arguments.end(), "demo") = data;
    return arguments;
  };
  start_rank(0, 2, with("a"));
  start_rank(1, 2, with("b"));
  expect_refused(finish_all(), 3, "rank 1 has other pictures than rank 0: 21 pictures");
}

TEST_F(Ranks, RefuseBatchesThatTheyCannotShare) {
  bad_all(2, "--batch 8 cannot be shared equally by 3 processes; use 6 or 9", 3,
          tiny("gan", "4", "run"));
  bad_all(2, "--batch 8 is too small for 5 processes", 5, tiny("gan", "4", "run"));
  const auto all = run_all(2, tiny("gan", "4", "run", {"--device", "cpu", "--backend", "nccl"}));
  EXPECT_EQ(all[0].code, 2) << all[0].err;
  EXPECT_NE(all[0].err.find("--backend nccl exchanges between GPUs"), std::string::npos);
  EXPECT_FALSE(exists("run"));
}

TEST_F(Ranks, SampleAndMeasureLikeOneProcess) {
  good(tiny("gan", "2", "run"));
  good({"data", "export", "demo", "--count", "40", "--size", "16", "--out", "real"});
  const auto both = [&](const Arguments& arguments) {
    const auto all = run_all(2, arguments);
    for (const Outcome& one : all) EXPECT_EQ(one.code, 0) << one.err;
    EXPECT_EQ(all[1].out + all[1].err, "");
    return all[0].out;
  };
  const auto sample = [](const std::string& how, const std::string& name) {
    return Arguments{"sample", "run", "-n", "1100", how, name};
  };
  good(sample("--npz", "one.npz"));
  both(sample("--npz", "two.npz"));
  EXPECT_EQ(file("one.npz"), file("two.npz"));
  good(sample("--out", "one.png"));
  both(sample("--out", "two.png"));
  EXPECT_EQ(pixels("one.png"), pixels("two.png"));
  EXPECT_EQ(both(sample("--files", "two")), "two\n");
  good(sample("--files", "one"));
  for (const std::string seed : {"0000", "0511", "0512", "1099"})
    EXPECT_EQ(pixels("one/seed" + seed + ".png"), pixels("two/seed" + seed + ".png")) << seed;
  const Arguments measured{"evaluate", "--ckpt", "run",    "--data",    "real",
                           "-n",       "300",    "--json", "--threads", "1"};
  EXPECT_EQ(good(measured).out, both(measured));

  good(tiny("gan", "3", "other"));
  port_ = free_port();
  children_.clear();
  start_rank(0, 2, {"sample", "run", "-n", "4"});
  start_rank(1, 2, {"sample", "other", "-n", "4"});
  const auto all = finish_all();
  for (const Outcome& one : all) EXPECT_EQ(one.code, 2) << one.err;
  EXPECT_NE(all[0].err.find("rank 1 has command wgan sample --ckpt other"), std::string::npos)
      << all[0].err;
}

TEST_F(Ranks, OneOfThemDoesWhatIsForOne) {
  good(tiny("gan", "2", "run"));
  const auto all = run_all(2, {"interpolate", "--ckpt", "run", "--out", "walk.png"});
  for (const Outcome& one : all) EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_NE(all[0].out.find("walk.png"), std::string::npos);
  EXPECT_EQ(all[1].out + all[1].err, "");
  Arguments sweep =
      tiny("gan", "2", "sweeps", {"--seed", "1,2", "--log-every", "1", "--evaluate-every", "1"});
  sweep[0] = "sweep";
  for (const Outcome& one : run_all(2, sweep)) EXPECT_EQ(one.code, 0) << one.err;
}

TEST_F(Ranks, SayWhatTheLauncherGotWrong) {
  const auto wrong = [&](const std::map<std::string, std::string>& variables, int code,
                         const std::string& part) {
    environment_ = variables;
    bad(code, part, tiny("gan", "4", "run", {"--peer-timeout", "5s"}));
  };
  wrong({{"WORLD_SIZE", "2"}}, 2, "WORLD_SIZE is set and RANK is not");
  wrong({{"RANK", "1"},
         {"WORLD_SIZE", "2"},
         {"MASTER_ADDR", "127.0.0.1"},
         {"MASTER_PORT", std::to_string(free_port())}},
        kPeer, "cannot reach rank 0 at 127.0.0.1");
  environment_ = {{"RANK", "0"}, {"WORLD_SIZE", "1"}};
  good(tiny("gan", "1", "run"));
}

}  // namespace
}  // namespace wgan
