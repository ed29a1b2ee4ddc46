#include "wgan/memory.h"

#include <ATen/ops/zeros.h>

#include <algorithm>

#include "wgan/error.h"
#include "wgan/settings.h"
#include "wgan/text.h"
#include "wgan/training.h"

namespace wgan {
namespace {

/// What is taken for each byte that is alive: by the allocator, and by kernels for copies in other
/// layouts (bench/scaling).
constexpr double kTaken = 1.25;

/// Numbers of a sample that a pass keeps for its gradient.
double kept(const Network& network, const std::vector<int64_t>& input) {
  int64_t numbers = 0;
  for (const LayerInfo& layer : network.describe(input)) numbers += layer.kept;
  return static_cast<double>(numbers);
}

/// Numbers that are remembered for each weight: by the optimizer, and in a historical average.
double remembered(const OptimizerOptions& options, double history) {
  const Parameter weights{"weights", at::zeros({2})};
  double numbers = history > 0 ? 1 : 0;
  for (const auto& [name, tensor] : make_optimizer(options, {weights})->state())
    numbers += tensor.sizes() == weights.tensor.sizes() ? 1 : 0;
  return numbers;
}

/// What would make training fit into `limit` bytes.
std::string less_memory(const TrainOptions& o, const TrainingMemory& memory, double limit) {
  const char* allowed = o.resume.empty() ? "" : " with --allow-change";
  for (int64_t parts = o.accumulate + 1; parts <= o.batch / 2; ++parts) {
    const int64_t samples = o.batch / parts;
    if (o.batch % parts != 0 || memory.of(samples) > limit) continue;
    const std::string batch =
        cat("--batch ", samples, o.accumulate > 1 ? " --accumulate 1" : "", allowed);
    return ties_a_batch(o).empty()
               ? cat("use --accumulate ", parts, allowed,
                     ", which works through the same batch in parts, or ", batch)
               : cat("use ", batch);
  }
  return "use a smaller --size, --features or --batch";
}

}  // namespace

double TrainingMemory::of(int64_t samples) const {
  const auto n = static_cast<double>(samples);
  return weights + std::max(reference + sample * n + pair * n * n, save);
}

TrainingMemory training_memory(const TrainOptions& o, const Networks& nets) {
  const auto g_weights = static_cast<double>(nets.generator.parameter_count()),
             d_weights = static_cast<double>(nets.critic.parameter_count());
  const double number = o.precision == "bf16" ? 3.2 : 4;  // found: the kernels of bf16 copy more
  const int64_t channels = o.data.channels ? o.data.channels : 3;
  const double g = number * kept(nets.generator, {o.network.latent}),
               d = number * kept(nets.critic, {channels, o.data.size.height, o.data.size.width});
  const double picture =
      4.0 * static_cast<double>(channels * o.data.size.height * o.data.size.width);
  TrainingMemory memory;
  const double stored =
      4 * (g_weights * (2 + remembered(generator_optimizer_options(o), o.history)) +
           d_weights * (1 + remembered(critic_optimizer_options(o), o.history)));
  memory.weights = stored + 4 * (g_weights + d_weights);
  // Each tensor once more, and the file; with them the model's file, of two generators. There are
  // no gradients then.
  memory.save = 2 * stored + 4 * (2 * g_weights) - 4 * (g_weights + d_weights);
  // Of the critic's update the passes over real and fake pictures, under gp also the masks and both
  // ends of each layer of the chain; or of the generator's both networks. Beside that about a pass
  // of gradients on their way, two of the chain.
  const auto alive = [&](double of_g, double of_d) {
    return std::max((o.loss.name == "gp" ? 7 : 3) * of_d, 2 * of_g + 2 * of_d);
  };
  memory.sample = kTaken * (alive(g, d) + 4 * picture);
  // The reference batch goes through its network with every batch.
  memory.reference =
      kTaken * kReferenceSamples *
      alive(nets.generator.needs_reference() ? g : 0, nets.critic.needs_reference() ? d : 0);
  // The differences of two passes and on their way back: signs, gradients, sizes.
  if (o.network.minibatch == "discrimination")
    memory.pair = kTaken * 6 * number * kDiscriminationKernels * kDiscriminationDimensions;
  return memory;
}

std::optional<std::string> check_memory(const TrainOptions& o, const Networks& nets,
                                        double pictures, double limit) {
  const TrainingMemory memory = training_memory(o, nets);
  const double left = limit - pictures - kLibraryMemory, needed = memory.of(o.batch / o.accumulate);
  if (needed <= left) return std::nullopt;
  const bool may_fit = needed <= kMargin * left;
  const std::string message =
      cat(may_fit ? "memory may not suffice" : "not enough memory",
          ": these networks and batches take about ", bytes(needed), ", and ",
          bytes(std::max(0.0, left)), " can be had; ", less_memory(o, memory, left));
  if (may_fit) return message;
  throw Error(ExitCode::kDevice, message);
}

}  // namespace wgan
