#include "dump.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>

#include "wgan/formats/sealed_file.h"
#include "wgan/options/settings.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kImages = "batch.images";
constexpr const char* kLabels = "batch.labels";
constexpr const char* kCritic = "critic";
constexpr const char* kGenerator = "generator";
constexpr const char* kAverage = "averaged generator";

/// Throws Error(kModel) if the dump does not have `count` labels for these settings.
void check_labels(const Checkpoint& dump, const TrainOptions& o, int64_t count, const Path& path) {
  const Tensor labels = at::empty({count}, at::TensorOptions(at::kMeta).dtype(at::kLong));
  check_tensors({{kLabels, labels}}, "", dump, path);
  const int64_t classes = o.network.classes;
  for (int64_t i = 0; i < count && classes > 0; ++i) {
    const int64_t label = dump.tensors.at(kLabels)[i].item<int64_t>();
    const bool known = label >= 0 && label < classes;
    // A critic that predicts classes also sees pictures without a class or with a held-out one.
    const bool hidden = o.loss.semi && label >= held_out(classes - 1) && label < 0;
    if (known || hidden) continue;
    throw Error(ExitCode::kModel, cat(escaped(path.string()), ": ", kLabels, " has the class ",
                                      label, ", and there are ", classes));
  }
}

/// Throws Error(kModel) if the dump has no batch for these settings.
void check_batch(const Checkpoint& dump, const TrainOptions& o, const Path& path) {
  const Tensor images =
      at::empty({o.batch, o.data.channels, o.data.size.height, o.data.size.width}, at::kMeta);
  check_tensors({{kImages, images}}, "", dump, path);
  check_labels(dump, o, o.batch, path);
}

/// Repeats the update of the dump's player and returns what goes wrong, if anything.
std::optional<BadTensor> update_again(const Checkpoint& dump, const TrainOptions& o,
                                      TrainingState& state, const CriticInput& critic_input,
                                      const std::string& player, int64_t steps, Device device) {
  const auto loss = make_loss(o.loss);
  const Training training{o, state, critic_input, *loss, steps};
  const Batch real{dump.tensors.at(kImages).to(device), dump.tensors.at(kLabels).to(device)};
  FirstBad first;
  if (player == kGenerator) update_generator(training, real, first.observer());
  else update_critic(training, real, first.observer());
  return first.found();
}

}  // namespace

std::string BadTensor::text() const {
  return cat(tensor, ": ", grouped(bad), " of ", grouped(count),
             count == 1 ? " number is not finite" : " numbers are not finite");
}

TensorObserver FirstBad::observer() {
  return [this](const std::string& what, const Tensor& tensor) {
    if (found_) return;
    const auto bad = tensor.numel() - tensor.detach().isfinite().sum().item<int64_t>();
    if (bad > 0) found_ = BadTensor{what, bad, tensor.numel()};
  };
}

std::string name_of(const std::optional<Player>& player) {
  if (!player) return kAverage;
  return *player == Player::kCritic ? kCritic : kGenerator;
}

std::string pack_dump(const DumpFacts& facts, const RunFacts& run, NamedTensors before,
                      const Batch& real) {
  if (real.images.defined()) before.emplace_back(kImages, real.images);
  if (real.labels.defined()) before.emplace_back(kLabels, real.labels);
  return pack_checkpoint(before, to_texts(facts, run));
}

std::optional<BadTensor> measure_average(TrainingState& state, const TrainOptions& options) {
  FirstBad first;
  const TensorObserver observer = first.observer();
  const LayerObserver layers = [&](const std::string& layer, const Tensor& output) {
    observer(cat(kAverage, ", ", layer), output);
  };
  state.average.calibrate(options.seed, options.network, kCalibrationSamples, &layers);
  for (const auto& [name, tensor] : state.average.generator().state())
    observer(cat(kAverage, "'s ", name), tensor);
  return first.found();
}

Dump replay(const Path& path, Device device) {
  const Checkpoint checkpoint = read_checkpoint(path);
  if (kind_of(checkpoint.text) != FileKind::kDump) {
    throw Error(ExitCode::kModel,
                cat(escaped(path.string()), " is no dump; name a file in the dumps/ of a run"));
  }
  Dump dump{dump_facts(checkpoint.text, path),
            run_facts(checkpoint.text, path),
            {},
            !checkpoint.tensors.empty()};
  if (!dump.repeatable) return dump;
  const std::string &player = dump.facts.player, &range_text = dump.run.range;
  const auto range = Range::parse(range_text);
  if (!range) {
    throw Error(ExitCode::kModel, cat(escaped(path.string()), " was made by a newer wgan (range '",
                                      escaped(range_text), "'); use that version"));
  }
  const bool of_average = player == kAverage;
  if (!of_average && player != kGenerator && player != kCritic) {
    throw Error(ExitCode::kModel,
                cat(escaped(path.string()), ": the player '", escaped(player), "' is none of ",
                    kCritic, ", ", kGenerator, " and ", kAverage));
  }
  check_state(checkpoint, path);
  const TrainOptions options = options_in(checkpoint.text, path);
  if (!range->fits(options.data.channels)) {
    throw Error(ExitCode::kModel, cat(escaped(path.string()), ": the range '", escaped(range_text),
                                      "' is not one of ", options.data.channels, " channels"));
  }
  const bool with_labels = options.network.conditional;
  if (!of_average) check_batch(checkpoint, options, path);
  else if (with_labels) check_labels(checkpoint, options, kCalibrationSamples, path);
  TrainingState state(options, device);
  state.restore(checkpoint, path, device);
  const CriticInput critic_input(*range, options.data.diffaugment, device);
  if (!of_average)
    dump.found = update_again(checkpoint, options, state, critic_input, player,
                              run_facts(checkpoint.text, path).steps.value_or(1), device);
  else {
    if (with_labels) state.average.set_labels(checkpoint.tensors.at(kLabels));
    dump.found = measure_average(state, options);
  }
  return dump;
}

}  // namespace wgan
