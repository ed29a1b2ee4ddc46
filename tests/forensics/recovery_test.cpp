#include "wgan/forensics/forensics.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "run_files.h"
#include "training/bench.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Where a number that is not finite comes from in a test.
struct Fault {
  std::string into;  // "data", "loss", or the name of a tensor of the state
  int64_t step;
  double value = NAN;
  bool repeats = true;  // also when the same updates are taken again
};

/// A loss that poisons its input or its result at one step of the first attempt.
class Poisoned : public Loss {
 public:
  Poisoned(std::unique_ptr<Loss> loss, const TrainingState& state, const Fault& fault)
      : loss_(std::move(loss)), state_(state), fault_(fault) {}

  LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                   const LossContext& noise) const override {
    const bool now = state_.progress.step == fault_.step && state_.progress.attempt == 0;
    if (now && fault_.into == "data") {
      const at::NoGradGuard no_grad;
      real.images[1].fill_(fault_.value);
    }
    LossTerms terms = loss_->critic(f, real, fake, noise);
    if (now && fault_.into == "loss") terms.total = terms.total * fault_.value;
    return terms;
  }
  LossTerms generator(const Critic& f, const Batch& real, const Batch& fake) const override {
    return loss_->generator(f, real, fake);
  }
  void constrain(const std::vector<Parameter>& critic) const override { loss_->constrain(critic); }

 private:
  std::unique_ptr<Loss> loss_;
  const TrainingState& state_;
  const Fault& fault_;
};

/// A run with a fault, from its beginning, or from the state in its folder.
struct Sick {
  Sick(const TrainOptions& options, const Fault& what)
      : bench(options),
        fault(what),
        loss(make_loss(options.loss), bench.state, fault),
        batches(bench.set, {.batch = options.batch, .seed = options.seed}, at::kCPU),
        run(bench.settings, folder(), bench.state, batches, at::kCPU, bench.console,
            {.range = "half", .classes = {"a", "b", "c"}}) {}

  RunFolder folder() const { return RunFolder{bench.folder.path()}; }

  Ending train() {
    run.begin(bench.set);
    int times = 0;
    run.stop = [&]() -> std::optional<Ending> {
      const Progress& p = bench.state.progress;
      if (p.step == fault.step && p.attempt == 0 && (fault.repeats || ++times == 1)) poison();
      return std::nullopt;
    };
    return train_and_recover({bench.settings.options, bench.state, bench.critic_input, loss},
                             batches, run, at::kCPU, bench.console);
  }

  /// Puts the value into the tensor of the state that the fault names, if it names one.
  void poison() {
    const at::NoGradGuard no_grad;
    for (const auto& [name, tensor] : bench.state.weights()) {
      if (name == fault.into) tensor.as_strided({1}, {1}).fill_(fault.value);
    }
  }

  Bench bench;
  Fault fault;
  Poisoned loss;
  Batches batches;
  Run run;
};

std::vector<Path> dumps_in(const RunFolder& folder) {
  std::vector<Path> all;
  for (const auto& entry : std::filesystem::directory_iterator(folder.dumps()))
    all.push_back(entry.path());
  return all;
}

void expect_finite_files(const RunFolder& folder) {
  int64_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.root)) {
    if (entry.path().extension() != ".pt") continue;
    ++files;
    for (const auto& [name, tensor] : read_checkpoint(entry.path()).tensors)
      EXPECT_TRUE(tensor.isfinite().all().item<bool>()) << entry.path() << ": " << name;
  }
  EXPECT_GE(files, 2);
  const std::string rows = rows_of(folder.metrics());
  EXPECT_EQ(rows.find("nan"), std::string::npos) << rows;
  EXPECT_EQ(rows.find("inf"), std::string::npos) << rows;
}

TrainOptions twenty_steps(const std::string& loss) {
  TrainOptions o = tiny(loss);
  o.steps = 24;
  o.save_every = 5;
  o.sample_every = 1000;
  return o;
}

