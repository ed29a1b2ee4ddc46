#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "wgan/formats/protocol_buffer.h"

namespace wgan {

/// The types of ONNX's tensors that models here have, by their numbers in onnx.proto.
enum class OnnxType { kFloat = 1, kUint8 = 2, kInt64 = 7 };

/// An input or output of a graph: its name, its type and its shape, in which -1 is the number of
/// samples, which the caller chooses.
struct OnnxValue {
  std::string name;
  OnnxType type = OnnxType::kFloat;
  std::vector<int64_t> shape;
};

/// Builds a model of the Open Neural Network Exchange (operator set 17, IR version 8): nodes and
/// constants, in the order in which they are added. Values are known by their names.
class OnnxGraph {
 public:
  using Attribute =
      std::pair<std::string, std::variant<int64_t, float, std::string, std::vector<int64_t>>>;

  /// Adds a constant float tensor, given as its bytes in C order, little-endian. Returns `name`.
  std::string constant(const std::string& name, const std::vector<int64_t>& shape,
                       std::string_view floats);
  /// Adds a float, or integers as a tensor of one axis. Returns a name for them.
  std::string number(float value);
  std::string integers(const std::vector<int64_t>& values);
  /// Adds a node with one output. Returns the output's name, which begins with the operator's.
  std::string node(const std::string& op, const std::vector<std::string>& inputs,
                   const std::vector<Attribute>& attributes = {});
  /// Makes the value known by another name as well, such as that of the model's output.
  void rename(const std::string& value, const std::string& name);

  /// The most bytes of a file.
  static constexpr double kMost = 2e9;

  /// Returns the file of a model named `name`, which may not be larger than kMost, and leaves the
  /// graph empty. `metadata` are texts by their keys.
  std::string model(const std::string& name, const std::vector<OnnxValue>& inputs,
                    const std::vector<OnnxValue>& outputs,
                    const std::vector<std::pair<std::string, std::string>>& metadata) &&;

 private:
  void add_constant(const std::string& name, OnnxType type, const std::vector<int64_t>& shape,
                    std::string_view bytes);
  void add_node(const std::string& op, const std::vector<std::string>& inputs,
                const std::string& output, const std::vector<Attribute>& attributes);
  std::string new_name(const std::string& stem);

  std::vector<ProtocolBuffer> nodes_, constants_;
  int64_t names_ = 0;
};

}  // namespace wgan
