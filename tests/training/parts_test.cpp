#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros_like.h>

#include "training/bench.h"
#include "wgan/image/image_tensor.h"
#include "wgan/networks/list.h"
#include "wgan/text/text.h"
#include "wgan/training/memory.h"

namespace wgan {
namespace {

using Typed = std::vector<std::pair<std::string, std::string>>;

/// Nothing in it ties samples together.
Typed each_sample_by_itself(const std::string& loss, const std::string& accumulate) {
  return {{"loss", loss},
          {"batch", "8"},
          {"n-critic", "2"},
          {"critic-norm", "layer"},
          {"generator-norm", "layer"},
          {"optimizer", "sgd"},
          {"rate", "0.05"},
          {"accumulate", accumulate}};
}

struct Trained {
  NamedTensors weights;
  double moved = 0;  // the furthest that a weight went
  std::vector<LossTerms> losses;
  std::vector<std::string> told;
};

/// After one step.
Trained train_once(const Typed& flags) {
  Bench bench(tiny_with(flags));
  bench.set.labels.assign(bench.set.labels.size(), 0);
  const TrainOptions& o = bench.settings.options;
  Batches batches(bench.set, {.batch = o.batch}, at::kCPU);
  Updates updates({o, bench.state, bench.critic_input, *bench.loss}, batches);
  Trained trained;
  TensorList before;
  for (const auto& [name, tensor] : bench.state.weights()) before.push_back(tensor.clone());
  while (bench.state.progress.step == 0) {
    trained.losses.push_back(
        updates.take([&](const std::string& what, const Tensor&) { trained.told.push_back(what); })
            .loss);
  }
  trained.weights = bench.state.weights();
  for (size_t i = 0; i < before.size(); ++i) {
    const double moved = (trained.weights[i].second - before[i]).abs().max().item<double>();
    trained.moved = std::max(trained.moved, moved);
  }
  return trained;
}

int64_t count(const std::vector<std::string>& all, const std::string& one) {
  return std::count(all.begin(), all.end(), one);
}

/// Sums on the way to a weight: in each of three updates through three layers there and back, twice
/// for the penalty. The longest are those of a weight's gradient, over 8 pictures of 8 x 8 places.
constexpr int64_t kRoundings = 3 * 3 * 2 * 2 * (8 * 8 * 8);

TEST(Accumulate, PartsGiveWhatTheWholeBatchGives) {
  for (const char* loss : {"gan", "ls", "hinge", "clip", "gp", "none"}) {
    const Trained whole = train_once(each_sample_by_itself(loss, "1"));
    EXPECT_GT(whole.moved, 0);
    for (const char* parts : {"2", "4"}) {
      const Trained cut = train_once(each_sample_by_itself(loss, parts));
      EXPECT_EQ(count(whole.told, "loss of the critic"), 2);
      EXPECT_EQ(count(cut.told, "loss of the critic"), 2 * std::stoi(parts));
      EXPECT_EQ(count(cut.told, "loss of the generator"), std::stoi(parts));
      ASSERT_EQ(cut.losses.size(), whole.losses.size());
      for (size_t i = 0; i < whole.losses.size(); ++i) {
        const double total = whole.losses[i].total.item<double>(),
                     near = rounding_bound(kRoundings, std::max(1.0, std::abs(total)));
        EXPECT_NEAR(cut.losses[i].total.item<double>(), total, near) << loss << " update " << i;
        ASSERT_EQ(cut.losses[i].terms.size(), whole.losses[i].terms.size());
        for (size_t k = 0; k < whole.losses[i].terms.size(); ++k) {
          const auto& [name, value] = whole.losses[i].terms[k];
          EXPECT_EQ(cut.losses[i].terms[k].first, name);
          EXPECT_NEAR(cut.losses[i].terms[k].second.item<double>(), value.item<double>(), near)
              << loss << " " << name;
        }
      }
      for (size_t i = 0; i < whole.weights.size(); ++i) {
        const auto& [name, tensor] = whole.weights[i];
        const double apart = (cut.weights[i].second - tensor).abs().max().item<double>();
        EXPECT_LE(apart, rounding_bound(kRoundings, whole.moved))
            << loss << " in " << parts << " parts: " << name;
      }
    }
  }
}

TEST(Accumulate, WhatIsNoMeanOverTheBatchIsRefused) {
  const auto refused = [](Typed flags) -> std::string {
    try {
      tiny_with(flags);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::kUsage);
      return error.what();
    }
    return {};
  };
  const Typed gan{{"loss", "gan"}, {"accumulate", "2"}};
  const auto with = [&](Typed flags, const char* flag, const char* value) {
    flags.push_back({flag, value});
    return refused(flags);
  };
  EXPECT_EQ(refused(gan), "");
  EXPECT_NE(with(gan, "semi", "true").find("--semi"), std::string::npos);
  EXPECT_NE(with(gan, "generator-loss", "features").find("features"), std::string::npos);
  EXPECT_NE(with(gan, "minibatch", "deviation").find("--minibatch deviation"), std::string::npos);
  EXPECT_NE(refused({{"accumulate", "3"}}).find("a batch of 4"), std::string::npos);
  EXPECT_NE(refused({{"accumulate", "4"}}).find("two pictures"), std::string::npos);
}

/// Of the critic's updates, fifty steps' means.
std::vector<double> w_estimates(const std::string& precision, int64_t steps) {
  Bench bench(tiny_with({{"precision", precision}, {"n-critic", "2"}, {"rate", "1e-3"}}));
  const TrainOptions& o = bench.settings.options;
  Batches batches(bench.set, {.batch = o.batch}, at::kCPU);
  Updates updates({o, bench.state, bench.critic_input, *bench.loss}, batches);
  std::vector<Mean> means(static_cast<size_t>(steps / 50));
  while (bench.state.progress.step < steps) {
    Mean& mean = means[static_cast<size_t>(bench.state.progress.step / 50)];
    const Player player = updates.next();
    const Update update = updates.take();
    if (player == Player::kCritic) mean.add(update.loss.terms[0].second);
  }
  std::vector<double> values;
  for (const Mean& mean : means) values.push_back(mean.value().value_or(0));
  return values;
}

// Later the two runs drift apart, as two seeds do; docs/performance.md has 500 steps of a real run.
TEST(Precision, Bf16LearnsTheSameGapAsFp32) {
  const std::vector<double> fine = w_estimates("fp32", 100), coarse = w_estimates("bf16", 100);
  for (size_t i = 0; i < fine.size(); ++i) {
    EXPECT_GT(std::abs(fine[i]), 0.5) << "there is a gap";
    EXPECT_NE(coarse[i], fine[i]);
    EXPECT_NEAR(coarse[i], fine[i], 0.15 * std::abs(fine[i]));
  }
}

TEST(Precision, Bf16GoesThroughEveryNetworkNormAndLoss) {
  const auto update_of = [](Typed flags, const char* precision) {
    flags.push_back({"precision", precision});
    Bench bench(tiny_with(flags));
    bench.state.set_reference(to_tensor({bench.set.picture(3), bench.set.picture(5)}));
    const TrainOptions& o = bench.settings.options;
    Batches batches(bench.set, {.batch = o.batch}, at::kCPU);
    Updates updates({o, bench.state, bench.critic_input, *bench.loss}, batches);
    std::vector<double> totals;
    while (bench.state.progress.step < 1)
      totals.push_back(updates.take().loss.total.item<double>());
    for (const auto& [name, tensor] : bench.state.weights())
      EXPECT_NE(tensor.scalar_type(), at::kBFloat16) << name;
    return totals;
  };
  const auto expect_near = [&](const Typed& flags) {
    std::string what;
    for (const auto& [flag, value] : flags) what += flag + " " + value + " ";
    const auto fine = update_of(flags, "fp32"), coarse = update_of(flags, "bf16");
    ASSERT_EQ(fine.size(), coarse.size());
    for (size_t i = 0; i < fine.size(); ++i)
      EXPECT_NEAR(coarse[i], fine[i], 0.05 * std::max(1.0, std::abs(fine[i]))) << what;
  };
  for (const std::string& arch : ArchitectureList::names()) {
    for (const char* loss : {"gan", "gp"}) {
      Typed flags{{"loss", loss}, {"arch", arch}, {"n-critic", "1"}};
      if (arch == "pokemon") flags.push_back({"depth", "3"});
      expect_near(flags);
      flags.push_back({"conditional", "true"});
      expect_near(flags);
    }
  }
  for (const char* norm : {"layer", "instance", "virtual", "none"}) {
    expect_near({{"loss", "gp"}, {"critic-norm", norm}, {"n-critic", "1"}});
    expect_near({{"loss", "gan"}, {"critic-norm", norm}, {"generator-norm", norm}});
  }
  for (const char* minibatch : {"discrimination", "deviation"})
    expect_near({{"loss", "gan"}, {"minibatch", minibatch}});
  expect_near({{"loss", "gan"}, {"up", "resize"}, {"dropout", "0.2"}, {"kernel", "5"}});
  expect_near({{"loss", "gan"}, {"accumulate", "2"}, {"generator-loss", "minimax"}});
}

TrainOptions with_batch(int64_t batch, int64_t parts, const std::string& precision = "fp32") {
  TrainOptions o;
  o.batch = batch, o.accumulate = parts, o.precision = precision, o.network.features = 8;
  return o;
}

TEST(Memory, GrowsWithWhatIsWorkedThroughTogether) {
  const TrainOptions o = with_batch(64, 1);
  const Networks nets = make_networks(o.network, o.data.size, 3, 0);
  const TrainingMemory plain = training_memory(o, nets);
  EXPECT_GT(plain.of(128, 1), 1.5 * plain.of(64, 1));
  EXPECT_LT(training_memory(with_batch(64, 1, "bf16"), nets).of(64, 1), plain.of(64, 1));
  EXPECT_GT(plain.weights, 4.0 * static_cast<double>(nets.critic.parameter_count()));
}

TEST(Memory, SavingTakesTheStateTwiceMoreButNoBatches) {
  TrainOptions o = with_batch(2, 1);
  o.network.features = 64;
  const Networks nets = make_networks(o.network, o.data.size, 3, 0);
  // Adam remembers two numbers for each weight, and the averaged generator is a third network.
  const auto g = static_cast<double>(nets.generator.parameter_count()),
             d = static_cast<double>(nets.critic.parameter_count());
  const double state = 4 * (4 * g + 3 * d), gradients = 4 * (g + d), model = 4 * 2 * g;
  const TrainingMemory memory = training_memory(o, nets);
  EXPECT_DOUBLE_EQ(memory.weights, state + gradients);
  EXPECT_DOUBLE_EQ(memory.save, 2 * state + model - gradients);
  EXPECT_DOUBLE_EQ(memory.of(2, 1), memory.weights + 2 * memory.picture + memory.save);
  EXPECT_GT(memory.of(512, 1), memory.weights + 512 * memory.picture + memory.save);
  o.device = "cuda:0";
  EXPECT_EQ(training_memory(o, nets).save, 0) << "it lies in the memory of the machine";
}

TEST(Memory, WholeBatchesAndWhatHappensToPicturesCount) {
  TrainOptions o = with_batch(64, 1);
  const Networks nets = meta_networks(o.network, o.data.size, 3);
  const TrainingMemory plain = training_memory(o, nets);
  const double picture = 4 * 3 * 64 * 64;
  EXPECT_DOUBLE_EQ(plain.picture, 5 * picture);
  EXPECT_DOUBLE_EQ(plain.of(64, 1) - plain.of(64, 2), 32 * plain.sample);
  o.critic_noise.deviation = 0.1, o.data.diffaugment = {"color", "translation", "cutout"};
  EXPECT_GT(training_memory(o, nets).sample, plain.sample + 10 * picture);
}

TEST(Memory, AReferenceBatchCounts) {
  const auto of = [](const char* norm) {
    TrainOptions o = with_batch(64, 1);
    o.loss.name = "gp", o.network.critic_norm = norm;
    return training_memory(o, make_networks(o.network, o.data.size, 3, 0));
  };
  const TrainingMemory plain = of("layer"), with_reference = of("virtual");
  EXPECT_EQ(plain.reference, 0);
  EXPECT_GT(with_reference.sample, plain.sample) << "virtual batch norm keeps two maps more";
  EXPECT_DOUBLE_EQ(with_reference.reference, 64 * with_reference.sample);
}

/// What is said of `limit` bytes where it is too little, by error or warning.
std::string said_of(const TrainOptions& o, const Networks& nets, double pictures, double limit) {
  try {
    return check_memory(o, nets, pictures, limit).value_or("");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kDevice);
    return cat("error: ", error.what());
  }
}

