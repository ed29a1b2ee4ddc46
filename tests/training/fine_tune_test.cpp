#include "wgan/training/fine_tune.h"

#include <ATen/TensorOperators.h>

#include "training/bench.h"

namespace wgan {
namespace {

Checkpoint stored(const TrainingState& state) {
  Checkpoint checkpoint;
  for (const auto& [name, tensor] : state.weights())
    checkpoint.tensors.emplace(name, tensor.detach().clone());
  return checkpoint;
}

TEST(FineTune, TakesEveryWeightOfAStateWithTheSameNetworks) {
  Bench from(tiny("gp"));
  from.train(never);
  TrainOptions o = tiny("gp");
  o.seed = 7;
  Bench into(o);
  const std::string said = take_weights(into.state, stored(from.state), "a/state.pt");
  EXPECT_EQ(said.find("(not "), std::string::npos) << said;
  const auto same = [](const NamedTensors& a, const NamedTensors& b) {
    for (size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(a[i].second.equal(b[i].second)) << a[i].first;
  };
  same(into.state.nets.generator.state(), from.state.nets.generator.state());
  same(into.state.nets.critic.state(), from.state.nets.critic.state());
  same(into.state.average.generator().state(), from.state.average.generator().state());
  EXPECT_EQ(into.state.critic_optimizer->state().back().second.item<float>(), 0)
      << "optimizers start anew";
}

TEST(FineTune, NamesTheLayersOfAnotherSizeThatDoNotFit) {
  Bench from(tiny("gp"));
  TrainOptions o = tiny("gp");
  o.data.size = {32, 32}, o.seed = 7;
  TrainingState into(o, at::kCPU);
  const std::string said = take_weights(into, stored(from.state), "state.pt");
  // 32 pixels have one more level, so conv3 is new there and the score sees another map.
  EXPECT_NE(said.find("conv3.weight"), std::string::npos) << said;
  EXPECT_NE(said.find("score.weight"), std::string::npos) << said;
  const auto weight = [](const Network& network, const std::string& name) {
    for (const auto& [known, tensor] : network.state()) {
      if (known == name) return tensor;
    }
    return Tensor();
  };
  EXPECT_TRUE(weight(into.nets.critic, "conv1.weight")
                  .equal(weight(from.state.nets.critic, "conv1.weight")));
}

TEST(FineTune, RefusesWhatFitsNowhereOrIsNotFinite) {
  Bench from(tiny("gp"));
  TrainOptions o = tiny("gp");
  o.network.features = 5;
  o.network.latent = 9;
  TrainingState other(o, at::kCPU);
  Checkpoint stranger = stored(from.state);
  std::erase_if(stranger.tensors, [](const auto& named) { return named.first.starts_with("g."); });
  expect_error(ExitCode::kModel, "none of its weights fit the generator",
               [&] { take_weights(other, stranger, "g.pt"); });
  Checkpoint broken = stored(from.state);
  broken.tensors.at("d.conv1.weight").fill_(std::nan(""));
  TrainingState same(tiny("gp"), at::kCPU);
  const Tensor before = same.nets.generator.parameters().front().tensor.detach().clone();
  expect_error(ExitCode::kModel, "d.conv1.weight", [&] { take_weights(same, broken, "state.pt"); });
  EXPECT_TRUE(same.nets.generator.parameters().front().tensor.equal(before)) << "nothing changed";
}

TEST(FreezeCritic, KeepsItsFirstLayersAsTheyAre) {
  TrainOptions o = tiny("gp");
  o.freeze_critic = 1;
  Bench bench(o);
  NamedTensors before;
  for (const auto& [name, tensor] : bench.state.nets.critic.state())
    before.emplace_back(name, tensor.detach().clone());
  bench.train(never);
  const NamedTensors after = bench.state.nets.critic.state();
  for (size_t i = 0; i < after.size(); ++i) {
    if (after[i].first == "score.bias") continue;  // has no part in a difference of scores
    EXPECT_EQ(after[i].second.equal(before[i].second), after[i].first.starts_with("conv1."))
        << after[i].first;
  }
  o.freeze_critic = 9;
  expect_error(ExitCode::kUsage, "--freeze-critic 9 leaves nothing to learn",
               [&] { TrainingState(o, at::kCPU); });
}

}  // namespace
}  // namespace wgan
