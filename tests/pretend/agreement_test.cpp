// Two steps on the pretend GPU, beside the same two on the processor: kernels, layouts in memory
// and so the order of sums are others there.

#include <ATen/TensorOperators.h>
#include <ATen/ops/linspace.h>

#include <map>

#include "cases.h"
#include "pretend_device.h"
#include "wgan/optimizers/list.h"

namespace wgan::pretend {
namespace {

/// What two steps leave.
struct Trained {
  NamedTensors state, terms;            // networks and optimizers; losses of every update
  std::map<std::string, double> moved;  // the furthest that a number of a group went
  int64_t updates = 0;
  int64_t roundings = 0;  // one behind the other on the way to a number
};

/// Numbers of one kind and network: "d", "g running", "opt_d.mean".
std::string group_of(const std::string& name) {
  const size_t first = name.find('.');
  const bool of_weights = name.starts_with("g") || name.starts_with("d");
  const bool running = name.find("running_") != std::string::npos;
  return cat(name.substr(0, of_weights ? first : name.find('.', first + 1)),
             running ? " running" : "");
}

NamedTensors copied(const NamedTensors& tensors) {
  NamedTensors all;
  for (const auto& [name, tensor] : tensors)
    all.emplace_back(name, tensor.detach().to(at::kCPU, at::kDouble).clone());
  return all;
}

double apart(const Tensor& a, const Tensor& b) { return (a - b).abs().max().item<double>(); }

NamedTensors terms_of(const Update& update) {
  NamedTensors all{{"loss", update.loss.total}, {"norm of the gradient", update.gradient_norm}};
  all.insert(all.end(), update.loss.terms.begin(), update.loss.terms.end());
  return all;
}

/// Terms of the sums of a pass over a network, one layer behind the other: those of a number of its
/// output, and those over batch and pixels of a weight's gradient.
int64_t terms_of_sums(const Network& network, const std::vector<int64_t>& input, int64_t batch) {
  int64_t all = 0;
  for (const LayerInfo& layer : network.describe(input)) {
    const std::vector<int64_t>& output = layer.output;
    const int64_t pixels = output.size() == 3 ? output[1] * output[2] : 1;
    if (layer.parameters > 0) all += layer.parameters / output[0] + batch * pixels;
  }
  return all;
}

/// Of all updates: in each, both networks there and back, twice for a penalty.
int64_t roundings_of(const TrainOptions& o, const Networks& nets, int64_t updates) {
  return updates * 4 *
         (terms_of_sums(nets.generator, {o.network.latent}, o.batch) +
          terms_of_sums(nets.critic, {o.data.channels, o.data.size.height, o.data.size.width},
                        o.batch));
}

Trained train(const TrainOptions& options, Device device) {
  Steps steps(options, device);
  const TrainingState& state = steps.bench.state;
  const NamedTensors before = copied(state.weights());
  Trained trained;
  for (; !steps.done(); ++trained.updates) {
    for (auto& [name, value] : copied(terms_of(steps.updates.take())))
      trained.terms.emplace_back(cat(name, " of update ", trained.updates), value);
  }
  trained.state = copied(state.weights());
  for (size_t i = 0; i < before.size(); ++i) {
    double& moved = trained.moved[group_of(before[i].first)];
    moved = std::max(moved, apart(trained.state[i].second, before[i].second));
  }
  trained.roundings = roundings_of(options, state.nets, trained.updates);
  return trained;
}

/// LibTorch fills memory in its order, which is another there for maps (memory_format_on).
bool draws_otherwise(const Typed& flags) { return has(flags, "dropout") && !has(flags, "arch"); }

/// Where a gradient is a rounding error, the step that these make of it is none.
bool divides_by_the_gradient(const TrainOptions& o) { return o.optimizer.name != "sgd"; }

double bound(const TrainOptions& o, const Trained& trained, double magnitude) {
  if (o.precision != "bf16") return rounding_bound(trained.roundings, magnitude);
  // The library's sums are float32: each output is rounded to 8 bits once, in 6 updates of 4 passes
  // through 8 layers.
  return rounding_bound(6 * 4 * 8, magnitude) * 0x1p16;
}

void expect_agreement(const TrainOptions& o) {
  const Trained here = train(o, at::kCPU), there = train(o, device());
  ASSERT_EQ(there.terms.size(), here.terms.size());
  for (size_t i = 0; i < here.terms.size(); ++i) {
    const auto& [name, value] = here.terms[i];
    EXPECT_EQ(there.terms[i].first, name);
    EXPECT_LE(apart(there.terms[i].second, value),
              bound(o, here, std::max(1.0, std::abs(value.item<double>()))))
        << name;
  }
  ASSERT_EQ(there.state.size(), here.state.size());
  for (size_t i = 0; i < here.state.size() && !divides_by_the_gradient(o); ++i) {
    const auto& [name, tensor] = here.state[i];
    EXPECT_EQ(there.state[i].first, name);
    // What the updates add differs, and each sum is rounded.
    EXPECT_LE(apart(there.state[i].second, tensor),
              bound(o, here, here.moved.at(group_of(name))) +
                  rounding_bound(here.updates, tensor.abs().max().item<double>()))
        << name;
  }
}

TEST(Pretend, TwoStepsOfEachTechniqueAreThoseOfTheProcessor) {
  for (Typed flags : cases()) {
    if (draws_otherwise(flags)) continue;
    SCOPED_TRACE(name_of(flags));
    if (!has(flags, "optimizer")) {
      flags.push_back({"optimizer", "sgd"});
      flags.push_back({"rate", "0.01"});
    }
    expect_agreement(options_of(flags));
  }
}

/// Weights after two updates against the same gradients.
Tensor optimized(const OptimizerOptions& options, Device where) {
  const Tensor ramp = at::linspace(-1, 1, 35).reshape({5, 7});
  const Tensor weight = ramp.sin().to(where).requires_grad_();
  const auto optimizer = make_optimizer(options, {{"w", weight}});
  for (const double scale : {1.0, 0.3}) optimizer->step({(ramp * scale).to(where)});
  return weight.detach().to(at::kCPU, at::kDouble);
}

TEST(Pretend, OptimizersMakeTheSameOfTheSameGradients) {
  constexpr int64_t kRoundings = 2 * 10;
  for (const std::string& name : OptimizerList::names()) {
    const OptimizerOptions o{.name = name, .rate = 0.1, .momentum = 0.5, .weight_decay = 0.1};
    EXPECT_LE(apart(optimized(o, device()), optimized(o, at::kCPU)), rounding_bound(kRoundings, 1))
        << name;
  }
}

}  // namespace
}  // namespace wgan::pretend
