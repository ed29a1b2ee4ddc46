#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

namespace wgan {

using Tensor = at::Tensor;
using Device = c10::Device;
using TensorList = std::vector<Tensor>;

/// Tensors by name, in a fixed order: what files hold.
using NamedTensors = std::vector<std::pair<std::string, Tensor>>;

/// Pictures and their classes. `images` is float [N, C, H, W] in [-1, 1]; `labels` is int64 [N],
/// all 0 without classes.
struct Batch {
  Tensor images;
  Tensor labels;
};

}  // namespace wgan
