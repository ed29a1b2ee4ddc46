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

/// A learnt weight, or a buffer, which needs no gradient.
struct Parameter {
  static constexpr float kUsualDeviation = 0.02F;
  std::string name;
  Tensor tensor;
  bool norm = false;  // a scale or shift of a norm layer, which weight clipping exempts by default
  float deviation = kUsualDeviation;  // of the normal distribution that initialises a weight
  int64_t fan_in = 0;  // numbers of the input that an output depends on; 0 = not a layer's weight
  float gain = 1;      // multiplies the initial values
};

/// The size of the reference batch in training, for networks with virtual batch norm.
inline constexpr int64_t kReferenceSamples = 64;

/// Called with each layer's name and output, to find where something went wrong.
using LayerObserver = std::function<void(const std::string& layer, const Tensor& output)>;

class ProcessGroup;

/// Minibatch discrimination as in the code of Salimans 2016.
inline constexpr int64_t kDiscriminationKernels = 100, kDiscriminationDimensions = 5;

/// The settings of a forward pass.
struct Pass {
  Tensor labels;         // int64 [N]; may be undefined if the network is not conditional
  bool training = true;  // norms use the statistics of the batch and update their running means
  std::optional<double>
      momentum;  // weight of the newest batch in those means; else the layer's own
  std::optional<at::ScalarType> precision;  // of the layers' outputs; else that of the input
  const LayerObserver* observer = nullptr;
  KernelRandom* kernel_random = nullptr;  // dropout draws from it; null turns dropout off
  int64_t reference = 0;  // size of the reference batch in front of the batch; set by the network
  /// A generator's classes on the way from `labels` to `other_labels`, int64 [N], by `share`, float
  /// [N, 1]; undefined if they are those of `labels`.
  Tensor other_labels{}, share{};
  /// Whose batches batch norm takes together in training; null for this process's own alone.
  const ProcessGroup* norm_group = nullptr;
};

/// The receptive field of a pixel along an axis, and its stride, the distance between those of
/// neighbours, both in pixels of the input.
struct ReceptiveField {
  static constexpr int64_t kAll = -1;  // the whole input, whatever its size
  int64_t pixels = 1;
  int64_t stride = 1;
};

/// A layer of a network as tables show it. All numbers are for one sample.
struct LayerInfo {
  std::string name;
  std::string kind;             // "convolution 4x4, stride 2"
  std::vector<int64_t> output;  // shape without the batch
  int64_t parameters = 0;
  int64_t kept = 0;           // numbers that a forward pass keeps for the gradient: the outputs of
                              // layers with weights, since activations overwrite them in place
  int64_t multiply_adds = 0;  // with weights; half the floating-point operations
  int64_t receptive = 1;      // receptive field in pixels of the network's input along an axis:
                              // ReceptiveField::kAll for the whole, 0 if the input has no pixels
};

class Layer;
class OnnxGraph;
class Stack;

/// The scores of samples and the squares of their gradients with respect to the input, [N] each.
struct ScoresAndSquares {
  Tensor scores, squares;
};

/// The squared Euclidean norm of each sample, [N], in float32 or, for float64, in that: a sum of
/// many terms.
Tensor square_norms(const Tensor& samples);

/// A stack of layers.
class Network {
 public:
  explicit Network(std::vector<std::unique_ptr<Layer>> layers);
  Network(Network&&) noexcept;
  ~Network();

  /// The output of the last layer for pictures [N, C, H, W], or for z [N, latent] in a generator.
  Tensor forward(const Tensor& input, const Pass& pass) const;
  /// The input of the last layer.
  Tensor features(const Tensor& input, const Pass& pass) const;

  /// The gradient of each sample's score, the mean over its map of scores, with respect to `input`,
  /// in its shape. It is differentiable with respect to the weights. The function returns nothing
  /// if a layer is not piecewise linear for each sample by itself, or if a sample has several
  /// scores: the gradient then needs a graph of the forward pass. Otherwise it applies g <- g dy/dx
  /// from the last layer to the first. The gradient of this chain takes half the passes of a double
  /// backward, since it does not go through the masks of the activations, which are constant around
  /// almost every input.
  std::optional<Tensor> input_gradient(const Tensor& input, const Pass& pass) const;

