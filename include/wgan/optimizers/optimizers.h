#pragma once

#include <memory>
#include <string>
#include <vector>

#include "wgan/device/tensor.h"
#include "wgan/networks/networks.h"
#include "wgan/options/options.h"

namespace wgan {

/// Updates the weights of one network, all of them in one call of LibTorch's multi-tensor kernels.
class Optimizer {
 public:
  explicit Optimizer(const std::vector<Parameter>& parameters);
  virtual ~Optimizer() = default;

  /// Of `loss` with respect to the weights, in the order of the parameters. Gradients of other
  /// networks' weights are not computed.
  TensorList gradients(const Tensor& loss) const;
  /// One update against these gradients.
  virtual void step(const TensorList& gradients) = 0;
  /// The names of the weights.
  const std::vector<std::string>& names() const { return names_; }
  /// What it remembers, by name; the tensors are the optimizer's own, so that writing into them
  /// restores a state.
  virtual NamedTensors state() const = 0;

 protected:
  /// One zero for each weight, and their names under a heading.
  TensorList zeros() const;
  NamedTensors named(const std::string& heading, const TensorList& tensors) const;

  TensorList weights_;
  std::vector<std::string> names_;
};

std::unique_ptr<Optimizer> make_optimizer(const OptimizerOptions& options,
                                          const std::vector<Parameter>& parameters);
std::vector<std::string> optimizer_names();

}  // namespace wgan
