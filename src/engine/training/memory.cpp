#include "wgan/training/memory.h"

#include <ATen/ops/zeros.h>

#include <algorithm>

#include "wgan/base/error.h"
#include "wgan/critic_input/list.h"
#include "wgan/losses/list.h"
#include "wgan/optimizers/optimizers.h"
#include "wgan/options/settings.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Bytes taken for each live byte: by the allocator, and by kernels for copies in other layouts
/// (bench/scaling).
constexpr double kTaken = 1.25;

/// Live real batches: one as dealt and as the critic saw it, two that are ready, one being made.
constexpr double kBatchesAlive = 5;

/// Pictures for each sample that noise at the critic keeps for the gradient.
constexpr double kNoise = 2;

/// Returns the pictures for each sample that DiffAugment keeps for the gradient.
double kept_by_diffaugment(const std::vector<std::string>& transforms) {
  double pictures = 0;
  for (const std::string& name : transforms)
    DiffAugmentList::visit(name, [&]<typename Entry>() { pictures += Entry::kPicturesAlive; });
  return pictures;
}

/// Returns the passes of the critic that are alive at once in its update.
double passes_alive(const std::string& loss) {
  double passes = 0;
  LossList::visit(loss, [&]<typename Entry>() { passes = Entry::kPassesAlive; });
  return passes;
}

/// Returns the numbers for each sample that a pass keeps for its gradient.
double kept(const Network& network, const std::vector<int64_t>& input) {
  int64_t numbers = 0;
  for (const LayerInfo& layer : network.describe(input)) numbers += layer.kept;
  return static_cast<double>(numbers);
}

/// Returns the numbers remembered for each weight by the optimizer and a historical average.
double remembered(const OptimizerOptions& options, double history) {
  const Parameter weights{"weights", at::zeros({2})};
  double numbers = history > 0 ? 1 : 0;
  for (const auto& [name, tensor] : make_optimizer(options, {weights})->state())
    numbers += tensor.sizes() == weights.tensor.sizes() ? 1 : 0;
  return numbers;
}

/// Returns the allowed changes that would make training fit into `limit` bytes.
std::string less_memory(const TrainOptions& o, const TrainingMemory& memory, double limit) {
  const bool resumes = !o.resume.empty();
  const char* allowed = resumes ? " with --allow-change" : "";
  std::vector<std::string> ways;
  const auto fits = [&](int64_t batch, int64_t parts) { return memory.of(batch, parts) <= limit; };
  for (int64_t parts = o.accumulate + 1; parts <= o.batch / 2 && ties_a_batch(o).empty(); ++parts) {
    if (o.batch % parts != 0 || !fits(o.batch, parts)) continue;
    ways.push_back(
        cat("--accumulate ", parts, allowed, ", which works through the same batch in parts"));
    break;
  }
  for (int64_t batch = o.batch / 2; batch >= 2; batch /= 2) {
    if (!fits(batch, 1)) continue;
    ways.push_back(cat("--batch ", batch, o.accumulate > 1 ? " --accumulate 1" : "", allowed));
    break;
  }
  if (!ways.empty()) return cat("use ", join(ways, ", or "));
  return resumes ? "the run needs a machine with more memory"
                 : "use a smaller --size or --features";
}

}  // namespace

double TrainingMemory::of(int64_t batch, int64_t parts) const {
  const int64_t together = batch / parts;  // samples, equal parts
  const auto n = static_cast<double>(together);
  return weights + picture * static_cast<double>(batch) +
         std::max(reference + sample * n + pair * n * n, save);
}

TrainingMemory training_memory(const TrainOptions& o, const Networks& nets) {
  const auto g_weights = static_cast<double>(nets.generator.parameter_count()),
             d_weights = static_cast<double>(nets.critic.parameter_count());
  const double number = o.precision == "bf16" ? 3.2 : 4;  // measured: the kernels of bf16 copy more
  const int64_t channels = o.data.channels ? o.data.channels : 3;
  const double g = number * kept(nets.generator, {o.network.latent}),
               d = number * kept(nets.critic, {channels, o.data.size.height, o.data.size.width});
  const double picture =
      4.0 * static_cast<double>(channels * o.data.size.height * o.data.size.width);
  TrainingMemory memory;
  memory.picture = kBatchesAlive * picture;
  const double stored =
      4 * (g_weights * (2 + remembered(generator_optimizer_options(o), o.history)) +
           d_weights * (1 + remembered(critic_optimizer_options(o), o.history)));
  memory.weights = stored + 4 * (g_weights + d_weights);
  // A save takes a copy of each tensor and the file, and the model file with two generators. There
  // are no gradients then. A GPU's tensors are copied to the machine's memory.
  if (o.device.rfind("cuda", 0) != 0)
    memory.save = 2 * stored + 4 * (2 * g_weights) - 4 * (g_weights + d_weights);
  // The critic's update keeps `passes` of its passes alive, the generator's update a pass of both
  // networks and about as much again for gradients in flight.
  const double passes = passes_alive(o.loss.name);
  const auto alive = [&](double of_g, double of_d) {
    return std::max(passes * of_d, 2 * of_g + 2 * of_d);
  };
  const double pictures =
      (o.critic_noise.deviation > 0 ? kNoise : 0) + kept_by_diffaugment(o.data.diffaugment);
  memory.sample = kTaken * (alive(g, d) + pictures * picture);
  // The reference batch goes through its network with every batch.
  memory.reference =
      kTaken * kReferenceSamples *
      alive(nets.generator.needs_reference() ? g : 0, nets.critic.needs_reference() ? d : 0);
  // The differences of two passes, and on the way back signs, gradients and sizes.
  if (o.network.minibatch == "discrimination")
    memory.pair = kTaken * 6 * number * kDiscriminationKernels * kDiscriminationDimensions;
  return memory;
}

std::optional<std::string> check_memory(const TrainOptions& o, const Networks& nets,
                                        double pictures, double limit) {
  const TrainingMemory memory = training_memory(o, nets);
  const double left = limit - pictures - kLibraryMemory, needed = memory.of(o.batch, o.accumulate);
  if (needed <= left) return std::nullopt;
  const bool may_fit = needed <= kMargin * left;
  const std::string message =
      cat(may_fit ? "memory may not suffice" : "not enough memory",
          ": these networks and batches take about ", bytes(needed), ", and ",
          bytes(std::max(0.0, left)), " is available; ", less_memory(o, memory, left));
  if (may_fit) return message;
  throw Error(ExitCode::kDevice, message);
}

}  // namespace wgan
