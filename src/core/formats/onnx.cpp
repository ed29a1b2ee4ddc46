#include "wgan/formats/onnx.h"

#include <bit>
#include <utility>

#include "wgan/formats/bytes.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

// Field numbers in onnx/onnx.proto of ONNX 1.12.
namespace model_field {
constexpr int kIrVersion = 1, kProducer = 2, kProducerVersion = 3, kGraph = 7, kOperatorSet = 8,
              kMetadata = 14;
}
namespace graph_field {
constexpr int kNode = 1, kName = 2, kConstant = 5, kInput = 11, kOutput = 12;
}
namespace node_field {
constexpr int kInput = 1, kOutput = 2, kName = 3, kOperator = 4, kAttribute = 5;
}
namespace attribute_field {
constexpr int kName = 1, kFloat = 2, kInteger = 3, kString = 4, kIntegers = 8, kType = 20;
constexpr int kIsFloat = 1, kIsInteger = 2, kIsString = 3, kAreIntegers = 7;
}  // namespace attribute_field
namespace tensor_field {
constexpr int kShape = 1, kType = 2, kName = 8, kBytes = 9;
}

constexpr uint64_t kIrVersion = 8, kOperatorSet = 17;

ProtocolBuffer value_info(const OnnxValue& value) {
  ProtocolBuffer shape;
  for (const int64_t side : value.shape)
    shape.message(1, side < 0 ? ProtocolBuffer().bytes(2, "N")
                              : ProtocolBuffer().varint(1, static_cast<uint64_t>(side)));
  const ProtocolBuffer tensor =
      ProtocolBuffer().varint(1, static_cast<uint64_t>(value.type)).message(2, shape);
  return ProtocolBuffer().bytes(1, value.name).message(2, ProtocolBuffer().message(1, tensor));
}

ProtocolBuffer attribute(const OnnxGraph::Attribute& given) {
  using namespace attribute_field;
  ProtocolBuffer out;
  out.bytes(kName, given.first);
  if (const auto* integer = std::get_if<int64_t>(&given.second))
    out.varint(kInteger, static_cast<uint64_t>(*integer)).varint(kType, kIsInteger);
  if (const auto* real = std::get_if<float>(&given.second))
    out.real32(kFloat, *real).varint(kType, kIsFloat);
  if (const auto* text = std::get_if<std::string>(&given.second))
    out.bytes(kString, *text).varint(kType, kIsString);
  if (const auto* list = std::get_if<std::vector<int64_t>>(&given.second)) {
    for (const int64_t integer : *list) out.varint(kIntegers, static_cast<uint64_t>(integer));
    out.varint(kType, kAreIntegers);
  }
  return out;
}

}  // namespace

std::string OnnxGraph::new_name(const std::string& stem) { return cat(stem, ".", ++names_); }

void OnnxGraph::add_constant(const std::string& name, OnnxType type,
                             const std::vector<int64_t>& shape, std::string_view bytes) {
  ProtocolBuffer tensor;
  for (const int64_t side : shape) tensor.varint(tensor_field::kShape, static_cast<uint64_t>(side));
  tensor.varint(tensor_field::kType, static_cast<uint64_t>(type))
      .bytes(tensor_field::kName, name)
      .bytes(tensor_field::kBytes, bytes);
  constants_.push_back(std::move(tensor));
}

std::string OnnxGraph::constant(const std::string& name, const std::vector<int64_t>& shape,
                                std::string_view floats) {
  add_constant(name, OnnxType::kFloat, shape, floats);
  return name;
}

std::string OnnxGraph::number(float value) {
  std::string name = new_name("number");
  add_constant(name, OnnxType::kFloat, {}, little_endian(std::bit_cast<uint32_t>(value), 4));
  return name;
}

std::string OnnxGraph::integers(const std::vector<int64_t>& values) {
  std::string bytes, name = new_name("integers");
  for (const int64_t value : values) bytes += little_endian(static_cast<uint64_t>(value), 8);
  add_constant(name, OnnxType::kInt64, {std::ssize(values)}, bytes);
  return name;
}

void OnnxGraph::add_node(const std::string& op, const std::vector<std::string>& inputs,
                         const std::string& output, const std::vector<Attribute>& attributes) {
  ProtocolBuffer node;
  for (const std::string& input : inputs) node.bytes(node_field::kInput, input);
  node.bytes(node_field::kOutput, output)
      .bytes(node_field::kName, output)
      .bytes(node_field::kOperator, op);
  for (const Attribute& one : attributes) node.message(node_field::kAttribute, attribute(one));
  nodes_.push_back(std::move(node));
}

std::string OnnxGraph::node(const std::string& op, const std::vector<std::string>& inputs,
                            const std::vector<Attribute>& attributes) {
  std::string output = new_name(op);
  add_node(op, inputs, output, attributes);
  return output;
}

void OnnxGraph::rename(const std::string& value, const std::string& name) {
  add_node("Identity", {value}, name, {});
}

std::string OnnxGraph::model(const std::string& name, const std::vector<OnnxValue>& inputs,
                             const std::vector<OnnxValue>& outputs,
                             const std::vector<std::pair<std::string, std::string>>& metadata) && {
  ProtocolBuffer graph;
  for (const ProtocolBuffer& node : nodes_) graph.message(graph_field::kNode, node);
  graph.bytes(graph_field::kName, name);
  // A generator may be large: each constant goes as it is copied.
  for (ProtocolBuffer& constant : constants_)
    graph.message(graph_field::kConstant, std::exchange(constant, {}));
  for (const OnnxValue& input : inputs) graph.message(graph_field::kInput, value_info(input));
  for (const OnnxValue& output : outputs) graph.message(graph_field::kOutput, value_info(output));
  ProtocolBuffer model;
  model.varint(model_field::kIrVersion, kIrVersion)
      .bytes(model_field::kProducer, "wgan")
      .bytes(model_field::kProducerVersion, WGAN_VERSION)
      .message(model_field::kGraph, graph)
      .message(model_field::kOperatorSet, ProtocolBuffer().bytes(1, "").varint(2, kOperatorSet));
  for (const auto& [key, text] : metadata)
    model.message(model_field::kMetadata, ProtocolBuffer().bytes(1, key).bytes(2, text));
  return std::move(model).done();
}

}  // namespace wgan
