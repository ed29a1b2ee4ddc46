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

inline constexpr int64_t kNoLabel = -1;
/// The label of a class that is held out, a number below -1; and back, the class of such a label.
template <typename Label>
auto held_out(const Label& label) {
  return -2 - label;
}

/// Pictures and their classes. `images` is float [N, C, H, W] in [-1, 1]; `labels` is int64 [N]: a
/// class, kNoLabel, or what `held_out` makes of a class that is not to be learnt.
struct Batch {
  Tensor images;
  Tensor labels;
};

}  // namespace wgan