  /// The score of each sample, the mean over its map of scores, and the squared norm of the
  /// gradient with respect to `input`. Both are differentiable once with respect to the weights, at
  /// the cost of four passes in all where autograd takes six: with the layers' inputs h, the
  /// chain's vectors delta, the derivative c of the loss with respect to a score and the tangent v
  /// of the penalty's derivative with respect to the input gradient, a layer's gradient is that of
  /// the input c h + v against delta. Returns nothing where `input_gradient` would.
  std::optional<ScoresAndSquares> slopes(const Tensor& input, const Pass& pass) const;

  /// Appends the network, a generator that makes pictures, to an ONNX graph and returns the name of
  /// its output, float [N, C, H, W]. `input` is the name of z, float [N, latent], and `labels` that
  /// of the classes, int64 [N], if the network is conditional.
  std::string to_onnx(OnnxGraph& graph, const std::string& input, int64_t latent,
                      const std::string& labels) const;

  /// Learnt weights, which require gradients, and running statistics, which do not. The names are
  /// unique and never change, since files use them.
  const std::vector<Parameter>& parameters() const { return parameters_; }
  const std::vector<Parameter>& buffers() const { return buffers_; }
  /// The parameters behind the first `count` layers with a weight that multiplies their input;
  /// norms belong to the layer before them. Throws Error(kUsage) if there are none.
  std::vector<Parameter> parameters_behind(int64_t count) const;
  /// The tensors of the parameters, then those of the buffers.
  NamedTensors state() const;
  int64_t parameter_count() const;

  /// Whether a layer keeps running statistics.
  bool has_statistics() const { return buffers_.size() > (reference_ ? 1 : 0); }
  /// Whether a layer is a virtual batch norm, which needs a reference batch.
  bool needs_reference() const;
  /// Sets the reference batch, [R, …], once. It is a buffer from then on.
  void set_reference(const Tensor& batch);

  /// Moves and converts the weights in place. Optimizers must be created after this.
  void to(Device device, at::ScalarType type = at::kFloat);

  /// Describes each layer for an input of `shape`, without the batch. The weights need no values.
  /// Throws Error(kUsage) if a layer cannot work on its input.
  std::vector<LayerInfo> describe(const std::vector<int64_t>& shape) const;

 private:
  Tensor run(Tensor x, Pass pass, bool features_only) const;
  void collect_parameters();

  std::unique_ptr<Stack> layers_;
  std::vector<Parameter> parameters_, buffers_;
  std::optional<Parameter> reference_;
};

/// The two networks of a run. The generator maps z [N, latent] to pictures [N, C, H, W] in [-1, 1].
/// The critic maps pictures to scores, [N, K, h, w] or [N, K], without a sigmoid: losses that need
/// one apply it. K is 1, or the number of classes in semi-supervised learning.
struct Networks {
  Network generator;
  Network critic;
};

/// Returns freshly initialised networks on the processor. The weights are a function of (seed,
/// attempt). This and the next four throw Error(kModel) if wgan/networks/list.h has no
/// architecture of that name.
Networks make_networks(const NetworkOptions& options, Size size, int64_t channels, uint64_t seed,
                       uint64_t attempt = 0);
/// Return networks whose weights are zero, to be loaded.
Networks empty_networks(const NetworkOptions& options, Size size, int64_t channels);
Network make_generator(const NetworkOptions& options, Size size, int64_t channels);
/// Return networks on the meta device, which have shapes but no values and take no memory, to be
/// described or compared with a file.
Networks meta_networks(const NetworkOptions& options, Size size, int64_t channels);
Network meta_generator(const NetworkOptions& options, Size size, int64_t channels);

/// Throws Error(kUsage) if these networks are impossible for pictures of this size.
void check_networks(const NetworkOptions& options, Size size);

}  // namespace wgan
