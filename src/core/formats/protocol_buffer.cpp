#include "wgan/formats/protocol_buffer.h"

#include <bit>

#include "wgan/formats/bytes.h"

namespace wgan {
namespace {

constexpr int kVarint = 0, kFixed64 = 1, kLengthDelimited = 2, kFixed32 = 5;

}  // namespace

ProtocolBuffer& ProtocolBuffer::varint(int field, uint64_t value) {
  tag(field, kVarint);
  number(value);
  return *this;
}

ProtocolBuffer& ProtocolBuffer::real(int field, double value) {
  tag(field, kFixed64);
  bytes_ += little_endian(std::bit_cast<uint64_t>(value), 8);
  return *this;
}

ProtocolBuffer& ProtocolBuffer::real32(int field, float value) {
  tag(field, kFixed32);
  bytes_ += little_endian(std::bit_cast<uint32_t>(value), 4);
  return *this;
}

ProtocolBuffer& ProtocolBuffer::bytes(int field, std::string_view value) {
  tag(field, kLengthDelimited);
  number(value.size());
  bytes_.append(value);
  return *this;
}

ProtocolBuffer& ProtocolBuffer::message(int field, const ProtocolBuffer& value) {
  return bytes(field, value.bytes_);
}

ProtocolBuffer& ProtocolBuffer::reals(int field, const std::vector<double>& values) {
  std::string packed;
  for (const double value : values) packed += little_endian(std::bit_cast<uint64_t>(value), 8);
  return bytes(field, packed);
}

void ProtocolBuffer::number(uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
  bytes_ += static_cast<char>(value);
}

}  // namespace wgan
