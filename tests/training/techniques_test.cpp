#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/zeros_like.h>

#include "training/bench.h"
#include "training/update_random.h"
#include "wgan/image/image_tensor.h"
#include "wgan/networks/list.h"
#include "wgan/options/recipes.h"

namespace wgan {
namespace {

/// Gives the critic its reference batch, if it wants one.
void begin(Bench& bench) { bench.state.set_reference(to_tensor({bench.set.picture(3)})); }

/// Digests of all weights whose names begin so, after all steps.
std::string weights_after(Bench& bench, const std::string& prefix = "") {
  EXPECT_EQ(bench.train(never), Ending::kDone);
  std::string all;
  for (const auto& [name, tensor] : bench.state.weights()) {
    EXPECT_TRUE(tensor.isfinite().all().item<bool>()) << name;
    if (!name.starts_with(prefix)) continue;
    all += digest({static_cast<const char*>(tensor.contiguous().const_data_ptr()),
                   static_cast<size_t>(tensor.nbytes())});
  }
  return all;
}

TEST(Matrix, EveryLossTrainsEveryNetworkInEveryChannelCount) {
  for (const Recipe& recipe : recipes()) {
    for (const std::string& arch : ArchitectureList::names()) {
      for (const char* channels : {"1", "3", "4"}) {
        const TrainOptions o =
            tiny_with({{"loss", recipe.name},
                       {"arch", arch},
                       {arch == "pokemon" ? "depth" : "steps", arch == "pokemon" ? "3" : "2"},
                       {"steps", "2"},
                       {"n-critic", "1"},
                       {"channels", channels}});
        Bench bench(o);
        bench.set = pictures(std::stoi(channels));
        begin(bench);
        weights_after(bench);
        const auto samples =
            Sampler(bench.state.average.generator(), o.network, at::kCPU).of_seeds({1});
        EXPECT_EQ(samples[0].channels, std::stoi(channels)) << recipe.name << arch;
      }
    }
  }
}

/// Each technique changes what is learnt, and the same law gives the same bits.
TEST(Techniques, EachChangesTheRunAndIsAFunctionOfTheSeed) {
  const std::vector<std::pair<std::string, std::string>> base{
      {"loss", "gan"}, {"steps", "3"}, {"n-critic", "2"}};
  const auto run = [&](std::vector<std::pair<std::string, std::string>> more) {
    more.insert(more.begin(), base.begin(), base.end());
    Bench bench(tiny_with(more));
    begin(bench);
    return weights_after(bench, "g.");  // what a technique adds to files is no effect
  };
  const std::string plain = run({});
  EXPECT_EQ(run({}), plain);
  for (const auto& [flag, value] :
       std::vector<std::pair<std::string, std::string>>{{"minibatch", "discrimination"},
                                                        {"minibatch", "deviation"},
                                                        {"history", "0.1"},
                                                        {"history", "0.2"},
                                                        {"label-smooth", "0.9"},
                                                        {"label-flip", "0.3"},
                                                        {"critic-norm", "layer"},
                                                        {"critic-norm", "instance"},
                                                        {"critic-noise", "0.1"},
                                                        {"critic-noise", "0.1:2"},
                                                        {"semi", "true"},
                                                        {"critic-same-batch", "true"},
                                                        {"critic-optimizer", "sgd"},
                                                        {"generator-rate", "1e-3"},
                                                        {"dropout", "0.3"},
                                                        {"generator-loss", "minimax"},
                                                        {"generator-loss", "features"},
                                                        {"latent-law", "uniform"},
                                                        {"latent-law", "sphere"},
                                                        {"conditional", "true"},
                                                        {"up", "resize"},
                                                        {"kernel", "3"},
                                                        {"act", "lrelu:0.1"},
                                                        {"optimizer", "adamw"},
                                                        {"generator-norm", "layer"}}) {
    EXPECT_NE(run({{flag, value}}), plain) << flag << " " << value;
  }
  EXPECT_NE(run({{"history", "0.1"}}), run({{"history", "0.2"}}));
  EXPECT_EQ(run({{"dropout", "0.3"}}), run({{"dropout", "0.3"}}));
  EXPECT_EQ(run({{"critic-noise", "0.1"}}), run({{"critic-noise", "0.1"}}));
  EXPECT_EQ(run({{"label-flip", "0.3"}}), run({{"label-flip", "0.3"}}));
}

/// That a run of these options which is stopped after some updates and restored goes on to the same
/// bits.
void expect_goes_on(const TrainOptions& o, const std::vector<int>& stops) {
  Bench whole(o);
  begin(whole);
  const std::string expected = weights_after(whole);
  for (const int after : stops) {
    Bench first(o);
    begin(first);
    int updates = 0;
    EXPECT_EQ(first.train([&]() -> std::optional<Ending> {
      return ++updates == after ? std::optional(Ending::kTerminated) : std::nullopt;
    }),
              Ending::kTerminated);
    Bench second(o);
    const Path file = second.folder / "state.pt";
    write_atomically(file, pack_checkpoint(first.state.tensors(), {}));
    second.state.restore(read_checkpoint(file), file, at::kCPU);
    EXPECT_EQ(weights_after(second), expected) << after;
  }
}

TEST(Techniques, ARunWithManyOfThemGoesOnAfterAnyCriticUpdate) {
  expect_goes_on(tiny_with({{"loss", "gan"},
                            {"steps", "4"},
                            {"n-critic", "3"},
                            {"minibatch", "discrimination"},
                            {"history", "0.01"},
                            {"dropout", "0.2"},
                            {"label-flip", "0.2"},
                            {"critic-norm", "none"},
                            {"critic-noise", "0.1:3"},
                            {"semi", "true"},
                            {"semi-labels", "50%"},
                            {"critic-same-batch", "true"},
                            {"generator-norm", "virtual"},
                            {"optimizer", "rmsprop"},
                            {"momentum", "0.5"}}),
                 {1, 2, 5, 9});
}

TEST(Techniques, ARunWithTheOthersGoesOnToo) {
  expect_goes_on(tiny_with({{"loss", "clip"},
                            {"steps", "2"},
                            {"critic-warmup", "true"},
                            {"critic-norm", "virtual"},
                            {"history", "0.1"}}),
                 {3, 150});
  expect_goes_on(tiny_with({{"loss", "gp"},
                            {"steps", "3"},
                            {"n-critic", "2"},
                            {"dropout", "0.3"},
                            {"conditional", "true"},
                            {"generator-loss", "features"},
                            {"critic-optimizer", "adamw"},
                            {"generator-optimizer", "sgd"}}),
                 {1, 4});
}

TEST(Techniques, TheSameBatchIsShownInAllUpdatesOfAStep) {
  Bench bench(tiny_with({{"n-critic", "3"}, {"critic-same-batch", "true"}}));
  Batches batches(bench.set, batch_options(bench.settings.options), at::kCPU);
  const CriticInput critic_input{};
  Updates updates({bench.settings.options, bench.state, critic_input, *bench.loss}, batches);
  Tensor before;
  for (int64_t step = 0; step < 2; ++step) {
    for (int i = 0; i < 3; ++i) {
      updates.take();
      if (i > 0 || step > 0) {
        EXPECT_EQ(updates.real().images.equal(before), i > 0) << step << " " << i;
      }
      before = updates.real().images;
      EXPECT_EQ(bench.state.progress.images, 4 * (step + 1));
    }
    updates.take();
  }
}

/// What the critic sees in the updates of a step: real and fake in its own, fake in the
/// generator's.
std::vector<Tensor> seen_at(int64_t step, const std::string& noise) {
  Bench bench(tiny_with({{"loss", "gan"}, {"n-critic", "1"}, {"critic-noise", noise}}));
  bench.state.progress.step = step;
  Batches batches(bench.set, batch_options(bench.settings.options), at::kCPU);
  const CriticInput critic_input{};
  Updates updates({bench.settings.options, bench.state, critic_input, *bench.loss}, batches);
  std::vector<Tensor> seen;
  for (int i = 0; i < 2; ++i) {
    updates.take([&](const std::string& what, const Tensor& tensor) {
      if (what == "generated pictures") seen.push_back(tensor.detach().clone());
    });
    if (i == 0) seen.push_back(updates.real().images);
  }
  return seen;
}

TEST(CriticNoise, IsOnRealAndFakePicturesAlikeAndFallsInALineToNothing) {
  for (const auto& [step, deviation] : {std::pair{0, 0.2}, {5, 0.1}, {10, 0.0}, {11, 0.0}}) {
    const auto plain = seen_at(step, "0"), noisy = seen_at(step, "0.2:10");
    ASSERT_EQ(plain.size(), 3U);
    for (size_t i = 0; i < 3; ++i) {
      const Tensor noise = noisy[i] - plain[i];
      EXPECT_NEAR(noise.std().item<double>(), deviation, 0.01) << step << " " << i;
      EXPECT_NEAR(noise.mean().item<double>(), 0, 0.02);
    }
    EXPECT_EQ((noisy[0] - plain[0]).equal(noisy[1] - plain[1]), deviation == 0);
  }
}

TEST(LabelFlip, RealAndFakeSamplesAreFlippedByDrawsOfTheirOwn) {
  const UpdateRandom draws(1, {}, 0, at::kCPU), again(1, {}, 0, at::kCPU),
      later(1, {}, 100, at::kCPU);
  const Tensor real = draws.uniform(100, LossContext::Purpose::kRealLabel);
  EXPECT_TRUE(again.uniform(100, LossContext::Purpose::kRealLabel).equal(real));
  EXPECT_FALSE(draws.uniform(100, LossContext::Purpose::kFakeLabel).equal(real));
  EXPECT_FALSE(later.uniform(100, LossContext::Purpose::kRealLabel).equal(real));
}

TEST(Snapshots, EachEpochThatIsAskedForHasItsPictureThoughAStepSpansSeveral) {
  const TrainOptions o =
      tiny_with({{"n-critic", "9"}, {"steps", "2"}, {"snapshot-at", "1,2,3,7"}, {"grid", "2"}});
  Bench whole(o);
  EXPECT_EQ(whole.train(never), Ending::kDone);  // 36 of 10 pictures a step
  // Stopped behind the end of an epoch, within a step.
  Bench first(o), second(o);
  int updates = 0;
  first.train([&]() -> std::optional<Ending> {
    return ++updates == 4 ? std::optional(Ending::kTerminated) : std::nullopt;
  });
  const Path file = second.folder / "state.pt";
  write_atomically(file, pack_checkpoint(first.state.tensors(), {}));
  second.state.restore(read_checkpoint(file), file, at::kCPU);
  second.train(never);
  for (const Bench* bench : {&whole, &second}) {
    for (const int epoch : {1, 2, 3, 7}) {
      const Path png = RunFolder{bench->folder.path()}.snapshot(epoch);
      EXPECT_TRUE(std::filesystem::exists(png)) << png;
      EXPECT_EQ(contents_of(png), contents_of(RunFolder{whole.folder.path()}.snapshot(epoch)));
    }
  }
}

TEST(HistoricalAverage, AveragesTheWeightsAsTheyAreUsed) {
  Bench bench(tiny_with({{"loss", "clip"}, {"n-critic", "1"}, {"history", "1"}, {"rate", "0.1"}}));
  Batches batches(bench.set, batch_options(bench.settings.options), at::kCPU);
  const CriticInput critic_input{};
  Updates updates({bench.settings.options, bench.state, critic_input, *bench.loss}, batches);
  const Parameter& weight = bench.state.nets.critic.parameters()[0];
  const Tensor before = weight.tensor.detach().clone();
  updates.take();
  EXPECT_LE(weight.tensor.abs().max().item<float>(), 0.01F);
  const NamedTensors history = bench.state.critic_history.state();
  const auto mean = std::find_if(history.begin(), history.end(), [&](const auto& named) {
    return named.first == "mean." + weight.name;
  });
  ASSERT_NE(mean, history.end());
  EXPECT_TRUE(mean->second.allclose((before + weight.tensor.detach()) / 2)) << "after clipping";
}

TEST(HistoricalAverage, PullsTowardsTheMeanOfThePast) {
  Networks nets = make_networks({.features = 2}, {16, 16}, 3, 1);
  HistoricalAverage history(nets.critic, 0.5);
  const Parameter& w = nets.critic.parameters()[0];
  const Tensor past = w.tensor.detach().clone();
  const auto pulled = [&] {
    TensorList gradients;
    for (const Parameter& p : nets.critic.parameters())
      gradients.push_back(at::zeros_like(p.tensor));
    history.pull(nets.critic, gradients);
    return gradients[0];
  };
  EXPECT_EQ(pulled().abs().max().item<float>(), 0) << "the mean of one";
  w.tensor.detach().add_(3);
  // 2 w (theta - mean) = 2 * 0.5 * 3.
  EXPECT_NEAR(pulled().min().item<float>(), 3, 1e-5);
  history.add(nets.critic);
  // The mean of theta and theta + 3 is half way.
  EXPECT_NEAR(pulled().max().item<float>(), 1.5, 1e-5);
  w.tensor.detach().copy_(past);
  EXPECT_NEAR(pulled().max().item<float>(), -1.5, 1e-5);
}

TEST(Schedule, WarmsTheCriticUpAsArjovskysCodeDoes) {
  TrainOptions o;
  o.loss.n_critic = 5;
  EXPECT_EQ(critic_updates(o, 0), 5);
  o.critic_warmup = true;
  for (const auto& [step, updates] :
       {std::pair{0, 100}, {24, 100}, {25, 5}, {499, 5}, {500, 100}, {501, 5}, {1000, 100}})
    EXPECT_EQ(critic_updates(o, step), updates) << step;
}

TEST(Schedule, EpochsCountThePicturesThatTheCriticSees) {
  TrainOptions o;
  o.batch = 10, o.epochs = 3, o.loss.n_critic = 5;
  EXPECT_EQ(total_steps(o, 100), 6);
  o.critic_same_batch = true;
  EXPECT_EQ(total_steps(o, 100), 30);
  o.critic_same_batch = false, o.critic_warmup = true;
  EXPECT_EQ(total_steps(o, 100'000), [&] {
    int64_t steps = 0;
    for (int64_t images = 0; images < 300'000; ++steps) images += 10 * critic_updates(o, steps);
    return steps;
  }());
}

TEST(Schedule, WhatIsLeftOfTheEpochsIsCountedFromWhereTheRunStands) {
  TrainOptions o;
  o.batch = 10, o.epochs = 3, o.loss.n_critic = 5;
  EXPECT_EQ(total_steps(o, 100, {.step = 4, .images = 200, .step_images = 200}), 6);
  EXPECT_EQ(total_steps(o, 100, {.step = 8, .images = 200, .step_images = 200}), 10)
      << "the first 200 pictures in batches of 5";
  EXPECT_EQ(total_steps(o, 100, {.step = 8, .images = 400, .step_images = 400}), 8) << "past it";
  o.critic_warmup = true;
  for (const int64_t step : {0, 3, 24, 25, 499, 500, 777}) {
    int64_t images = 0;
    for (int64_t i = 0; i < step; ++i) images += 10 * critic_updates(o, i);
    EXPECT_EQ(total_steps(o, 200'000, {.step = step, .images = images, .step_images = images}),
              total_steps(o, 200'000))
        << step;
  }
}

}  // namespace
}  // namespace wgan
