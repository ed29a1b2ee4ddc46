#include "wgan/memory.h"

#include <algorithm>

#include "wgan/error.h"
#include "wgan/optimizers.h"
#include "wgan/text.h"

namespace wgan {
namespace {

/// What is taken for each byte that is alive: by the allocator, and by kernels for copies in other
/// layouts (bench/scaling).
constexpr double kTaken = 1.25;

/// Numbers of a sample that a pass keeps for its gradient: the outputs of the layers with weights.
/// Activations overwrite them.
double kept(const Network& network, const std::vector<int64_t>& input) {
  double numbers = 0;
  for (const LayerInfo& layer : network.describe(input)) {
    if (layer.parameters == 0) continue;
    double output = 1;
    for (const int64_t side : layer.output) output *= static_cast<double>(side);
    numbers += output;
  }
  return numbers;
}

/// What an optimizer remembers of its network, and a historical average if there is one.
double remembered(const OptimizerOptions& options, const Network& network, double history) {
  double bytes = history > 0 ? 4.0 * static_cast<double>(network.parameter_count()) : 0;
  for (const auto& [name, tensor] : make_optimizer(options, network)->state())
    bytes += static_cast<double>(tensor.nbytes());
  return bytes;
}

}  // namespace

double TrainingMemory::of(int64_t samples) const {
  const auto n = static_cast<double>(samples);
  return weights + sample * n + pair * n * n;
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
  memory.weights = 4 * (2 * (g_weights + d_weights) + g_weights) +
                   remembered(critic_optimizer_options(o), nets.critic, o.history) +
                   remembered(generator_optimizer_options(o), nets.generator, o.history);
  // Of the critic's update the passes over real and fake pictures, under gp also the masks and both
  // ends of each layer of the chain; or of the generator's both networks. Beside that about a pass
  // of gradients on their way, two of the chain.
  memory.sample =
      kTaken * (std::max(d * (o.loss.name == "gp" ? 7 : 3), 2 * g + 2 * d) + 4 * picture);
  // The differences of two passes and on their way back: signs, gradients, sizes.
  if (o.network.minibatch == "discrimination")
    memory.pair = kTaken * 6 * number * kDiscriminationKernels * kDiscriminationDimensions;
  return memory;
}

std::string less_memory(const TrainOptions& o, const TrainingMemory& memory, double limit) {
  for (int64_t parts = o.accumulate + 1; parts <= o.batch / 2; ++parts) {
    const int64_t samples = o.batch / parts;
    if (o.batch % parts == 0 && memory.of(samples) <= limit)
      return cat("use --accumulate ", parts,
                 ", which works through the same batch in parts, or "
                 "--batch ",
                 samples);
  }
  return "use a smaller --size, --features or --batch";
}

void check_memory(const TrainOptions& o, const Networks& nets, double pictures, double limit) {
  const TrainingMemory memory = training_memory(o, nets);
  const double left = limit - pictures - kLibraryMemory, needed = memory.of(o.batch / o.accumulate);
  if (needed <= left) return;
  throw Error(ExitCode::kDevice, cat("not enough memory: these networks and batches take about ",
                                     bytes(needed), ", and ", bytes(std::max(0.0, left)),
                                     " can be had; ", less_memory(o, memory, left)));
}

}  // namespace wgan
