#include "wgan/training/probe.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "training/bench.h"
#include "wgan/sampling/sampling.h"

namespace wgan {
namespace {

Probe look(Bench& bench) {
  return probe(bench.settings.options, bench.state.nets, bench.critic_input,
               {probed_pictures(bench.set, 4, bench.critic_input, at::kCPU), {}});
}

TEST(Probe, MeasuresTheDifferencesOfSamplesPairByPair) {
  Bench bench(tiny_with({{"arch", "mlp"}, {"loss", "gp"}}));
  const Probe found = look(bench);
  const TrainOptions& o = bench.settings.options;
  const Tensor rows = bench.state.nets.generator
                          .forward(latents_of_seeds({0, 1, 2, 3, 4, 5, 6, 7}, law_of(o.network)),
                                   {.labels = {}, .training = false})
                          .flatten(1);
  double squares = 0, pairs = 0;
  for (int64_t i = 0; i < 8; ++i) {
    for (int64_t j = 0; j < i; ++j, ++pairs)
      squares += (rows[i] - rows[j]).square().mean().item<double>();
  }
  EXPECT_NEAR(found.diversity, 127.5 * std::sqrt(squares / pairs), 1e-4 * found.diversity);
}

TEST(Probe, FindsTheScoresAndTheSlopeOfTheCritic) {
  // With every weight of the last layer 0 and its bias 3, all scores are 3 and nothing slopes.
  Bench bench(tiny_with({{"arch", "mlp"}, {"loss", "gp"}}));
  for (const Parameter& p : bench.state.nets.critic.parameters()) {
    if (p.name.starts_with("score")) p.tensor.detach().fill_(p.tensor.dim() == 1 ? 3 : 0);
  }
  const Probe flat = look(bench);
  EXPECT_NEAR(flat.score_real, 3, 1e-6);
  EXPECT_NEAR(flat.score_fake, 3, 1e-6);
  EXPECT_EQ(flat.ranked, 0.5);  // all are ties
  EXPECT_EQ(flat.slope, 0);
  EXPECT_FALSE(flat.distance(768));
  EXPECT_FALSE(flat.score_held_out);
  // A gap of 10 by a critic of slope 2 is a distance of 5 between pictures of 100 values: 0.5 for
  // each value, of a range of 2, so 63.75 levels of 255.
  const Probe steep{.score_real = 4, .score_fake = -6, .score_held_out = {}, .slope = 2};
  EXPECT_DOUBLE_EQ(*steep.distance(100), 63.75);
}

TEST(Probe, TheSlopeIsInPicturesWhateverTheRangeOfTheCritic) {
  // The critic of --norm none sees pictures from 0 to 1, half as far apart as from -1 to 1.
  Bench half(tiny_with({{"loss", "gp"}})), none(tiny_with({{"loss", "gp"}, {"norm", "none"}}));
  const Tensor x = probed_pictures(half.set, 4, half.critic_input, at::kCPU).images;
  EXPECT_TRUE(x.allclose(probed_pictures(none.set, 4, none.critic_input, at::kCPU).images * 2 - 1));
  EXPECT_GT(look(half).slope, 0);
}

TEST(Probe, ChangesNothing) {
  for (const char* loss : {"gp", "gan"}) {
    Bench looked(tiny_with({{"loss", loss}})), blind(tiny_with({{"loss", loss}}));
    const auto steps = [](Bench& bench, bool looks) {
      Batches batches(bench.set, batch_options(bench.settings.options), at::kCPU);
      Updates updates({bench.settings.options, bench.state, bench.critic_input, *bench.loss},
                      batches);
      while (bench.state.progress.step < 3) {
        updates.take();
        if (looks) look(bench);
      }
    };
    steps(looked, true);
    steps(blind, false);
    const NamedTensors with = looked.state.tensors(), without = blind.state.tensors();
    ASSERT_EQ(with.size(), without.size());
    for (size_t i = 0; i < with.size(); ++i)
      EXPECT_TRUE(with[i].second.equal(without[i].second)) << loss << with[i].first;
  }
}

TEST(SetAside, PartsAShareOfThePictures) {
  const PictureSet set = pictures();
  const Parts parts = set_aside(set, 0.3, 1);
  EXPECT_EQ(parts.training.count(), 7);
  EXPECT_EQ(parts.held_out.count(), 3);
  // Together they are the set, each picture once, with its label.
  std::multiset<std::vector<uint8_t>> all, both;
  for (int64_t i = 0; i < set.count(); ++i) all.insert(set.picture(i).pixels);
  for (const PictureSet* part : {&parts.training, &parts.held_out}) {
    for (int64_t i = 0; i < part->count(); ++i) {
      both.insert(part->picture(i).pixels);
      const int64_t place = part->places[static_cast<size_t>(i)];
      EXPECT_EQ(part->labels[static_cast<size_t>(i)], set.labels[static_cast<size_t>(place)]);
    }
  }
  EXPECT_EQ(all, both);
  EXPECT_EQ(set_aside(set, 0, 1).held_out.count(), 0);
  EXPECT_EQ(set_aside(set, 0.001, 1).held_out.count(), 1);
  EXPECT_NE(set_aside(set, 0.3, 2).held_out.places, parts.held_out.places);
}

}  // namespace
}  // namespace wgan
