#include "dump.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>

#include "wgan/sealed_file.h"
#include "wgan/settings.h"
#include "wgan/text.h"

namespace wgan {
namespace {

constexpr const char* kImages = "batch.images";
constexpr const char* kLabels = "batch.labels";
constexpr const char* kCritic = "critic";
constexpr const char* kGenerator = "generator";

std::string lines(const std::vector<std::string>& parts) {
  std::vector<std::string> safe;
  for (const std::string& part : parts) safe.push_back(escaped(part));
  return join(safe, "\n");
}

/// Throws Error(kModel) if the dump has no batch of these settings.
void check_batch(const Checkpoint& dump, const TrainOptions& o, const Path& path) {
  const Tensor images =
      at::empty({o.batch, o.data.channels, o.data.size.height, o.data.size.width}, at::kMeta);
  const Tensor labels = at::empty({o.batch}, at::TensorOptions(at::kMeta).dtype(at::kLong));
  check_tensors({{kImages, images}, {kLabels, labels}}, "", dump, path);
  const int64_t classes = o.network.classes;
  for (int64_t i = 0; i < o.batch && classes > 0; ++i) {
    const int64_t label = dump.tensors.at(kLabels)[i].item<int64_t>();
    const bool known = label >= 0 && label < classes;
    // A critic that tells classes also sees pictures without one, and some whose class is held out.
    const bool hidden = o.loss.semi && label >= held_out(classes - 1) && label < 0;
    if (known || hidden) continue;
    throw Error(ExitCode::kModel, cat(escaped(path.string()), ": ", kLabels, " has the class ",
                                      label, ", and there are ", classes));
  }
}

}  // namespace

std::string Finding::text() const {
  return cat(tensor, ": ", grouped(bad), " of ", grouped(count),
             count == 1 ? " number is not finite" : " numbers are not finite");
}

Witness FirstBad::witness() {
  return [this](const std::string& what, const Tensor& tensor) {
    if (found_) return;
    const auto bad = tensor.numel() - tensor.detach().isfinite().sum().item<int64_t>();
    if (bad > 0) found_ = Finding{what, bad, tensor.numel()};
  };
}

std::string pack_dump(const DumpFacts& facts, const Texts& run, NamedTensors before,
                      const Batch& real) {
  Texts text{{"kind", "dump"},
             {"found", facts.found},
             {"step", std::to_string(facts.step)},
             {"player", facts.player == Player::kCritic ? kCritic : kGenerator},
             {"pictures", lines(facts.pictures)},
             {"gradient_norms", lines(facts.gradient_norms)}};
  for (const char* name : {"settings", "range", "classes", "machine", "program"}) {
    if (const auto known = run.find(name); known != run.end()) text.insert(*known);
  }
  if (real.images.defined()) {
    before.emplace_back(kImages, real.images);
    before.emplace_back(kLabels, real.labels);
  }
  return pack_checkpoint(before, text);
}

Dump replay(const Path& path, Device device) {
  const Checkpoint checkpoint = read_checkpoint(path);
  Dump dump{checkpoint.text, {}, !checkpoint.tensors.empty()};
  const auto text = [&](const char* name) { return text_of(checkpoint.text, name); };
  if (text("kind") != "dump") {
    throw Error(ExitCode::kModel,
                cat(escaped(path.string()), " is no dump; name a file in the dumps/ of a run"));
  }
  if (!dump.repeatable) return dump;
  const auto range = Range::parse(text("range"));
  if (!range) {
    throw Error(ExitCode::kModel, cat(escaped(path.string()), " was made by a newer wgan (range '",
                                      escaped(text("range")), "'); use that version"));
  }
  if (text("player") != kGenerator && text("player") != kCritic) {
    throw Error(ExitCode::kModel,
                cat(escaped(path.string()), ": the player '", escaped(text("player")),
                    "' is neither ", kCritic, " nor ", kGenerator));
  }
  check_state(checkpoint, path);
  const TrainOptions options = options_in(checkpoint.text, path);
  if (!range->fits(options.data.channels)) {
    throw Error(ExitCode::kModel,
                cat(escaped(path.string()), ": the range '", escaped(text("range")),
                    "' is not one of ", options.data.channels, " channels"));
  }
  check_batch(checkpoint, options, path);
  TrainingState state(options, device);
  state.restore(checkpoint, path, device);
  const View view(*range, options.data.diffaugment, device);
  const auto loss = make_loss(options.loss);
  const Training training{options, state, view, *loss};
  const Batch real{checkpoint.tensors.at(kImages).to(device),
                   checkpoint.tensors.at(kLabels).to(device)};
  FirstBad first;
  if (text("player") == kGenerator) update_generator(training, real, first.witness());
  else update_critic(training, real, first.witness());
  dump.found = first.found();
  return dump;
}

}  // namespace wgan
