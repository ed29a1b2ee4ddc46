#pragma once

#include <memory>
#include <string>
#include <vector>

#include "convolve.h"
#include "wgan/networks/networks.h"

/// The shared blocks that architectures are made of. Private to this room.
namespace wgan {

using Shape = std::vector<int64_t>;

/// While one is alive, the layers that this thread makes have no values: their tensors are shapes
/// (LibTorch's meta device) and take no memory.
class MetaDeviceGuard {
 public:
  MetaDeviceGuard();
  ~MetaDeviceGuard();
  MetaDeviceGuard(const MetaDeviceGuard&) = delete;
  MetaDeviceGuard& operator=(const MetaDeviceGuard&) = delete;

 private:
  bool before_;
};

/// What a tensor of a layer begins with; weights that are initialised later need not be written.
enum class Fill { kUnset, kZeros, kOnes };

class Layer {
 public:
  explicit Layer(std::string name) : name_(std::move(name)) {}
  virtual ~Layer() = default;
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;

  virtual Tensor forward(const Tensor& x, const Pass& pass) const = 0;
  /// The shape of the output, without the batch, for an input of this one: the same if nothing
  /// else is said. Throws Error(kUsage) if the layer cannot work on it.
  virtual Shape output_shape(const Shape& input) const { return input; }
  virtual std::string kind() const = 0;
  /// How many pixels of its input each pixel of its output sees along an axis, and how far apart
  /// those of neighbours lie.
  virtual ReceptiveField reach() const { return {}; }
  /// Multiplications with a weight, each with its addition, for one sample's way through.
  virtual int64_t multiply_adds() const { return 0; }
  /// Numbers of a sample that a pass keeps beside the layer's output of `outputs` numbers.
  virtual int64_t kept_inside(int64_t /*outputs*/) const { return 0; }
  /// The layers whose weights these are: itself, and what it is made of before that.
  virtual std::vector<Layer*> parts() { return {this}; }
  /// Whether it needs the reference batch in front of every batch.
  virtual bool needs_reference() const { return false; }
  /// Whether each sample's output is a function of that sample's input alone, linear around almost
  /// every input: then there is a `vjp`.
  virtual bool piecewise_linear() const { return false; }
  /// The vector-Jacobian product g dy/dx at x, in the shape of x, for g in the shape of the output
  /// y; differentiable in g and in the weights.
  virtual Tensor vjp(const Tensor& g, const Tensor& x, const Pass& pass) const;

  const std::string& name() const { return name_; }
  std::vector<Parameter>& parameters() { return parameters_; }
  const std::vector<Parameter>& parameters() const { return parameters_; }
  std::vector<Parameter>& buffers() { return buffers_; }

 protected:
  void add_parameter(const std::string& name, const Shape& shape, Fill begin, bool norm = false);
  void add_buffer(const std::string& name, const Shape& shape, Fill begin);
  const Tensor& parameter(size_t i) const { return parameters_[i].tensor; }
  /// In the precision of x.
  Tensor parameter_for(const Tensor& x, size_t i) const { return parameter(i).to(x.scalar_type()); }

