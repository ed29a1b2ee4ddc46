#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/ones.h>

#include <cmath>

#include "training/bench.h"

namespace wgan {
namespace {

bool about_time(const std::string& name) {
  return name == "progress.seconds" || name == "interval.began" || name == "interval.waited";
}

void expect_equal(const TrainingState& a, const TrainingState& b) {
  const NamedTensors left = a.tensors(), right = b.tensors();
  ASSERT_EQ(left.size(), right.size());
  for (size_t i = 0; i < left.size(); ++i) {
    EXPECT_TRUE(about_time(left[i].first) || left[i].second.equal(right[i].second))
        << left[i].first;
  }
}

TEST(Train, CountsItsUpdates) {
  for (const auto& [name, n_critic] : {std::pair{"gan", 1}, {"clip", 5}, {"gp", 5}}) {
    Bench bench(tiny(name));
    int critic_updates = 0;
    EXPECT_EQ(
        bench.train([&]() -> std::optional<Ending> { return ++critic_updates, std::nullopt; }),
        Ending::kDone);
    EXPECT_EQ(bench.state.progress.step, 6);
    EXPECT_EQ(critic_updates, 6 * n_critic) << name;
    EXPECT_EQ(bench.state.progress.images, 6 * n_critic * 4);
    const auto count = [&](const Optimizer& optimizer) {
      return optimizer.state().back().second.item<float>();
    };
    if (std::string(name) != "clip") {  // Adam counts its own updates
      EXPECT_EQ(count(*bench.state.critic_optimizer), 6 * n_critic);
      EXPECT_EQ(count(*bench.state.generator_optimizer), 6);
    }
  }
}

TEST(Train, ClippedWeightsAreSmallAfterEveryCriticUpdate) {
  Bench bench(tiny("clip"));
  double largest = 0, largest_norm = 0;
  bench.train([&]() -> std::optional<Ending> {
    for (const Parameter& p : bench.state.nets.critic.parameters()) {
      double& most = p.norm ? largest_norm : largest;
      most = std::max(most, p.tensor.abs().max().item<double>());
    }
    return std::nullopt;
  });
  EXPECT_LE(largest, 0.01F);
  EXPECT_GT(largest, 0.009F);
  EXPECT_GT(largest_norm, 0.5) << "norm layers are exempt";
}

TEST(Train, StoppedAfterAnyCriticUpdateItGoesOnAsIfNothingHadHappened) {
  for (const char* name : {"gan", "clip", "gp"}) {
    Bench through(tiny(name));
    through.train(never);
    const int64_t updates = through.state.progress.images / 4;
    for (int64_t stop_after = 1; stop_after < updates;
         stop_after += name == std::string("gan") ? 1 : 4) {
      Bench stopped(tiny(name)), resumed(tiny(name));
      int64_t done = 0;
      EXPECT_EQ(stopped.train([&]() {
        return ++done == stop_after ? std::optional(Ending::kInterrupted) : std::nullopt;
      }),
                Ending::kInterrupted);
      write_atomically(stopped.folder / "state.pt", pack_checkpoint(stopped.state.tensors(), {}));
      resumed.state.restore(read_checkpoint(stopped.folder / "state.pt"), "state.pt", at::kCPU);
      expect_equal(resumed.state, stopped.state);
      resumed.train(never);
      expect_equal(resumed.state, through.state);
      // The row of step 4 tells the same, whether the stop came before it or after.
      if (stopped.state.progress.step < 4) {
        const auto losses = [](const Bench& bench) {
          const std::string rows = contents_of(bench.folder / "metrics.csv");
          const size_t row = rows.find("\n4,");
          EXPECT_NE(row, std::string::npos) << rows;
          size_t first = row;  // behind step, images, epoch and seconds
          for (int i = 0; i < 4; ++i) first = rows.find(',', first + 1);
          size_t end = first;
          for (int i = 0; i < 4; ++i) end = rows.find(',', end + 1);
          return rows.substr(first, end - first);
        };
        EXPECT_EQ(losses(resumed), losses(through));
      }
    }
  }
}

TEST(Train, DrawsDependOnTheSeedAlone) {
  TrainOptions other = tiny("gp");
  other.seed = 1;
  Bench a(tiny("gp")), b(tiny("gp")), c(other);
  for (Bench* bench : {&a, &b, &c}) bench->train(never);
  expect_equal(a.state, b.state);
  EXPECT_FALSE(a.state.nets.generator.parameters()[0].tensor.equal(
      c.state.nets.generator.parameters()[0].tensor));
}

TEST(Train, EpochsCountPassesOfTheCritic) {
  TrainOptions o = tiny("gp");
  o.epochs = 3;
  EXPECT_EQ(total_steps(o, 100), 15);  // 300 pictures, 20 a step
  EXPECT_EQ(total_steps(o, 101), 16);
  o.epochs = 0;
  EXPECT_EQ(total_steps(o, 100), 6);
}

TEST(Train, ATermWithoutAPlaceIsAnError) {
  Interval interval;
  interval.add("w_estimate", at::ones({}));
  EXPECT_EQ(interval.w_estimate.value(), 1);
  EXPECT_THROW(interval.add("beauty", at::ones({})), std::logic_error);
}

TEST(Train, NumbersThatAreNotFiniteStopTheRunAndAreNeverSaved) {
  Bench bench(tiny("gp"));
  {
    const at::NoGradGuard no_grad;
    bench.state.nets.generator.parameters()[0].tensor.fill_(NAN);
  }
  expect_error(ExitCode::kDiverged, "a loss or a gradient is not finite",
               [&] { bench.train(never); });
  EXPECT_EQ(bench.state.progress.step, 4) << "found when the first row is due";
  Batches batches(bench.set, {.batch = 4}, at::kCPU);
  wgan::Run run(bench.settings, RunFolder{bench.folder.path()}, bench.state, batches, at::kCPU,
                bench.console);
  expect_error(ExitCode::kDiverged, "is not finite", [&] { run.save(); });
  EXPECT_FALSE(std::filesystem::exists(bench.folder / "g.pt"));
  EXPECT_FALSE(std::filesystem::exists(bench.folder / "state.pt"));
}

}  // namespace
}  // namespace wgan
