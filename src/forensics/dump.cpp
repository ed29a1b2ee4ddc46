#include "dump.h"

#include <ATen/ops/isfinite.h>

#include "wgan/sealed_file.h"
#include "wgan/settings.h"
#include "wgan/text.h"

namespace wgan {
namespace {

constexpr const char* kImages = "batch.images";
constexpr const char* kLabels = "batch.labels";
constexpr const char* kGenerator = "generator";

std::string lines(const std::vector<std::string>& parts) {
  std::vector<std::string> safe;
  for (const std::string& part : parts) safe.push_back(escaped(part));
  return join(safe, "\n");
}

Tensor tensor_of(const Checkpoint& dump, const char* name, const Path& path) {
  const auto found = dump.tensors.find(name);
  if (found == dump.tensors.end())
    throw Error(ExitCode::kModel, cat(escaped(path.string()), " lacks the tensor ", name));
  return found->second;
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
             {"player", facts.player == Player::kCritic ? "critic" : kGenerator},
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
  const TrainOptions options = options_in(checkpoint.text, path);
  TrainingState state(options, device);
  state.restore(checkpoint, path, device);
  const View view(*range, options.data.diffaugment, device);
  const auto loss = make_loss(options.loss);
  const Training training{options, state, view, *loss};
  const Batch real{tensor_of(checkpoint, kImages, path).to(device),
                   tensor_of(checkpoint, kLabels, path).to(device)};
  FirstBad first;
  if (text("player") == kGenerator) update_generator(training, real, first.witness());
  else update_critic(training, real, first.witness());
  dump.found = first.found();
  return dump;
}

}  // namespace wgan
