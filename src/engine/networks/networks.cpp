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

using Make = Layers (*)(const NetworkOptions&, Size, int64_t channels);

template <Convolutional (*kPlan)(const NetworkOptions&, Size)>
Layers generator_by(const NetworkOptions& o, Size size, int64_t channels) {
  return convolutional_generator(o, kPlan(o, size), channels);
}

template <Convolutional (*kPlan)(const NetworkOptions&, Size)>
Layers critic_by(const NetworkOptions& o, Size size, int64_t channels) {
  return convolutional_critic(o, kPlan(o, size), channels);
}

struct Architecture {
  const char* name;
  Make generator, critic;
};

constexpr Architecture kArchitectures[] = {
    {"dcgan", generator_by<dcgan>, critic_by<dcgan>},
    {"pokemon", generator_by<pokemon>, critic_by<pokemon>},
    {"anime", generator_by<anime>, critic_by<anime>},
    {"mlp", mlp_generator, mlp_critic},
};

const Architecture& find(const std::string& name) {
  for (const Architecture& architecture : kArchitectures) {
    if (name == architecture.name) return architecture;
  }
  throw Error(ExitCode::kModel, cat("there is no architecture '", escaped(name),
                                    "'; this wgan has ", join(network_names(), ", ")));
}

/// Whose weights are to be set.
Networks unset_networks(const NetworkOptions& options, Size size, int64_t channels) {
  const Architecture& architecture = find(options.arch);
  return {Network(architecture.generator(options, size, channels)),
          Network(architecture.critic(options, size, channels))};
}

void zero(const Network& network) {
  const at::NoGradGuard no_grad;
  for (const Parameter& p : network.parameters()) p.tensor.zero_();
}

/// Radford 2015, section 4: weights N(0, 0.02), scales of batch norm N(1, 0.02), biases and shifts
/// 0. What a layer begins with otherwise, its parameters say.
float normal_value(const Parameter& p, Random& random) {
  return (p.norm ? 1.0F : 0.0F) + p.deviation * random.normal();
}

/// Glorot and Bengio 2010, equation 16, as Keras begins ("glorot_uniform"): uniform up to the root
/// of 6 / (inputs + outputs) either way, where a kernel counts with each of its pixels, and the
/// scales of norms at 1.
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
      // An embedding, of another deviation, has its own law.
      const float bound = law == "glorot" && p.deviation == Parameter::kUsual ? glorot_bound(p) : 0;
      for (int64_t i = 0; i < p.tensor.numel(); ++i) {
        value[i] = bound > 0 ? bound * (2 * random.uniform() - 1) : normal_value(p, random);
      }
    }
  }
}

}  // namespace

std::vector<std::string> network_names() {
  std::vector<std::string> names;
  for (const Architecture& architecture : kArchitectures) names.emplace_back(architecture.name);
  return names;
}

Networks empty_networks(const NetworkOptions& options, Size size, int64_t channels) {
  Networks nets = unset_networks(options, size, channels);
  zero(nets.generator);
  zero(nets.critic);
  return nets;
}

Network make_generator(const NetworkOptions& options, Size size, int64_t channels) {
  Network generator(find(options.arch).generator(options, size, channels));
  zero(generator);
  return generator;
}

Networks meta_networks(const NetworkOptions& options, Size size, int64_t channels) {
  const MetaDeviceGuard blank;
  return unset_networks(options, size, channels);
}

Network meta_generator(const NetworkOptions& options, Size size, int64_t channels) {
  const MetaDeviceGuard blank;
  return Network(find(options.arch).generator(options, size, channels));
}

Networks make_networks(const NetworkOptions& options, Size size, int64_t channels, uint64_t seed,
                       uint64_t attempt) {
  Networks nets = unset_networks(options, size, channels);
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
  // Norms look at what they get.
  nets.generator.describe({o.latent});
  nets.critic.describe({3, size.height, size.width});
}

}  // namespace wgan
