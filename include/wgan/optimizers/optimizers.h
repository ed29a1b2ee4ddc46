#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wgan/device/tensor.h"
#include "wgan/networks/networks.h"
#include "wgan/options/options.h"

/// One update rule in each file.
namespace wgan {

/// What a schedule changes from update to update.
struct Pace {
  double rate = 1;                   // share of the learning rate
  std::optional<double> beta2 = {};  // of Adam, if it is not that of its options
};

/// Called with the gradient of weight number `index` as soon as it is known.
using GradientReady = std::function<void(size_t index, const Tensor& gradient)>;

/// Updates all weights of one network in one call of LibTorch's multi-tensor kernels.
class Optimizer {
 public:
  explicit Optimizer(const std::vector<Parameter>& parameters);
  virtual ~Optimizer() = default;

  /// Returns the gradients of `loss` with respect to the weights, in the order of the parameters.
  /// Those of other networks' weights are not computed.
  TensorList gradients(const Tensor& loss, const GradientReady& ready = {}) const;
  /// Makes one update against these gradients.
  virtual void step(const TensorList& gradients, const Pace& pace = {}) = 0;
  const TensorList& weights() const { return weights_; }
  /// Returns the names of the weights.
  const std::vector<std::string>& names() const { return names_; }
  /// Returns what the optimizer keeps between updates, by name. The tensors are its own: writing
  /// into them restores a state.
  virtual NamedTensors state() const = 0;

 protected:
  /// Returns a tensor of zeros for each weight.
  TensorList zeros() const;
  /// Returns the tensors, each with the name "heading.weight".
  NamedTensors named(const std::string& heading, const TensorList& tensors) const;

  TensorList weights_;
  std::vector<std::string> names_;
};

/// Throws Error(kUsage) if wgan/optimizers/list.h has no optimizer of that name.
std::unique_ptr<Optimizer> make_optimizer(const OptimizerOptions& options,
                                          const std::vector<Parameter>& parameters);

}  // namespace wgan
