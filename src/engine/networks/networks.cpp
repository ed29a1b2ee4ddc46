#include "wgan/networks/networks.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <future>

#include "architectures.h"
#include "wgan/base/error.h"
#include "wgan/random/random.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

template <typename Architecture>
concept HasPlan = requires(const NetworkOptions& o, Size size) {
  Architecture::plan(o, size);
};

template <typename Architecture>
Layers generator_layers(const NetworkOptions& o, Size size, int64_t channels) {
  if constexpr (HasPlan<Architecture>)
    return convolutional_generator(o, Architecture::plan(o, size), channels);
  else return Architecture::generator(o, size, channels);
}

template <typename Architecture>
Layers critic_layers(const NetworkOptions& o, Size size, int64_t channels) {
  if constexpr (HasPlan<Architecture>)
    return convolutional_critic(o, Architecture::plan(o, size), channels);
  else return Architecture::critic(o, size, channels);
}

/// Calls `function` for the architecture of that name.
template <typename Function>
void visit_architecture(const std::string& name, const Function& function) {
  if (!ArchitectureList::visit(name, function)) {
    throw Error(ExitCode::kModel, cat("there is no architecture '", escaped(name),
                                      "'; this wgan has ", join(ArchitectureList::names(), ", ")));
  }
}

Network uninitialised_generator(const NetworkOptions& o, Size size, int64_t channels) {
  Layers layers;
  visit_architecture(o.arch, [&]<typename Architecture>() {
    layers = generator_layers<Architecture>(o, size, channels);
  });
  return Network(std::move(layers));
}

Network uninitialised_critic(const NetworkOptions& o, Size size, int64_t channels) {
  Layers layers;
  visit_architecture(o.arch, [&]<typename Architecture>() {
    layers = critic_layers<Architecture>(o, size, channels);
  });
  return Network(std::move(layers));
}

Networks uninitialised_networks(const NetworkOptions& o, Size size, int64_t channels) {
  return {uninitialised_generator(o, size, channels), uninitialised_critic(o, size, channels)};
}

void zero(const Network& network) {
  const at::NoGradGuard no_grad;
  for (const Parameter& p : network.parameters()) p.tensor.zero_();
}

/// Radford 2015, section 4: weights are drawn from N(0, 0.02) and scales of batch norm from
/// N(1, 0.02); biases and shifts are 0. A parameter can have another deviation.
float normal_value(const Parameter& p, Random& random) {
  return (p.norm ? 1.0F : 0.0F) + p.deviation * random.normal();
}

/// Glorot and Bengio 2010, equation 16, which is Keras' "glorot_uniform": weights are uniform
/// within plus or minus the root of 6 / (inputs + outputs), where every pixel of a kernel counts.
/// Scales of norms are 1.
float glorot_bound(const Parameter& p) {
  const auto sizes = p.tensor.sizes();
  const int64_t pixels = p.tensor.numel() / (sizes[0] * sizes[1]);
  return std::sqrt(6.0F / static_cast<float>((sizes[0] + sizes[1]) * pixels));
}

void initialise(const Network& network, const std::string& law, uint64_t seed, uint64_t attempt,
                uint64_t which) {
  const at::NoGradGuard no_grad;
  uint64_t index = which << 32;
  for (const Parameter& p : network.parameters()) {
    Random random(seed, Stream::kWeights, attempt, 0, index++);
    if (!p.name.ends_with(".weight")) {
      p.tensor.zero_();
    } else if (law == "glorot" && p.norm) {
      p.tensor.fill_(1);
    } else {
      float* value = p.tensor.data_ptr<float>();
      // An embedding has another deviation and stays normal.
      const bool uniform = law == "glorot" && p.deviation == Parameter::kUsualDeviation;
      const float bound = uniform ? glorot_bound(p) : 0;
      for (int64_t i = 0; i < p.tensor.numel(); ++i) {
        value[i] = bound > 0 ? bound * (2 * random.uniform() - 1) : normal_value(p, random);
      }
    }
  }
}

}  // namespace

Networks empty_networks(const NetworkOptions& options, Size size, int64_t channels) {
  Networks nets = uninitialised_networks(options, size, channels);
  zero(nets.generator);
  zero(nets.critic);
  return nets;
}

Network make_generator(const NetworkOptions& options, Size size, int64_t channels) {
  Network generator = uninitialised_generator(options, size, channels);
  zero(generator);
  return generator;
}

Networks meta_networks(const NetworkOptions& options, Size size, int64_t channels) {
  const MetaDeviceGuard meta;
  return uninitialised_networks(options, size, channels);
}

Network meta_generator(const NetworkOptions& options, Size size, int64_t channels) {
  const MetaDeviceGuard meta;
  return uninitialised_generator(options, size, channels);
}

Networks make_networks(const NetworkOptions& options, Size size, int64_t channels, uint64_t seed,
                       uint64_t attempt) {
  Networks nets = uninitialised_networks(options, size, channels);
  auto generator =
      std::async(initialise, std::cref(nets.generator), options.init, seed, attempt, 0);
  initialise(nets.critic, options.init, seed, attempt, 1);
  generator.get();
  return nets;
}

void check_networks(const NetworkOptions& options, Size size) {
  NetworkOptions o = options;
  o.classes = std::max<int64_t>(o.classes, 1);
  const Networks nets = meta_networks(o, size, 3);
  // Norms check the shape of their input.
  nets.generator.describe({o.latent});
  nets.critic.describe({3, size.height, size.width});
}

}  // namespace wgan
