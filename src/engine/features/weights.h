#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "wgan/device/tensor.h"
#include "wgan/files/files.h"

/// The weights of a feature network. Private to this folder.
namespace wgan {

/// The tensors of a file, taken one by one; what is missing is listed once all are asked for.
class FeatureWeights {
 public:
  FeatureWeights(std::map<std::string, Tensor> tensors, Path file)
      : tensors_(std::move(tensors)), file_(std::move(file)) {}

  /// Returns the tensor of that name as floats; zeros if there is none of that shape.
  Tensor take(const std::string& name, const std::vector<int64_t>& shape);
  /// Throws Error(kModel) that lists what was missing or of another shape, for the network `name`.
  void check(const std::string& name) const;

 private:
  std::map<std::string, Tensor> tensors_;
  Path file_;
  std::vector<std::string> faults_;
};

/// How a convolution moves over its map.
struct Window {
  std::array<int64_t, 2> kernel{1, 1};
  int64_t stride = 1;
  std::array<int64_t, 2> padding{0, 0};
  int64_t groups = 1;
  /// TensorFlow's "same" padding instead: the output has the input's side divided by the stride,
  /// rounded up, and an odd pixel of padding is at the right or at the bottom.
  bool same = false;
};

/// A convolution without bias and the batch norm behind it, as one convolution: the norm's running
/// statistics are constants.
class NormedConvolution {
 public:
  /// Takes `weight` and the norm's `norm`.weight, .bias, .running_mean and .running_var.
  NormedConvolution(FeatureWeights& from, const std::string& weight, const std::string& norm,
                    int64_t in, int64_t out, const Window& window, double epsilon);
  Tensor operator()(const Tensor& x) const;

 private:
  Tensor weight_, bias_;
  Window window_;
};

}  // namespace wgan