TEST(Recovery, FindsAndUndoesWhatIsNotFiniteWhereverItComesFrom) {
  const std::map<std::string, std::string> begins{
      {"data", "real pictures"},
      {"loss", "loss of the critic"},
      {"d.conv1.weight", "d.conv1.weight was not finite before"},
      {"g.picture.weight", "g.picture.weight was not finite before"},
      {"opt_d.mean.conv1.weight", "opt_d.mean.conv1.weight was not finite before"},
      {"opt_g.square.picture.weight", "opt_g.square.picture.weight was not finite before"},
      {"g_ema.picture.weight", "g_ema.picture.weight was not finite before"}};
  int64_t cases = 0;
  for (const auto& [into, tensor] : begins) {
    for (int64_t step = 0; step<20; step += repeats(0)> 0 ? 1 : 6) {
      Sick sick(twenty_steps("gp"), {into, step, step % 2 ? NAN : INFINITY});
      EXPECT_EQ(sick.train(), Ending::kDone);
      EXPECT_EQ(sick.bench.state.progress.step, 24);
      EXPECT_EQ(sick.bench.state.progress.attempt, 1u);
      EXPECT_EQ(sick.bench.state.progress.rollbacks, 1);
      expect_finite_files(sick.folder());
      const auto dumps = dumps_in(sick.folder());
      ASSERT_EQ(dumps.size(), 1u);
      const Texts text = read_checkpoint(dumps[0]).text;
      // Found within the log interval of four steps, that is, before the next row was written.
      EXPECT_GE(to_integer(text.at("step")).value(), step + 1);
      EXPECT_LE(to_integer(text.at("step")).value(), step + 2);
      // The data are poisoned after their pictures were looked at.
      EXPECT_TRUE(into == "data" || text.at("found").rfind(tensor, 0) == 0)
          << into << ": " << text.at("found");
      EXPECT_NE(text.at("gradient_norms").find("step "), std::string::npos);
      const bool in_an_update = into == "data" || into == "loss";
      EXPECT_EQ(text.at("pictures").find("picture ") != std::string::npos, in_an_update);
      // Every row once.
      std::string steps;
      std::istringstream rows(rows_of(sick.folder().metrics()));
      for (std::string row; std::getline(rows, row);) steps += row.substr(0, row.find(',')) + " ";
      EXPECT_EQ(steps, "step 4 8 12 16 20 24 ");
      if (HasFailure()) FAIL() << into << " at step " << step;
      ++cases;
    }
  }
  RecordProperty("cases", std::to_string(cases));
}

TEST(Recovery, AnotherAttemptDrawsOtherNumbers) {
  Sick sick(twenty_steps("gp"), {"loss", 7});
  sick.train();
  Bench well(twenty_steps("gp"));
  well.train(never);
  EXPECT_FALSE(sick.bench.state.nets.generator.parameters()[0].tensor.equal(
      well.state.nets.generator.parameters()[0].tensor));
}

TEST(Recovery, WhatDoesNotRepeatIsNamedForThat) {
  Sick sick(twenty_steps("gp"), {"d.conv1.weight", 7, NAN, /*repeats=*/false});
  EXPECT_EQ(sick.train(), Ending::kDone);
  const auto dumps = dumps_in(sick.folder());
  ASSERT_EQ(dumps.size(), 1u);
  const Dump dump = replay(dumps[0], at::kCPU);
  EXPECT_FALSE(dump.repeatable);
  EXPECT_NE(dump.facts.found.find("did not repeat"), std::string::npos);
  EXPECT_EQ(sick.bench.state.progress.attempt, 1u);
}

TEST(Recovery, StatisticsOfTheAverageThatOverflowCanBeRepeated) {
  for (const bool conditional : {false, true}) {
    TrainOptions o = twenty_steps("gp");
    o.network.conditional = conditional;
    if (conditional) set_classes(o, 3);
    // Finite weights, whose products are not: no update sees it, only who measures the average.
    Sick sick(o, {"g_ema.conv1.weight", 7, 1e38});
    if (conditional) sick.bench.state.average.set_labels(at::arange(512).remainder(3));
    EXPECT_EQ(sick.train(), Ending::kDone);
    const auto dumps = dumps_in(sick.folder());
    ASSERT_EQ(dumps.size(), 1u);
    const Dump dump = replay(dumps[0], at::kCPU);
    EXPECT_TRUE(dump.repeatable);
    EXPECT_EQ(dump.facts.player, "averaged generator");
    ASSERT_TRUE(dump.found);
    EXPECT_EQ(dump.facts.found.find(dump.found->text()), 0U)
        << dump.facts.found << " against " << dump.found->text();
    expect_finite_files(sick.folder());
  }
}

