#include "wgan/networks.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include "architectures.h"
#include "wgan/error.h"
#include "wgan/random.h"
#include "wgan/text.h"

namespace wgan {
namespace {

struct Architecture {
  const char* name;
  Layers (*generator)(const NetworkOptions&, Size, int64_t channels);
  Layers (*critic)(const NetworkOptions&, Size, int64_t channels);
};

constexpr Architecture kArchitectures[] = {
    {"dcgan", dcgan_generator, dcgan_critic},
};

const Architecture& find(const std::string& name) {
  for (const Architecture& architecture : kArchitectures) {
    if (name == architecture.name) return architecture;
  }
  throw Error(ExitCode::kModel, cat("there is no architecture '", escaped(name),
                                    "'; this wgan has ", join(network_names(), ", ")));
}

/// Radford 2015, section 4: weights N(0, 0.02), scales of batch norm N(1, 0.02), biases and shifts
/// 0.
void initialise(const Network& network, uint64_t seed, uint64_t attempt, uint64_t which) {
  const at::NoGradGuard no_grad;
  uint64_t index = which << 32;
  for (const Parameter& p : network.parameters()) {
    Random random(seed, Stream::kWeights, attempt, 0, index++);
    const bool weight = p.name.ends_with(".weight");
    float* value = p.tensor.data_ptr<float>();
    for (int64_t i = 0; i < p.tensor.numel(); ++i) {
      value[i] = weight ? (p.norm ? 1.0F : 0.0F) + 0.02F * random.normal() : 0.0F;
    }
  }
}

}  // namespace

std::vector<std::string> network_names() {
  std::vector<std::string> names;
  for (const Architecture& architecture : kArchitectures) names.emplace_back(architecture.name);
  return names;
}

Network make_generator(const NetworkOptions& options, Size size, int64_t channels) {
  return Network(find(options.arch).generator(options, size, channels));
}

Networks make_networks(const NetworkOptions& options, Size size, int64_t channels, uint64_t seed,
                       uint64_t attempt) {
  Networks nets{make_generator(options, size, channels),
                Network(find(options.arch).critic(options, size, channels))};
  initialise(nets.generator, seed, attempt, 0);
  initialise(nets.critic, seed, attempt, 1);
  return nets;
}

Tensor latents_of_seeds(const std::vector<uint64_t>& seeds, int64_t latent) {
  Tensor z = at::empty({static_cast<int64_t>(seeds.size()), latent});
  float* value = z.data_ptr<float>();
  for (const uint64_t seed : seeds) {
    Random random(seed, Stream::kSample, 0, 0, 0);
    for (int64_t i = 0; i < latent; ++i) *value++ = random.normal();
  }
  return z;
}

}  // namespace wgan