  std::string name_;
  std::vector<Parameter> parameters_, buffers_;
};

using LayerPtr = std::unique_ptr<Layer>;
using Layers = std::vector<LayerPtr>;

/// On which side of the map a convolution with an odd sum of padding has one pixel more.
enum class OddPadding { kBehind, kBefore };

/// Convolution with stride 2 from `from` to half of it, rounded up. Padding is what is needed and
/// no more: kernel 4 pads 1 on both sides of even extents, kernel 5 pads 1 before and 2 after
/// (TensorFlow's "same"), or with OddPadding::kBefore 2 and 1 (PyTorch's padding 2).
LayerPtr conv_stride2(std::string name, int64_t in, int64_t out, int64_t kernel, Extent from,
                      bool bias, OddPadding odd = OddPadding::kBehind);

/// The transpose of `conv_stride2`: from half of `to`, rounded up, to `to` exactly.
LayerPtr conv_transpose_x2(std::string name, int64_t in, int64_t out, int64_t kernel, Extent to,
                           bool bias, OddPadding odd = OddPadding::kBehind);

/// The same by repeating each pixel and a convolution with stride 1, which leaves no checkerboard
/// (Odena 2016).
LayerPtr upsample_conv_x2(std::string name, int64_t in, int64_t out, int64_t kernel, Extent to,
                          bool bias);

/// Convolution whose kernel is the whole map: [N, in, extent] to [N, out, 1, 1].
LayerPtr conv_whole_map(std::string name, int64_t in, int64_t out, Extent extent, bool bias);

/// Its transpose: z, [N, in] or [N, in, 1, 1], to [N, out, extent].
LayerPtr conv_transpose_whole_map(std::string name, int64_t in, int64_t out, Extent extent,
                                  bool bias);

/// One output map of each pixel's features: [N, in, H, W] to [N, out, H, W].
LayerPtr conv_1x1(std::string name, int64_t in, int64_t out, Extent map);

/// All features to all: [N, …] with `in` numbers to [N, out], or to [N, shape].
LayerPtr dense(std::string name, int64_t in, int64_t out, bool bias);
LayerPtr dense_to_map(std::string name, int64_t in, int64_t out, Extent extent, bool bias);
/// [N, …] to [N, shape].
LayerPtr reshape(std::string name, Shape shape);

/// What the options say of the layers between those with weights, for one network.
struct Style {
  std::string norm;       // batch, layer, instance, virtual, none
  double momentum = 0.1;  // of batch norm: weight of the newest batch
  double epsilon = 1e-5;  // of norms
  Activation activation;
  double dropout = 0;   // share of activations that are set to zero
  int64_t classes = 0;  // > 0: batch norm's scale and shift are those of the class
};
Style generator_style(const NetworkOptions& options);
Style critic_style(const NetworkOptions& options);

/// Norm, activation and dropout after the layer with that number: "norm3", "act3", "drop3". A dense
/// map of `features` numbers is normed number by number.
void add_norm(Layers& layers, const Style& style, size_t level, int64_t channels);
void add_activation(Layers& layers, const Style& style, size_t level);

/// Ioffe and Szegedy 2015, over batch and pixels.
LayerPtr batch_norm(std::string name, int64_t channels, double momentum = 0.1,
                    double epsilon = 1e-5);
/// The same of a map whose pixels are features of their own.
LayerPtr feature_batch_norm(std::string name, int64_t features, double momentum, double epsilon);
/// The same with a scale and a shift for each class (Dumoulin 2017).
LayerPtr class_batch_norm(std::string name, int64_t channels, int64_t classes, double momentum,
                          double epsilon);
/// Ba 2016: over the features and pixels of each sample, with a scale and a shift for each channel.
LayerPtr layer_norm(std::string name, int64_t channels, double epsilon);
/// Ulyanov 2016: over the pixels of each channel of each sample.
LayerPtr instance_norm(std::string name, int64_t channels, double epsilon);
/// Salimans 2016, section 3.5: by the statistics of the reference batch and the sample itself.
LayerPtr virtual_norm(std::string name, int64_t channels, double epsilon);

LayerPtr activation(std::string name, const Activation& activation);
LayerPtr tanh(std::string name);
/// Srivastava 2014, in training only.
LayerPtr dropout(std::string name, double share);

/// Salimans 2016, section 3.2: appends how near each sample is to the others of its batch, as
/// `kernels` constant maps. `features` numbers a sample come in.
LayerPtr minibatch_discrimination(std::string name, int64_t features, int64_t kernels,
                                  int64_t dimensions);
/// Karras 2018, section 3: appends one constant map, the mean deviation within the batch.
LayerPtr minibatch_deviation(std::string name);

/// Appends the learnt vector of the sample's class to z: [N, latent] to [N, latent + length].
LayerPtr class_embedding(std::string name, int64_t classes, int64_t length);
/// Miyato 2018: adds the inner product of the features that `score` gets with the class's vector.
LayerPtr projection(LayerPtr score, int64_t channels, int64_t classes);

}  // namespace wgan
