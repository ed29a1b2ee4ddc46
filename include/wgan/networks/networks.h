#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wgan/device/tensor.h"
#include "wgan/options/options.h"
#include "wgan/random/random.h"

/// Generators and critics: stacks of layers with named parameters.
namespace wgan {

/// A weight, or a number that a layer keeps (then it needs no gradient).
struct Parameter {
  static constexpr float kUsual = 0.02F;
  std::string name;
  Tensor tensor;
  bool norm =
      false;  // scale or shift of a norm layer: exempt from weight clipping unless asked for
  float deviation = kUsual;  // of the normal law that it begins with, if it is a weight
};

/// In the reference batch of a network that norms by one, if it is trained.
inline constexpr int64_t kReferenceSamples = 64;

/// Shown each layer's output by its name; for those who look for what went wrong.
using LayerObserver = std::function<void(const std::string& layer, const Tensor& output)>;

/// Minibatch discrimination as in the code of Salimans 2016.
inline constexpr int64_t kDiscriminationKernels = 100, kDiscriminationDimensions = 5;

/// How a batch goes through a network.
struct Pass {
  Tensor labels;  // int64 [N]; may be undefined where the network is not conditional
  bool training =
      true;  // norm layers use the batch's own statistics and keep a running mean of them
  std::optional<double> momentum;  // weight of the newest batch in that mean; else the layer's own
  std::optional<at::ScalarType> precision;  // of the layers' outputs; else that of the input
  const LayerObserver* observer = nullptr;
  KernelRandom* kernel_random = nullptr;  // what dropout draws from; none = nothing is dropped
  int64_t reference = 0;  // samples at the front that are the reference batch; set by the network
};

/// How many pixels of the input a pixel sees along an axis, and how far apart those of neighbours
/// lie.
struct ReceptiveField {
  static constexpr int64_t kAll = -1;  // pixels, whatever the input's size
  int64_t pixels = 1;
  int64_t stride = 1;
};

struct LayerInfo {
  std::string name;
  std::string kind;             // "convolution 4x4, stride 2"
  std::vector<int64_t> output;  // shape without the batch
  int64_t parameters = 0;
  int64_t kept = 0;           // numbers of a sample that a pass keeps for its gradient: the outputs
                              // of layers with weights, since activations overwrite them
  int64_t multiply_adds = 0;  // with weights, for one sample: half its floating-point operations
  int64_t receptive = 1;  // pixels of the input along an axis that one number of the output sees;
                          // ReceptiveField::kAll if it sees the whole, 0 if the input has no pixels
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

  /// The gradient of each sample's score, the mean of its map of scores, with respect to `input`,
  /// in its shape; differentiable in the weights. None if it is not to be had without a graph of
  /// the forward pass: where a layer is not piecewise linear for each sample by itself, and where
  /// a sample has several scores. Else it is the chain g <- g dy/dx of the layers from last to
  /// first, whose own gradient needs half the passes of a second derivative: nothing goes back
  /// through the masks of the activations, since they are constant around almost every input.
  std::optional<Tensor> input_gradient(const Tensor& input, const Pass& pass) const;

  /// Learnt weights, which require gradients, and running statistics, which do not; names are
  /// unique and stay the same from version to version, since files use them.
  const std::vector<Parameter>& parameters() const { return parameters_; }
  const std::vector<Parameter>& buffers() const { return buffers_; }
  /// The tensors of both, parameters first.
  NamedTensors state() const;
  int64_t parameter_count() const;

  /// Whether a layer keeps running statistics.
  bool has_statistics() const { return buffers_.size() > (reference_ ? 1 : 0); }
  /// Whether a layer norms by a reference batch: `set_reference` gives it, [R, …], once, and it is
  /// a buffer from then on.
  bool needs_reference() const;
  void set_reference(const Tensor& batch);

  /// Moves and converts the weights in place. Optimizers must be made after it.
  void to(Device device, at::ScalarType type = at::kFloat);

  /// A line for each layer on inputs of `shape` (without the batch): weights need not have values.
  std::vector<LayerInfo> describe(const std::vector<int64_t>& shape) const;

 private:
  Tensor run(Tensor x, Pass pass, size_t layers) const;
  void collect();
  std::vector<Layer*> parts() const;

  std::vector<std::unique_ptr<Layer>> layers_;
  std::vector<Parameter> parameters_, buffers_;
  std::optional<Parameter> reference_;
};

/// What a run trains. A generator maps z [N, latent] to pictures [N, C, H, W] in [-1, 1]; a critic
/// maps pictures to scores, [N, K, h, w] or [N, K], without a sigmoid: the losses that want one
/// bring it. K is 1, or the number of classes if it is to tell them apart.
struct Networks {
  Network generator;
  Network critic;
};

/// Freshly initialised networks on the processor; the weights are a function of (seed, attempt).
/// Throws Error(kModel) if there is no architecture of that name.
Networks make_networks(const NetworkOptions& options, Size size, int64_t channels, uint64_t seed,
                       uint64_t attempt = 0);
/// Networks whose weights are all zero: to be filled.
Networks empty_networks(const NetworkOptions& options, Size size, int64_t channels);
Network make_generator(const NetworkOptions& options, Size size, int64_t channels);
/// The same without values, which take no memory: to be described, or compared with what a file
/// holds.
Networks meta_networks(const NetworkOptions& options, Size size, int64_t channels);
Network meta_generator(const NetworkOptions& options, Size size, int64_t channels);
std::vector<std::string> network_names();

/// Throws Error(kUsage) if there are no such networks for pictures of this size.
void check_networks(const NetworkOptions& options, Size size);

}  // namespace wgan
