#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "wgan/options.h"
#include "wgan/tensor.h"

/// Generators and critics: stacks of layers with named parameters.
namespace wgan {

/// A weight, or a number that a layer keeps (then it needs no gradient).
struct Parameter {
  std::string name;
  Tensor tensor;
  bool norm =
      false;  // scale or shift of a norm layer: exempt from weight clipping unless asked for
};

/// Shown each layer's output by its name; for those who look for what went wrong.
using LayerWitness = std::function<void(const std::string& layer, const Tensor& output)>;

/// How a batch goes through a network.
struct Pass {
  Tensor labels;  // int64 [N]; may be undefined where the network is not conditional
  bool training =
      true;  // norm layers use the batch's own statistics and keep a running mean of them
  double momentum = 0.1;  // weight of the newest batch in that running mean
  const LayerWitness* witness = nullptr;
};

struct LayerInfo {
  std::string name;
  std::string kind;             // "convolution 4x4, stride 2"
  std::vector<int64_t> output;  // shape without the batch
  int64_t parameters = 0;
};

class Layer;

/// A stack of layers.
class Network {
 public:
  explicit Network(std::vector<std::unique_ptr<Layer>> layers);
  Network(Network&&) noexcept;
  ~Network();

  /// From [N, C, H, W] (a generator takes z as [N, latent]) to the last layer's output.
  Tensor forward(const Tensor& input, const Pass& pass) const;
  /// The same up to, and without, the last layer.
  Tensor features(const Tensor& input, const Pass& pass) const;

  /// Learnt weights, which require gradients, and running statistics, which do not; names are
  /// unique and stay the same from version to version, since files use them.
  const std::vector<Parameter>& parameters() const { return parameters_; }
  const std::vector<Parameter>& buffers() const { return buffers_; }
  /// The tensors of both, parameters first.
  NamedTensors state() const;
  int64_t parameter_count() const;

  /// Moves and converts the weights in place. Optimizers must be made after it.
  void to(Device device, at::ScalarType type = at::kFloat);

  /// A line for each layer, found by sending two zero inputs of `shape` (without the batch)
  /// through.
  std::vector<LayerInfo> describe(const std::vector<int64_t>& shape) const;

 private:
  Tensor run(Tensor x, const Pass& pass, size_t layers) const;
  void collect();

  std::vector<std::unique_ptr<Layer>> layers_;
  std::vector<Parameter> parameters_, buffers_;
};

/// What a run trains. A generator maps z [N, latent] to pictures [N, C, H, W] in [-1, 1]; a critic
/// maps pictures to one number each, [N, 1, 1, 1], without a sigmoid: the losses that want one
/// bring it.
struct Networks {
  Network generator;
  Network critic;
};

/// Freshly initialised networks on the processor; the weights are a function of (seed, attempt).
/// Throws Error(kModel) if there is no architecture of that name.
Networks make_networks(const NetworkOptions& options, Size size, int64_t channels, uint64_t seed,
                       uint64_t attempt = 0);
Network make_generator(const NetworkOptions& options, Size size, int64_t channels);
std::vector<std::string> network_names();

/// z for the samples with these seeds, float [N, latent]: the normal law. A pure function of each
/// seed.
Tensor latents_of_seeds(const std::vector<uint64_t>& seeds, int64_t latent);

}  // namespace wgan
