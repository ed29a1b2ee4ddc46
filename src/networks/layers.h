#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "wgan/networks.h"

/// The shared blocks that architectures are made of. Private to this room.
namespace wgan {

class Layer {
 public:
  explicit Layer(std::string name) : name_(std::move(name)) {}
  virtual ~Layer() = default;
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;

  virtual Tensor forward(const Tensor& x, const Pass& pass) const = 0;
  virtual std::string kind() const = 0;

  const std::string& name() const { return name_; }
  std::vector<Parameter>& parameters() { return parameters_; }
  std::vector<Parameter>& buffers() { return buffers_; }

 protected:
  const Tensor& add_parameter(const std::string& name, Tensor tensor, bool norm = false);
  void add_buffer(const std::string& name, Tensor tensor);

  std::string name_;
  std::vector<Parameter> parameters_, buffers_;
};

using Layers = std::vector<std::unique_ptr<Layer>>;

/// Height and width of a feature map.
using Extent = std::array<int64_t, 2>;

/// Convolution with stride 2 from `from` to half of it, rounded up. Padding is what is needed and
/// no more, the odd pixel behind: kernel 4 pads 1 on both sides of even extents, kernel 5 pads 1
/// before and 2 after (TensorFlow's "same").
std::unique_ptr<Layer> halve(std::string name, int64_t in, int64_t out, int64_t kernel, Extent from,
                             bool bias);

/// The transpose of `halve`: from half of `to`, rounded up, to `to` exactly.
std::unique_ptr<Layer> twice(std::string name, int64_t in, int64_t out, int64_t kernel, Extent to,
                             bool bias);

/// Convolution whose kernel is the whole map: [N, in, extent] to [N, out, 1, 1].
std::unique_ptr<Layer> gather(std::string name, int64_t in, int64_t out, Extent extent, bool bias);

/// Its transpose: z, [N, in] or [N, in, 1, 1], to [N, out, extent].
std::unique_ptr<Layer> spread(std::string name, int64_t in, int64_t out, Extent extent, bool bias);

std::unique_ptr<Layer> batch_norm(std::string name, int64_t channels);
std::unique_ptr<Layer> relu(std::string name);
std::unique_ptr<Layer> leaky_relu(std::string name, double slope);
std::unique_ptr<Layer> tanh(std::string name);

}  // namespace wgan
