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
  visit_architecture(arch_of_generator(o), [&]<typename Architecture>() {
    layers = generator_layers<Architecture>(o, size, channels);
  });
  return Network(std::move(layers));
}

Network uninitialised_critic(const NetworkOptions& o, Size size, int64_t channels) {
  Layers layers;
  visit_architecture(arch_of_critic(o), [&]<typename Architecture>() {
    layers = critic_layers<Architecture>(o, size, channels);
  });
  if (o.critic_norm == "spectral") {
    for (const LayerPtr& layer : layers)
      for (Layer* module : layer->modules()) module->use_spectral_norm();
  }
  return Network(std::move(layers));
}

Networks uninitialised_networks(const NetworkOptions& o, Size size, int64_t channels) {
  return {uninitialised_generator(o, size, channels), uninitialised_critic(o, size, channels)};
}

void zero(const Network& network) {
  const at::NoGradGuard no_grad;
  for (const Parameter& p : network.parameters()) p.tensor.zero_();
}

/// A law of initial weights. Biases and shifts are 0; the weights of embeddings and learnt maps
/// keep their own deviation.
struct Law {
  std::string name;

  /// "normal" is that of Radford 2015, section 4: scales of norms are drawn from N(1, 0.02). With
  /// the others, they are 1.
  float scale_deviation() const { return name == "normal" ? Parameter::kUsualDeviation : 0; }

  /// "glorot" is Keras' "glorot_uniform" (Glorot and Bengio 2010, equation 16): uniform within the
  /// root of 6 / (inputs + outputs), where every pixel of a kernel counts.
  static float glorot_bound(const Parameter& p) {
    const auto sizes = p.tensor.sizes();
    const int64_t pixels = p.tensor.numel() / (sizes[0] * sizes[1]);
    return std::sqrt(6.0F / static_cast<float>((sizes[0] + sizes[1]) * pixels));
  }

  /// "he" is normal with the variance 2 / inputs (He 2015, equation 10).
  float value(const Parameter& p, Random& random) const {
    if (p.norm) return 1 + scale_deviation() * random.normal();
    if (name == "glorot" && p.fan_in > 0) return glorot_bound(p) * (2 * random.uniform() - 1);
    if (name == "he" && p.fan_in > 0)
      return std::sqrt(2.0F / static_cast<float>(p.fan_in)) * random.normal();
    return p.deviation * random.normal();
  }
};

void initialise(const Network& network, const std::string& law_name, uint64_t seed,
                uint64_t attempt, uint64_t which) {
  const at::NoGradGuard no_grad;
  const Law law{law_name};
  uint64_t index = which << 32;
  for (const Parameter& p : network.parameters()) {
    Random random(seed, Stream::kWeights, attempt, 0, index++);
    if (!p.name.ends_with(".weight")) {
      p.tensor.zero_();
    } else {
      float* value = p.tensor.data_ptr<float>();
      for (int64_t i = 0; i < p.tensor.numel(); ++i) value[i] = p.gain * law.value(p, random);
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
