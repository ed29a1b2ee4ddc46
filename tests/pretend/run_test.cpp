// What a run does besides its updates, on the pretend GPU: samples, statistics, states, the way
// back.

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include "cases.h"
#include "pretend_device.h"
#include "wgan/forensics/forensics.h"

namespace wgan::pretend {
namespace {

/// Bytes of all that a state holds, but for times.
std::string bytes_of(const TrainingState& state) {
  std::string all;
  for (const auto& [name, tensor] : state.tensors()) {
    if (name == "progress.seconds" || name.starts_with("interval.")) continue;
    const Tensor here = tensor.detach().cpu().contiguous();
    all.append(static_cast<const char*>(here.const_data_ptr()), here.nbytes());
  }
  return all;
}

/// A generator with statistics of its own: after two steps.
std::unique_ptr<Steps> trained(const TrainOptions& options, Device where) {
  auto steps = std::make_unique<Steps>(options, where);
  while (!steps->done()) steps->updates.take();
  return steps;
}

/// The state of another run, as by way of a file.
void take_over(TrainingState& state, const TrainingState& from, const TemporaryFolder& folder,
               Device where) {
  const Path file = folder / "state.pt";
  write_atomically(file, pack_checkpoint(from.tensors(), {}));
  state.restore(read_checkpoint(file), file, where);
}

TEST(Pretend, AStateThatWasSavedThereIsTheSameOnTheProcessorAndBack) {
  const TrainOptions o = options_of({{"history", "0.1"}, {"generator-norm", "virtual"}});
  const auto there = trained(o, device());
  Bench here(o), back(o, device());
  take_over(here.state, there->bench.state, here.folder, at::kCPU);
  take_over(back.state, here.state, back.folder, device());
  EXPECT_EQ(bytes_of(here.state), bytes_of(there->bench.state));
  EXPECT_EQ(bytes_of(back.state), bytes_of(there->bench.state));
}

TEST(Pretend, AStoppedRunGoesOnThereAsIfNothingHadHappened) {
  for (const char* loss : {"gan", "clip", "gp"}) {
    const TrainOptions o = options_of({{"loss", loss}});
    Bench whole(o, device());
    EXPECT_EQ(whole.train(never), Ending::kDone);
    Bench first(o, device()), second(o, device());
    int updates = 0;
    EXPECT_EQ(first.train([&]() -> std::optional<Ending> {
      return ++updates == 3 ? std::optional(Ending::kTerminated) : std::nullopt;
    }),
              Ending::kTerminated);
    take_over(second.state, first.state, second.folder, device());
    EXPECT_EQ(second.train(never), Ending::kDone);
    EXPECT_EQ(bytes_of(second.state), bytes_of(whole.state)) << loss;
  }
}

/// Every byte of the pictures of a generator is that of the other's, or the next.
void expect_same_pictures(const std::vector<Image>& a, const std::vector<Image>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(a[i].pixels.size(), b[i].pixels.size());
    for (size_t k = 0; k < a[i].pixels.size(); ++k)
      EXPECT_LE(std::abs(int{a[i].pixels[k]} - int{b[i].pixels[k]}), 1) << i << " " << k;
  }
}

TEST(Pretend, StatisticsAndSamplesAreThoseOfTheProcessor) {
  for (const Typed& flags : {Typed{}, Typed{{"conditional", "true"}}}) {
    const TrainOptions o = options_of(flags);
    const auto there = trained(o, device());
    Bench here(o);
    take_over(here.state, there->bench.state, here.folder, at::kCPU);
    MovingAverage &far = there->bench.state.average, &near = here.state.average;
    EXPECT_TRUE(far.calibrate(o.seed, o.network));
    EXPECT_TRUE(near.calibrate(o.seed, o.network));
    for (size_t i = 0; i < near.generator().buffers().size(); ++i) {
      const Parameter& b = near.generator().buffers()[i];
      const Tensor apart = far.generator().buffers()[i].tensor.cpu() - b.tensor;
      // Sums over 512 pictures of 16 x 16 places, and before them over three layers of 8 x 16 maps.
      EXPECT_LE(apart.abs().max().item<double>(),
                rounding_bound(512 * 16 * 16 + 3 * 8 * 16, b.tensor.abs().max().item<double>()))
          << b.name;
    }
    const std::vector<uint64_t> seeds{0, 1, 17};
    expect_same_pictures(Sampler(far.generator(), o.network, device(), "g.pt").of_seeds(seeds),
                         Sampler(near.generator(), o.network, at::kCPU, "g.pt").of_seeds(seeds));
  }
}

/// Trains with a look for numbers that are not finite.
Ending recover(Bench& bench, const StopRequest& stop) {
  const TrainOptions& o = bench.settings.options;
  Batches batches(bench.set, batch_options(o), bench.device);
  Run run(bench.settings, RunFolder{bench.folder.path()}, bench.state, batches, bench.device,
          bench.console, {.range = "half"});
  run.stop = stop;
  run.begin(bench.set);
  return train_and_recover({o, bench.state, bench.critic_input, *bench.loss}, batches, run,
                           bench.device, bench.console);
}

std::vector<Dump> replayed(const Bench& bench) {
  std::vector<Dump> all;
  for (const auto& file :
       std::filesystem::directory_iterator(RunFolder{bench.folder.path()}.dumps()))
    all.push_back(replay(file.path(), bench.device));
  return all;
}

TEST(Pretend, ARunWithANumberThatIsNotFiniteIsSetBack) {
  TrainOptions o = tiny("gp");
  o.save_every = 2;
  Bench bench(o, device());
  EXPECT_EQ(recover(bench,
                    [&]() -> std::optional<Ending> {
                      const at::NoGradGuard no_grad;
                      const Progress& p = bench.state.progress;
                      if (p.step == 3 && p.attempt == 0)
                        bench.state.nets.critic.parameters()[0].tensor.fill_(INFINITY);
                      return std::nullopt;
                    }),
            Ending::kDone);
  EXPECT_EQ(bench.state.progress.step, o.steps);
  EXPECT_EQ(bench.state.progress.rollbacks, 1);
  EXPECT_FALSE(first_not_finite(bench.state.weights()));
  const auto dumps = replayed(bench);
  ASSERT_EQ(dumps.size(), 1U);
  EXPECT_NE(dumps[0].facts.found.find("d.conv1.weight was not finite before"), std::string::npos)
      << dumps[0].facts.found;
}

TEST(Pretend, UpdatesThatOverflowAreFoundAndRepeatFromTheirDumps) {
  TrainOptions o = tiny("gp");
  o.loss.n_critic = 1;
  o.steps = 24;
  o.optimizer.rate = 10;
  o.optimizer.beta1 = 0.99;
  o.optimizer.beta2 = 0;
  Bench bench(o, device());
  expect_error(ExitCode::kDiverged, "set back 3 times", [&] { recover(bench, never); });
  const auto dumps = replayed(bench);
  EXPECT_EQ(dumps.size(), 4U);
  for (const Dump& dump : dumps) {
    ASSERT_TRUE(dump.found);
    EXPECT_TRUE(dump.facts.found.starts_with(dump.found->text()))
        << dump.facts.found << " against " << dump.found->text();
  }
}

/// "What LibTorch draws from a KernelRandom depends on the kind of device too, unlike all else
/// here."
TEST(Pretend, OnlyDropoutAndCriticNoiseDrawOtherwiseOnAnotherKindOfDevice) {
  const auto after = [](const TrainOptions& o) {
    return bytes_of(trained(o, device())->bench.state);
  };
  for (const Typed& flags : {Typed{{"dropout", "0.3"}}, Typed{{"critic-noise", "0.1"}},
                             Typed{{"loss", "gp"}, {"diffaugment", "color,translation,cutout"}},
                             Typed{{"label-flip", "0.3"}, {"latent-law", "sphere"}}}) {
    const TrainOptions o = options_of(flags);
    const bool from_a_chance = has(flags, "dropout") || has(flags, "critic-noise");
    const std::string as_the_processor = after(o);
    const OtherDraws other_draws;
    EXPECT_EQ(after(o) == as_the_processor, !from_a_chance) << name_of(flags);
    EXPECT_EQ(after(o), after(o)) << name_of(flags) << ": a function of the seed there too";
  }
}

}  // namespace
}  // namespace wgan::pretend
