#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wgan {

/// Writes the fields of a message in the wire format of Protocol Buffers. Field numbers and types
/// are those of the message's definition. LibTorch contains a copy of the official library, which
/// a second one in the same process would clash with.
class ProtocolBuffer {
 public:
  /// An integer, an enumeration or a bool.
  ProtocolBuffer& varint(int field, uint64_t value);
  ProtocolBuffer& real(int field, double value);
  ProtocolBuffer& real32(int field, float value);
  /// A string or bytes.
  ProtocolBuffer& bytes(int field, std::string_view value);
  ProtocolBuffer& message(int field, const ProtocolBuffer& value);
  /// Packed doubles.
  ProtocolBuffer& reals(int field, const std::vector<double>& values);
  const std::string& done() const& { return bytes_; }
  std::string done() && { return std::move(bytes_); }

 private:
  void tag(int field, int type) { number(static_cast<uint64_t>(field) << 3 | type); }
  void number(uint64_t value);

  std::string bytes_;
};

}  // namespace wgan
