#include <ATen/ops/zeros.h>

#include <algorithm>

#include "wgan/base/error.h"
#include "wgan/checkpoint/checkpoint.h"
#include "wgan/critic_input/critic_input.h"
#include "wgan/formats/sealed_file.h"
#include "wgan/options/settings.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kAverage = "g_ema.";
constexpr const char* kNewest = "g.";
constexpr const char* kSelfTest = "self_test";

std::string digest_of(const Tensor& bytes) {
  const Tensor whole = bytes.contiguous();
  return digest(
      {static_cast<const char*>(whole.const_data_ptr()), static_cast<size_t>(whole.nbytes())});
}

/// Allocates the reference batch of a generator with virtual batch norm.
void await_reference(Network& generator, const NetworkOptions& options) {
  if (generator.needs_reference())
    generator.set_reference(at::zeros({kReferenceSamples, options.latent}));
}

}  // namespace

std::string digest_of(const Network& network) {
  Digest digest;
  for (const auto& [name, tensor] : network.state()) {
    const Tensor whole = tensor.detach().to(at::kCPU).contiguous();
    digest.add(name);
    digest.add(
        {static_cast<const char*>(whole.const_data_ptr()), static_cast<size_t>(whole.nbytes())});
  }
  return digest.text();
}

TrainOptions options_in(const Texts& texts, const Path& file) {
  try {
    TrainOptions options = stored_settings(settings_in(texts), file.string());
    set_classes(options, static_cast<int64_t>(classes_in(texts).size()));
    const bool learns = options.network.conditional || options.loss.semi;
    if (learns && options.network.classes == 0)
      throw Error(ExitCode::kModel, cat(escaped(file.string()), " does not name its classes"));
    if (options.data.channels == 0)
      throw Error(ExitCode::kModel,
                  cat(escaped(file.string()), " does not say how many channels its pictures have"));
    return options;
  } catch (const Error& error) {
    throw Error(ExitCode::kModel, error.what());
  }
}

std::string pack_model(const Network& average, const Network& newest, ModelFacts facts,
                       const Tensor& self_test) {
  NamedTensors tensors = prefixed(kNewest, newest.state());
  const NamedTensors averaged = prefixed(kAverage, average.state());
  tensors.insert(tensors.end(), averaged.begin(), averaged.end());
  tensors.emplace_back(kSelfTest, self_test);
  facts.self_test = digest_of(self_test);
  return pack_checkpoint(tensors, to_texts(facts));
}

Model read_model(const Path& path, bool raw) {
  return unpack_model(read_checkpoint(path), path, raw);
}

Model unpack_model(const Checkpoint& checkpoint, const Path& path, bool raw) {
  const ModelFacts facts = model_facts(checkpoint.text, path);
  // A state has the same weights, but its texts say less about them.
  const bool state = kind_of(checkpoint.text) == FileKind::kState;
  if (kind_of(checkpoint.text) != FileKind::kModel && !state) {
    const std::string kind = kind_text(checkpoint.text);
    throw Error(ExitCode::kModel, cat(escaped(path.string()), " holds a ",
                                      kind.empty() ? "file of unknown kind" : escaped(kind),
                                      ", not a generator; name the g.pt of a run"));
  }
  const auto laws = latent_laws();
  const bool known_law = state || std::count(laws.begin(), laws.end(), facts.latent_law);
  if (!Range::parse(facts.range) || !known_law) {
    throw Error(ExitCode::kModel, cat(escaped(path.string()), " was made by a newer wgan (range '",
                                      escaped(facts.range), "', latent law '",
                                      escaped(facts.latent_law), "'); use that version"));
  }
  try {
    const TrainOptions options = options_in(checkpoint.text, path);
    const std::string prefix = raw ? kNewest : kAverage;
    Network blank = meta_generator(options.network, options.data.size, options.data.channels);
    await_reference(blank, options.network);
    check_tensors(blank.state(), prefix, checkpoint, path);
    Model model{options.network, options.data, facts.classes,
                make_generator(options.network, options.data.size, options.data.channels),
                facts.step};
    await_reference(model.generator, options.network);
    restore(model.generator.state(), prefix, checkpoint, path);
    check_finite(prefixed(prefix, model.generator.state()), path);
    if (const auto step = checkpoint.tensors.find(kStepTensor);
        step != checkpoint.tensors.end() && step->second.numel() == 1 &&
        step->second.scalar_type() == at::kLong)
      model.step = std::clamp<int64_t>(step->second.item<int64_t>(), 0, kMostCounted);
    return model;
  } catch (const Error& error) {
    throw Error(ExitCode::kModel, error.what());
  }
}

int64_t Model::class_number(const std::string& name) const {
  if (!network.conditional)
    throw Error(ExitCode::kUsage, "--class needs a model that was trained with --conditional");
  const auto found = std::find(classes.begin(), classes.end(), name);
  if (found != classes.end()) return found - classes.begin();
  const auto near = nearest(name, classes);
  throw Error(ExitCode::kUsage,
              cat("--class ", escaped(name), ": there is no such class; ",
                  near ? cat("did you mean ", *near, "? ") : "", "There are ", some_of(classes)));
}

std::optional<Tensor> self_test_of(const Checkpoint& checkpoint, const Path& path) {
  const auto picture = checkpoint.tensors.find(kSelfTest);
  const std::string known = model_facts(checkpoint.text, path).self_test;
  if (picture == checkpoint.tensors.end() || known.empty()) return std::nullopt;
  if (digest_of(picture->second) != known) {
    throw Error(ExitCode::kModel,
                cat(escaped(path.string()), ": its self-test picture does not match its digest"));
  }
  return picture->second;
}

}  // namespace wgan
