#pragma once

#include <memory>
#include <string>
#include <vector>

#include "convolve.h"
#include "onnx_writer.h"
#include "wgan/networks/networks.h"

/// The layers and the blocks that architectures share. Private to this folder.
namespace wgan {

using Shape = std::vector<int64_t>;

/// The number of numbers in a tensor of that shape.
int64_t numbers_in(const Shape& shape);
/// Reshapes a number for each sample, [N], so that it broadcasts to `like`.
Tensor along_samples(const Tensor& values, const Tensor& like);

/// While a guard is alive, the tensors of layers that this thread creates are on LibTorch's meta
/// device: they have shapes but no values and take no memory.
class MetaDeviceGuard {
 public:
  MetaDeviceGuard();
  ~MetaDeviceGuard();
  MetaDeviceGuard(const MetaDeviceGuard&) = delete;
  MetaDeviceGuard& operator=(const MetaDeviceGuard&) = delete;

 private:
  bool before_;
};

/// The initial values of a layer's tensor. Weights that are initialised later stay unset.
enum class Fill { kUnset, kZeros, kOnes };

/// What tables and memory estimates need to know of a layer. All numbers are for one sample.
struct LayerDescription {
  std::string kind;           // "convolution 4x4, stride 2"
  Shape output;               // without the batch
  ReceptiveField field{};     // of an output pixel on the layer's input
  int64_t multiply_adds = 0;  // multiplications with a weight, each with its addition
  int64_t kept = 0;  // numbers that a forward pass keeps for the gradient, besides the output
};

/// What a forward pass and the chain of the input gradient leave at a layer for the gradients of
/// its weights.
struct Trace {
  Tensor input;
  Tensor delta;              // the gradient of each sample's score with respect to the output
  std::vector<Trace> inner;  // of the layers inside this one
};

class Layer {
 public:
  explicit Layer(std::string name) : name_(std::move(name)) {}
  virtual ~Layer() = default;
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;

  virtual Tensor forward(const Tensor& x, const Pass& pass) const = 0;
  /// Whether each sample's output is a function of that sample's input alone, and linear around
  /// almost every input. Such a layer has a `vjp`.
  virtual bool piecewise_linear() const { return false; }
  /// The vector-Jacobian product g dy/dx at x, in the shape of x, for g in the shape of the output
  /// y. It is differentiable with respect to g and the weights.
  virtual Tensor vjp(const Tensor& g, const Tensor& x, const Pass& pass) const;
  /// The Jacobian-vector product dy/dx v at x, in the shape of the output y, for v in the shape of
  /// x. A piecewise linear layer has it; it needs no derivatives.
  virtual Tensor jvp(const Tensor& v, const Tensor& x, const Pass& pass) const;
  /// The gradients of the layer's weights, in the order in which a network collects them, for an
  /// output with the gradient `g`: of what multiplies the input, as if that were `u`, and of what
  /// is added to the output, as if each sample's g were multiplied by its number in `c`, [N] in
  /// the precision of g, which may be undefined for 0. A piecewise linear layer with weights has
  /// it.
  virtual TensorList weight_gradients(const Tensor& u, const Tensor& g, const Tensor& c,
                                      const Pass& pass) const;

  /// The three passes that make input gradients and their penalties (Network::slopes). A layer made
  /// of others replaces them; for all others they come from the functions above.
  /// `forward`, which leaves the input in the trace.
  virtual Tensor forward_traced(const Tensor& x, const Pass& pass, Trace& trace) const;
  /// `vjp` for the input in the trace, which leaves g there if the layer has weights.
  virtual Tensor chain(const Tensor& g, const Pass& pass, Trace& trace) const;
  /// Appends the gradients of the weights for the tangent v of the input and the derivative c by
  /// each sample's score, of which one may be undefined for 0, and returns the tangent of the
  /// output, or nothing if it is not `wanted`.
  virtual Tensor tangent(const Tensor& v, const Tensor& c, const Pass& pass, const Trace& trace,
                         bool wanted, TensorList& gradients) const;
  /// Appends the layer, as it is when a generator makes pictures, to an ONNX graph, with `x` as its
  /// input, of that shape without the batch, and returns the name of its output. Throws
  /// std::logic_error for layers that only critics have.
  virtual std::string to_onnx(const OnnxWriter& onnx, const std::string& x,
                              const Shape& shape) const;

  /// Whether the layer needs the reference batch in front of every batch.
  virtual bool needs_reference() const { return false; }
  /// The layers inside this one, then this one: all whose parameters a network collects.
  virtual std::vector<Layer*> modules() { return {this}; }
  /// Whether it only passes numbers on to the layers inside.
  virtual bool made_of_others() const { return false; }
  /// The count of numbers in the parameters, with those of the layers inside.
  int64_t weights();

  /// Describes the layer for an input of that shape, without the batch. Throws Error(kUsage) if the
  /// layer cannot work on it.
  virtual LayerDescription describe(const Shape& input) const = 0;

