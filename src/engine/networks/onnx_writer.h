#pragma once

#include <string>
#include <vector>

#include "wgan/device/tensor.h"
#include "wgan/formats/onnx.h"

/// What layers need to write themselves into an ONNX graph. Private to this folder.
namespace wgan {

struct OnnxWriter {
  OnnxGraph& graph;
  std::string labels;     // the graph's input of classes, int64 [N]; empty without classes
  int64_t reference = 0;  // as in Pass

  /// Adds a constant with the values of the tensor. Returns `name`, which must be new.
  std::string constant(const std::string& name, const Tensor& values) const;
  /// Adds a node that gives a value the shape [N, shape].
  std::string reshaped(const std::string& x, std::vector<int64_t> shape) const;
  /// Adds nodes that repeat each pixel of maps, by nearest neighbours or bilinearly, and cut them
  /// to the extent `to`.
  std::string doubled(const std::string& x, bool bilinear, const std::vector<int64_t>& to) const;
  /// Adds a node that cuts an axis to [from, to).
  std::string slice(const std::string& x, int64_t axis, int64_t from, int64_t to) const;
  /// The output of an operator on two values.
  std::string with(const std::string& op, const std::string& a, const std::string& b) const {
    return graph.node(op, {a, b});
  }
};

}  // namespace wgan
