#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

namespace wgan {

using Tensor = at::Tensor;
using Device = c10::Device;
using TensorList = std::vector<Tensor>;

/// Named tensors in a fixed order, as files hold them.
using NamedTensors = std::vector<std::pair<std::string, Tensor>>;

inline constexpr int64_t kNoLabel = -1;
/// Maps a class to its held-out label, a number below -1, and such a label back to its class.
template <typename Label>
auto held_out(const Label& label) {
  return -2 - label;
}

/// Pictures and their classes. `images` is float [N, C, H, W] in [-1, 1]; `labels` is int64 [N]: a
/// class, kNoLabel, or the `held_out` label of a class that must not be learnt.
struct Batch {
  Tensor images;
  Tensor labels;
};

}  // namespace wgan