  /// Divides the weight by its largest singular value from now on, if the layer has one that
  /// multiplies the input (spectral norm, Miyato 2018, algorithm 1, with one power iteration in
  /// each forward pass of training). It is then not piecewise linear in the sense above, as its
  /// weight is a function of the one that is learnt.
  virtual void use_spectral_norm() {}
  bool spectral_norm() const { return spectral_norm_; }

  const std::string& name() const { return name_; }
  std::vector<Parameter>& parameters() { return parameters_; }
  const std::vector<Parameter>& parameters() const { return parameters_; }
  std::vector<Parameter>& buffers() { return buffers_; }

 protected:
  void add_parameter(const std::string& name, const Shape& shape, Fill fill, bool norm = false);
  /// Adds a weight that multiplies the input. `fan_in` is the count of the input's numbers on which
  /// one of the output depends.
  void add_weight(const std::string& name, const Shape& shape, int64_t fan_in);
  void add_buffer(const std::string& name, const Shape& shape, Fill fill);
  const Tensor& parameter(size_t i) const { return parameters_[i].tensor; }
  /// What `use_spectral_norm` does where the first parameter multiplies the input.
  void divide_by_singular_value();
  /// The first parameter, divided by its largest singular value if the layer shall do that.
  Tensor normalised_weight(const Pass& pass) const;
  /// The gradient of a bias, [channels], for the arguments of `weight_gradients`; g is [N,
  /// channels, …].
  static Tensor bias_gradient(const Tensor& g, const Tensor& c, const Tensor& bias);
  /// Adds a parameter or a buffer to an ONNX graph, under its own name.
  static std::string constant(const OnnxWriter& onnx, const Parameter& parameter);
  /// The parameter in the precision of x.
  Tensor parameter_for(const Tensor& x, size_t i) const { return parameter(i).to(x.scalar_type()); }

  std::string name_;
  std::vector<Parameter> parameters_, buffers_;

 private:
  bool spectral_norm_ = false;
};

using LayerPtr = std::unique_ptr<Layer>;
using Layers = std::vector<LayerPtr>;

/// Layers, one after the other.
class Stack : public Layer {
 public:
  Stack(std::string name, Layers layers) : Layer(std::move(name)), layers_(std::move(layers)) {}

  Tensor forward(const Tensor& x, const Pass& pass) const override;
  /// The input of the last layer.
  Tensor features(const Tensor& x, const Pass& pass) const;
  bool piecewise_linear() const override;
  Tensor forward_traced(const Tensor& x, const Pass& pass, Trace& trace) const override;
  Tensor chain(const Tensor& g, const Pass& pass, Trace& trace) const override;
  Tensor tangent(const Tensor& v, const Tensor& c, const Pass& pass, const Trace& trace,
                 bool wanted, TensorList& gradients) const override;
  std::string to_onnx(const OnnxWriter& onnx, const std::string& x,
                      const Shape& shape) const override;
  bool needs_reference() const override;
  std::vector<Layer*> modules() override;
  LayerDescription describe(const Shape& input) const override;
  const Layers& layers() const { return layers_; }

 private:
  Tensor forward_through(Tensor x, const Pass& pass, size_t count) const;

  Layers layers_;
};

/// The sum of two stacks of layers, of which `skip` may be empty, for the input itself (He 2016).
/// `branch` must not begin with a layer that works in place.
LayerPtr residual(std::string name, std::string kind, Layers branch, Layers skip);

/// The field of a layer with the field `layer` whose input has the field `input`.
ReceptiveField composed(const ReceptiveField& input, const ReceptiveField& layer);

/// The side of the map that gets the additional pixel if the sum of the padding is odd.
enum class OddPadding { kBehind, kBefore };

/// A convolution with stride 2 from the extent `from` to half of it, rounded up, with the least
/// padding. On even extents, kernel 4 pads 1 pixel on both sides. Kernel 5 pads 1 before and 2
/// behind (TensorFlow's "same"), or with OddPadding::kBefore 2 and 1 (PyTorch's padding 2).
LayerPtr conv_stride2(std::string name, int64_t in, int64_t out, int64_t kernel, Extent from,
                      bool bias, OddPadding odd = OddPadding::kBehind);

/// The transpose of `conv_stride2`, from half of `to`, rounded up, to exactly `to`.
LayerPtr conv_transpose_x2(std::string name, int64_t in, int64_t out, int64_t kernel, Extent to,
                           bool bias, OddPadding odd = OddPadding::kBehind);

/// Nearest-neighbour upsampling and a convolution with stride 1, from half of `to`, rounded up, to
/// `to`. It leaves no checkerboard (Odena 2016).
LayerPtr upsample_conv_x2(std::string name, int64_t in, int64_t out, int64_t kernel, Extent to,
                          bool bias);

/// A convolution whose kernel is the whole map, from [N, in, extent] to [N, out, 1, 1].
LayerPtr conv_whole_map(std::string name, int64_t in, int64_t out, Extent extent, bool bias);

/// The transpose of `conv_whole_map`, from z, [N, in] or [N, in, 1, 1], to [N, out, extent].
LayerPtr conv_transpose_whole_map(std::string name, int64_t in, int64_t out, Extent extent,
                                  bool bias);

/// A convolution with stride 1 and padding, from [N, in, map] to [N, out, map]. Each of the
/// `groups` of channels is convolved by itself.
LayerPtr conv_same(std::string name, int64_t in, int64_t out, int64_t kernel, Extent map, bool bias,
                   int64_t groups = 1);

/// The mean of each 2x2 pixels, from [N, C, from] to half of it, rounded up, which is also bilinear
/// interpolation at half the size; and bilinear interpolation or nearest neighbours from half of
/// `to`, rounded up, to `to`.
LayerPtr average_down(std::string name);
LayerPtr bilinear_up(std::string name, Extent to);
LayerPtr nearest_up(std::string name, Extent to);
/// The mean of each map, from [N, C, H, W] to [N, C, 1, 1].
LayerPtr average_whole_map(std::string name);

/// A learnt map [channels, extent], multiplied channel by channel with a linear function of z: the
/// start of a generator (Huang 2024, R3GAN), from [N, in] to [N, channels, extent].
LayerPtr learnt_map(std::string name, int64_t in, int64_t channels, Extent extent);

/// A fully connected layer from `in` numbers, [N, …], to [N, out] or to [N, out, extent].
LayerPtr dense(std::string name, int64_t in, int64_t out, bool bias);
LayerPtr dense_to_map(std::string name, int64_t in, int64_t out, Extent extent, bool bias);
/// Reshapes [N, …] to [N, shape].
LayerPtr reshape(std::string name, Shape shape);

/// The norm, activation and dropout that follow each layer with weights in one network.
struct BlockOptions {
  std::string norm;       // batch, layer, instance, group, virtual, spectral, none
  double momentum = 0.1;  // weight of the newest batch in the running means of batch norm
  double epsilon = 1e-5;  // of norms
  Activation activation;
  double dropout = 0;   // share of activations that are set to zero
  int64_t classes = 0;  // > 0: batch norm has a scale and a shift for each class