TEST(Recovery, BeforeTheFirstSaveThereIsNothingToGoBackTo) {
  Sick sick(twenty_steps("gp"), {"d.conv1.weight", 0});
  sick.poison();
  expect_error(ExitCode::kDiverged, "the tensor d.conv1.weight is not finite",
               [&] { sick.train(); });
  EXPECT_FALSE(std::filesystem::exists(sick.folder().state()));
  EXPECT_FALSE(std::filesystem::exists(sick.folder().model()));
}

/// Settings under which numbers overflow by themselves within a few steps.
TrainOptions hopeless() {
  TrainOptions o = twenty_steps("gp");
  o.loss.n_critic = 1;
  o.optimizer.rate = 10;
  o.optimizer.beta1 = 0.99;
  o.optimizer.beta2 = 0;
  return o;
}

TEST(Recovery, AfterThreeRollBacksItEndsAndTheDumpsRepeat) {
  Sick sick(hopeless(), {"nothing", -1});
  expect_error(ExitCode::kDiverged, "The run was set back 3 times already; its state of step 0",
               [&] { sick.train(); });
  const auto dumps = dumps_in(sick.folder());
  ASSERT_EQ(dumps.size(), 4u);
  for (const Path& path : dumps) {
    const Dump dump = replay(path, at::kCPU);
    ASSERT_TRUE(dump.found) << path;
    EXPECT_EQ(dump.facts.found.rfind(dump.found->text(), 0), 0u)
        << dump.facts.found << " against " << dump.found->text();
  }
  expect_finite_files(sick.folder());
  // Whoever goes on with it has no more tries, as the count is in the state.
  const Checkpoint state = read_checkpoint(sick.folder().state());
  EXPECT_EQ(state.tensors.at("progress.rollbacks").item<int64_t>(), 3);
}

TEST(Recovery, ReplayRefusesWhatIsNoDump) {
  Bench bench(tiny("gan"));
  bench.train(never);
  write_atomically(bench.folder / "x.pt", pack_checkpoint({}, {{"kind", "state"}}));
  expect_error(ExitCode::kModel, "is no dump", [&] { replay(bench.folder / "x.pt", at::kCPU); });
}

TEST(Recovery, ReplayRefusesADumpThatCannotBe) {
  Sick sick(hopeless(), {"nothing", -1});
  expect_error(ExitCode::kDiverged, "set back", [&] { sick.train(); });
  const Checkpoint whole = read_checkpoint(dumps_in(sick.folder()).front());
  const Path path = sick.bench.folder / "x.pt";
  const auto refused = [&](const std::string& part, const auto& change) {
    Checkpoint dump = whole;
    change(dump);
    write_atomically(path, pack_checkpoint({dump.tensors.begin(), dump.tensors.end()}, dump.text));
    expect_error(ExitCode::kModel, part, [&] { replay(path, at::kCPU); });
  };
  refused("the player 'nobody'", [](Checkpoint& d) { d.text["player"] = "nobody"; });
  refused("is not one of 3 channels", [](Checkpoint& d) { d.text["range"] = "channel 0,0 1,1"; });
  refused("lacks the tensor batch.labels", [](Checkpoint& d) { d.tensors.erase("batch.labels"); });
  refused("another shape or type of batch.images", [](Checkpoint& d) {
    d.tensors.at("batch.images") = at::zeros({4, 3, 16, 17});
  });
  refused("lacks the tensor d.score.weight",
          [](Checkpoint& d) { d.tensors.erase("d.score.weight"); });
  refused("progress.images is '-8'", [](Checkpoint& d) {
    d.tensors.at("progress.images") = at::zeros({}, at::kLong).fill_(-8);
  });
  refused("it does not fit the settings",
          [](Checkpoint& d) { d.text["settings"] += "--size 1024\n--features 1024\n"; });
  refused("cannot be cut", [](Checkpoint& d) { d.text["settings"] += "--accumulate 3\n"; });
}

TEST(FirstNotFinite, NamesIt) {
  const Tensor good = at::arange(5).to(at::kFloat), bad = good.clone();
  EXPECT_FALSE(first_not_finite({{"a", good}, {"b", good.to(at::kDouble)}}));
  for (const double value : {NAN, INFINITY, -INFINITY}) {
    bad[3] = value;
    EXPECT_EQ(first_not_finite({{"a", good}, {"b", bad}, {"c", bad}}), "b");
  }
  bad[3] = 3e38;
  EXPECT_FALSE(first_not_finite({{"b", bad}})) << "large is not infinite";
}

}  // namespace
}  // namespace wgan
