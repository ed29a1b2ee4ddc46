#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/stack.h>

#include <map>
#include <mutex>

#include "ranks.h"
#include "training/bench.h"
#include "wgan/optimizers/optimizers.h"
#include "wgan/training/ranks.h"
#include "wgan/training/update.h"

namespace wgan {
namespace {

using Flags = std::vector<std::pair<std::string, std::string>>;

constexpr int64_t kBatch = 8;

/// Returns one of the batches, the same for all, on [-1, 1].
Batch batch_number(int64_t number, at::ScalarType type) {
  const PictureSet set = pictures();
  std::vector<Tensor> rows;
  const Tensor labels = at::empty({kBatch}, at::kLong);
  std::string scratch;
  for (int64_t i = 0; i < kBatch; ++i) {
    const int64_t index = (number * kBatch + i) % set.count();
    auto* bytes = const_cast<uint8_t*>(set.bytes(index, scratch));
    rows.push_back(at::from_blob(bytes, {16, 16, 3}, at::kByte).clone());
    labels.data_ptr<int64_t>()[i] = set.labels[static_cast<size_t>(index)];
  }
  return {at::stack(rows).permute({0, 3, 1, 2}).to(type) / 127.5 - 1, labels};
}

Batch part_of(const Batch& all, const Training& t) {
  return {all.images.narrow(0, t.first(), t.share()), all.labels.narrow(0, t.first(), t.share())};
}

/// Makes one update of each network and returns the gradients.
std::map<std::string, Tensor> gradients(const TrainOptions& o, const ProcessGroup& group) {
  TrainingState state(o, at::kCPU);
  const auto loss = make_loss(o.loss);
  const CriticInput critic_input(Range(o.data.norm, {0.4, 0.5, 0.6}, {0.2, 0.25, 0.3}),
                                 o.data.diffaugment, at::kCPU);
  const Training training{o, state, critic_input, *loss, 100, group};
  std::map<std::string, Tensor> all;
  const TensorObserver observer = [&](const std::string& what, const Tensor& tensor) {
    if (what.starts_with("gradient of")) all[what] = tensor.detach().clone();
  };
  const Batch real = part_of(batch_number(0, at::kFloat), training);
  update_critic(training, real, observer);
  ++state.progress.critic_updates;
  update_generator(training, real, observer);
  return all;
}

/// Makes 20 steps of two critic updates each in float64 and returns the weights.
NamedTensors weights_after_20_steps(const TrainOptions& o, const ProcessGroup& group) {
  TrainingState state(o, at::kCPU, at::kDouble);
  const auto loss = make_loss(o.loss);
  const CriticInput critic_input(Range(o.data.norm, {0.4, 0.5, 0.6}, {0.2, 0.25, 0.3}),
                                 o.data.diffaugment, at::kCPU);
  const Training training{o, state, critic_input, *loss, 20, group};
  Progress& p = state.progress;
  for (int64_t i = 0; p.step < 20; ++p.step) {
    Batch real;
    for (p.critic_updates = 0; p.critic_updates < 2; ++p.critic_updates) {
      real = part_of(batch_number(i++, at::kDouble), training);
      update_critic(training, real);
    }
    update_generator(training, real);
  }
  NamedTensors all;
  for (const auto& [name, tensor] : state.weights())
    all.emplace_back(name, tensor.detach().clone());
  return all;
}

/// Returns |a - b| / |b| over whole tensors. The gradient of the last layer's bias is that of real
/// pictures less that of generated ones, which cancel in Wasserstein and paired losses: what is
/// smaller than `least` counts as rounding noise of terms of about 1.
double distance(const Tensor& a, const Tensor& b, double least) {
  const Tensor x = a.to(at::kDouble), y = b.to(at::kDouble);
  return (x - y).norm().item<double>() / std::max(least, y.norm().item<double>());
}

TrainOptions options_with(Flags flags) {
  flags.insert(flags.end(),
               {{"batch", std::to_string(kBatch)}, {"optimizer", "sgd"}, {"rate", "0.01"}});
  return tiny_with(flags);
}

const std::vector<Flags> kCases{
    {{"loss", "gp"}, {"generator-norm", "none"}},
    {{"loss", "clip"}, {"generator-norm", "none"}, {"critic-norm", "none"}},
    {{"loss", "r3"}, {"generator-norm", "none"}},
    {{"loss", "gan"}, {"generator-norm", "none"}, {"critic-norm", "none"}, {"label-flip", "0.3"}},
    {{"loss", "gan"}, {"generator-norm", "none"}, {"critic-norm", "none"}, {"lecam", "0.3"}},
    {{"loss", "hinge"}, {"generator-norm", "none"}, {"critic-norm", "spectral"}},
    {{"loss", "gp"}, {"generator-norm", "none"}, {"accumulate", "2"}, {"gradient-clip", "0.5"}},
    {{"loss", "r3"}, {"generator-norm", "none"}, {"diffaugment", "color,translation"}},
    {{"loss", "gp"}, {"generator-norm", "batch"}, {"sync-batch-norm", "true"}},
    {{"loss", "gp"},
     {"generator-norm", "batch"},
     {"conditional", "true"},
     {"class-input", "norm"},
     {"sync-batch-norm", "true"}},
    {{"loss", "gan"},
     {"generator-norm", "batch"},
     {"critic-norm", "batch"},
     {"sync-batch-norm", "true"}},
    {{"loss", "r3"}, {"arch", "modern"}},
    {{"loss", "gan"}, {"arch", "mlp"}, {"generator-norm", "batch"}, {"sync-batch-norm", "true"}},
};

std::string text_of(const Flags& flags) {
  std::string text;
  for (const auto& [flag, value] : flags) text += "--" + flag + " " + value + " ";
  return text;
}

TEST(Ranks, HaveTheGradientsOfOneProcess) {
  for (const Flags& flags : kCases) {
    SCOPED_TRACE(text_of(flags));
    const TrainOptions o = options_with(flags);
    const auto alone = gradients(o, single_process());
    ASSERT_GT(alone.size(), 4U);
    as_ranks(2, [&](const ProcessGroup& group) {
      const auto together = gradients(o, group);
      ASSERT_EQ(together.size(), alone.size());
      for (const auto& [name, gradient] : together)
        EXPECT_LT(distance(gradient, alone.at(name), 0.1), 1e-5) << name;
    });
  }
}

TEST(Ranks, TrainAsOneProcess) {
  for (const Flags& flags : kCases) {
    SCOPED_TRACE(text_of(flags));
    const TrainOptions o = options_with(flags);
    const NamedTensors alone = weights_after_20_steps(o, single_process());
    as_ranks(2, [&](const ProcessGroup& group) {
      const NamedTensors together = weights_after_20_steps(o, group);
      ASSERT_EQ(together.size(), alone.size());
      for (size_t i = 0; i < alone.size(); ++i) {
        if (!group.leads() && alone[i].first.starts_with("g_ema.")) continue;  // rank 0's alone
        EXPECT_LT(distance(together[i].second, alone[i].second, 1e-6), 1e-8) << alone[i].first;
      }
    });
  }
}

TEST(Ranks, NoticeAndUndoADrift) {
  const TrainOptions o = options_with({{"loss", "gp"}});
  as_ranks(3, [&](const ProcessGroup& group) {
    TrainingState state(o, at::kCPU);
    EXPECT_FALSE(have_drifted(state.nets, group));
    const Tensor weight = state.nets.critic.parameters().back().tensor.detach();
    auto* number = weight.data_ptr<float>();
    if (group.rank() == 2) *number = std::nextafter(*number, 1.0F);
    state.progress.step = group.rank() + 40;
    state.augment_share = group.leads() ? 0.25 : 0.5;
    EXPECT_TRUE(have_drifted(state.nets, group));
    broadcast_state(state, group);
    EXPECT_FALSE(have_drifted(state.nets, group));
    EXPECT_EQ(state.progress.step, 40);
    EXPECT_EQ(state.augment_share, 0.25);
  });
}

/// Without --sync-batch-norm the shares are normalised by themselves, which is another computation:
/// the test above would notice.
TEST(Ranks, NormaliseTheirOwnSharesUnlessTold) {
  const TrainOptions o = options_with({{"loss", "gp"}, {"generator-norm", "batch"}});
  const auto alone = gradients(o, single_process());
  as_ranks(2, [&](const ProcessGroup& group) {
    double furthest = 0;
    for (const auto& [name, gradient] : gradients(o, group))
      furthest = std::max(furthest, distance(gradient, alone.at(name), 0.1));
    EXPECT_GT(furthest, 1e-3);
  });
}

/// The shares of the ranks make up the batch of one process, whatever their number.
TEST(Ranks, DealOutOneShuffle) {
  const PictureSet set = pictures();
  const BatchOptions whole{.batch = 8, .augment = {.flip = true}, .seed = 3};
  Batches all(set, whole, at::kCPU);
  std::vector<std::unique_ptr<Batches>> parts;
  for (int64_t part = 0; part < 4; ++part) {
    BatchOptions one = whole;
    one.part = part, one.parts = 4;
    parts.push_back(std::make_unique<Batches>(set, one, at::kCPU));
  }
  for (int batch = 0; batch < 5; ++batch) {
    const Batch expected = all.next();
    std::vector<Tensor> images, labels;
    for (const auto& part : parts) {
      const Batch dealt = part->next();
      images.push_back(dealt.images);
      labels.push_back(dealt.labels);
      EXPECT_EQ(part->position(), all.position());
    }
    EXPECT_TRUE(at::equal(at::cat(images), expected.images));
    EXPECT_TRUE(at::equal(at::cat(labels), expected.labels));
  }
}

}  // namespace
}  // namespace wgan