  /// Whether norm layers follow the layers with weights, whose biases are then of no use.
  bool has_norm() const { return norm != "none" && norm != "spectral"; }
};
BlockOptions generator_block(const NetworkOptions& options);
BlockOptions critic_block(const NetworkOptions& options);

/// Append what follows the layer of that level: "norm3", or "act3" and "drop3", behind `prefix`.
void add_norm(Layers& layers, const BlockOptions& block, const std::string& prefix, size_t level,
              int64_t channels);
void add_activation(Layers& layers, const BlockOptions& block, const std::string& prefix,
                    size_t level, bool in_place = true);

/// Batch norm over batch and pixels (Ioffe and Szegedy 2015).
LayerPtr batch_norm(std::string name, int64_t channels, double momentum = 0.1,
                    double epsilon = 1e-5);
/// Batch norm over the batch alone: each number of a map is a feature of its own.
LayerPtr feature_batch_norm(std::string name, int64_t features, double momentum, double epsilon);
/// Batch norm with a scale and a shift for each class (Dumoulin 2017).
LayerPtr class_batch_norm(std::string name, int64_t channels, int64_t classes, double momentum,
                          double epsilon);
/// Layer norm over the features and pixels of each sample, with a scale and a shift for each
/// channel (Ba 2016).
LayerPtr layer_norm(std::string name, int64_t channels, double epsilon);
/// Group norm over the pixels and 16 channels of each sample, or more if 16 does not divide their
/// number (Wu and He 2018, table 3).
LayerPtr group_norm(std::string name, int64_t channels, double epsilon);
/// Instance norm over the pixels of each channel of each sample (Ulyanov 2016).
LayerPtr instance_norm(std::string name, int64_t channels, double epsilon);
/// Virtual batch norm, by the statistics of the reference batch and the sample itself (Salimans
/// 2016, section 3.5).
LayerPtr virtual_norm(std::string name, int64_t channels, double epsilon);

/// The activation works in place, unless its input has other uses.
LayerPtr activation(std::string name, const Activation& activation, bool in_place = true);
LayerPtr tanh(std::string name);
/// Dropout (Srivastava 2014), in training only.
LayerPtr dropout(std::string name, double share);

/// Minibatch discrimination (Salimans 2016, section 3.2): appends the similarity of each sample to
/// the others in its batch as `kernels` constant maps. The input has `features` numbers a sample.
LayerPtr minibatch_discrimination(std::string name, int64_t features, int64_t kernels,
                                  int64_t dimensions);
/// Minibatch standard deviation (Karras 2018, section 3): appends one constant map, the mean
/// standard deviation in the batch.
LayerPtr minibatch_deviation(std::string name);

/// Returns the row of a table for the class of each sample, or the one on the way to its other
/// class.
Tensor class_rows(const Tensor& table, const Pass& pass);
/// Appends the embedding of the sample's class to z, from [N, latent] to [N, latent + length].
LayerPtr class_embedding(std::string name, int64_t classes, int64_t length);
/// The projection critic (Miyato 2018): adds to `score` the inner product of its input with the
/// embedding of the class.
LayerPtr projection(LayerPtr score, int64_t channels, int64_t classes);

}  // namespace wgan
