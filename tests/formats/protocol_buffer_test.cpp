#include "wgan/formats/protocol_buffer.h"

#include <gtest/gtest.h>

#include "wgan/formats/onnx.h"

namespace wgan {
namespace {

using namespace std::string_literals;

/// The examples of Protocol Buffers' own description of its encoding.
TEST(ProtocolBuffer, HasTheWireFormatOfItsDescription) {
  EXPECT_EQ(ProtocolBuffer().varint(1, 150).done(), "\x08\x96\x01");
  EXPECT_EQ(ProtocolBuffer().bytes(2, "testing").done(), "\x12\x07testing");
  EXPECT_EQ(ProtocolBuffer().message(3, ProtocolBuffer().varint(1, 150)).done(),
            "\x1a\x03\x08\x96\x01");
  EXPECT_EQ(ProtocolBuffer().varint(1, static_cast<uint64_t>(-2)).done(),
            "\x08\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01");
  EXPECT_EQ(ProtocolBuffer().real(5, 1).done(), "\x29\0\0\0\0\0\0\xf0\x3f"s);
  EXPECT_EQ(ProtocolBuffer().real32(2, 1).done(), "\x15\0\0\x80\x3f"s);
  EXPECT_EQ(ProtocolBuffer().reals(7, {1}).done(), "\x3a\x08\0\0\0\0\0\0\xf0\x3f"s);
}

/// The bytes by hand, from the field numbers of onnx.proto.
TEST(OnnxGraph, IsAModelOfNodesAndConstants) {
  OnnxGraph graph;
  const std::string doubled = graph.node("Mul", {"z", graph.constant("w", {1}, "\0\0\0\x40"s)});
  graph.rename(doubled, "y");
  const std::string node = "\x0a\x01z\x0a\x01w\x12\x05Mul.1\x1a\x05Mul.1\x22\x03Mul"s;
  const std::string identity = "\x0a\x05Mul.1\x12\x01y\x1a\x01y\x22\x08Identity"s;
  const std::string constant = "\x08\x01\x10\x01\x42\x01w\x4a\x04\0\0\0\x40"s;
  const std::string file =
      std::move(graph).model("g", {{"z", OnnxType::kFloat, {-1, 1}}},
                             {{"y", OnnxType::kFloat, {-1, 1}}}, {{"latent", "1"}});
  const auto field = [](char tag, const std::string& value) {
    return std::string{tag, static_cast<char>(value.size())} + value;
  };
  const std::string shape = "\x0a\x03\x12\x01N\x0a\x02\x08\x01"s;
  const std::string type = field('\x0a', "\x08\x01" + field('\x12', shape));
  const auto value = [&](const char* name) { return field('\x0a', name) + field('\x12', type); };
  const std::string inside = field('\x0a', node) + field('\x0a', identity) + field('\x12', "g") +
                             field('\x2a', constant) + field('\x5a', value("z")) +
                             field('\x62', value("y"));
  const std::string expected = "\x08\x08" + field('\x12', "wgan") + field('\x1a', WGAN_VERSION) +
                               "\x3a" + ProtocolBuffer().bytes(0, inside).done().substr(1) +
                               field('\x42', "\x0a\0\x10\x11"s) +
                               field('\x72', field('\x0a', "latent") + field('\x12', "1"));
  EXPECT_EQ(file, expected);
}

}  // namespace
}  // namespace wgan