TEST(Memory, TooLittleIsNamedBeforeTheFirstStep) {
  TrainOptions o = with_batch(64, 1);
  const Networks nets = make_networks(o.network, o.data.size, 3, 0);
  const double needed = training_memory(o, nets).of(64, 1), library = kLibraryMemory;
  const auto said = [&](double pictures, double limit) {
    return said_of(o, nets, pictures, limit);
  };
  EXPECT_EQ(said(0, needed + library), "");
  EXPECT_EQ(said(0, needed / 1.2 + library).rfind("memory may not suffice", 0), 0);
  const std::string half = said(0, needed / 2 + library);
  EXPECT_EQ(half.rfind("error: not enough memory", 0), 0) << half;
  EXPECT_NE(half.find("--accumulate 8"), std::string::npos) << half;  // weights take their part
  EXPECT_NE(half.find("--batch 16"), std::string::npos) << half;
  EXPECT_EQ(said(1e9, needed + library).rfind("error: not enough memory", 0), 0);
  EXPECT_NE(said(0, library).find("use a smaller --size or --features"), std::string::npos);
  // What it says helps.
  EXPECT_EQ(said_of(with_batch(64, 8), nets, 0, needed / 2 + library), "");
  EXPECT_EQ(said_of(with_batch(16, 1), nets, 0, needed / 2 + library), "");
  // And is allowed.
  o.resume = "run";
  EXPECT_NE(said(0, needed / 2 + library).find("--accumulate 8 with --allow-change"),
            std::string::npos);
  o.network.minibatch = "deviation";
  EXPECT_EQ(said(0, needed / 2 + library).find("--accumulate"), std::string::npos);
  EXPECT_NE(said(0, needed / 2 + library).find("use --batch 16 with --allow-change"),
            std::string::npos);
  EXPECT_NE(said(0, library).find("a machine with more memory"), std::string::npos);
}

}  // namespace
}  // namespace wgan
