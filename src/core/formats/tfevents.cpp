#include "wgan/formats/tfevents.h"

#include <array>
#include <bit>
#include <optional>

#include "wgan/files/blob.h"
#include "wgan/formats/bytes.h"
#include "wgan/formats/protocol_buffer.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78), masked as TFRecords have it.
uint32_t masked_crc(std::string_view bytes) {
  static constexpr auto kTable = [] {
    std::array<uint32_t, 256> table{};
    for (uint32_t i = 0; i < 256; ++i) {
      uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ (value & 1 ? 0x82F63B78U : 0);
      table[i] = value;
    }
    return table;
  }();
  uint32_t crc = ~0U;
  for (const char c : bytes) crc = crc >> 8 ^ kTable[(crc ^ static_cast<uint8_t>(c)) & 0xFF];
  crc = ~crc;
  return (crc >> 15 | crc << 17) + 0xA282EAD8U;
}

constexpr size_t kLength = 8, kChecksum = 4;  // bytes

std::string record(const ProtocolBuffer& event) {
  const std::string length = little_endian(event.done().size(), kLength);
  return length + little_endian(masked_crc(length), kChecksum) + event.done() +
         little_endian(masked_crc(event.done()), kChecksum);
}

// Field numbers in tensorboard/compat/proto/event.proto, summary.proto, tensor.proto, and in
// tensorboard/plugins/hparams/plugin_data.proto.
constexpr int kWallTime = 1, kStep = 2, kFileVersion = 3, kSummary = 5, kSessionLog = 7;
constexpr int kValue = 1, kTag = 1, kSimpleValue = 2, kImage = 4, kHisto = 5, kTensor = 8,
              kMetadata = 9;

ProtocolBuffer metadata(std::string_view plugin, std::string_view content = "") {
  return ProtocolBuffer().message(1, ProtocolBuffer().bytes(1, plugin).bytes(2, content));
}

/// Returns a setting as google.protobuf.Value.
ProtocolBuffer setting_value(const std::string& value) {
  if (value == "true" || value == "false")
    return ProtocolBuffer().varint(4, value == "true" ? 1 : 0);
  if (const auto number = to_real(value)) return ProtocolBuffer().real(2, *number);
  return ProtocolBuffer().bytes(3, value);
}

/// Returns the step of an Event; nothing if it is not one.
std::optional<int64_t> step_of(std::string_view event) {
  size_t at = 0;
  int64_t step = 0;
  const auto number = [&]() -> std::optional<uint64_t> {
    uint64_t value = 0;
    for (int shift = 0; shift < 64 && at < event.size(); shift += 7) {
      const auto byte = static_cast<uint8_t>(event[at++]);
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    return std::nullopt;
  };
  while (at < event.size()) {
    const auto tag = number();
    if (!tag) return std::nullopt;
    const auto type = *tag & 7;
    const auto value = type == 0 || type == 2 ? number() : type == 1 ? 8 : 4;
    if (!value || (type != 0 && *value > event.size() - at)) return std::nullopt;
    if (*tag == kStep << 3) step = static_cast<int64_t>(*value);
    if (type != 0) at += *value;
  }
  return step;
}

}  // namespace

void EventSummary::scalar(std::string_view tag, double value) {
  values_ += ProtocolBuffer()
                 .message(kValue, ProtocolBuffer().bytes(kTag, tag).real32(
                                      kSimpleValue, static_cast<float>(value)))
                 .done();
}

void EventSummary::image(std::string_view tag, int64_t width, int64_t height, int64_t channels,
                         std::string_view png) {
  const ProtocolBuffer image = ProtocolBuffer()
                                   .varint(1, static_cast<uint64_t>(height))
                                   .varint(2, static_cast<uint64_t>(width))
                                   .varint(3, static_cast<uint64_t>(channels))
                                   .bytes(4, png);
  values_ += ProtocolBuffer()
                 .message(kValue, ProtocolBuffer().bytes(kTag, tag).message(kImage, image))
                 .done();
}

void EventSummary::histogram(std::string_view tag, const EventHistogram& h) {
  const ProtocolBuffer histogram = ProtocolBuffer()
                                       .real(1, h.min)
                                       .real(2, h.max)
                                       .real(3, h.count)
                                       .real(4, h.sum)
                                       .real(5, h.sum_of_squares)
                                       .reals(6, h.limits)
                                       .reals(7, h.counts);
  values_ += ProtocolBuffer()
                 .message(kValue, ProtocolBuffer().bytes(kTag, tag).message(kHisto, histogram))
                 .done();
}

void EventSummary::text(std::string_view tag, std::string_view text) {
  constexpr uint64_t kString = 7;
  const ProtocolBuffer tensor = ProtocolBuffer().varint(1, kString).message(2, {}).bytes(8, text);
  values_ += ProtocolBuffer()
                 .message(kValue, ProtocolBuffer()
                                      .bytes(kTag, tag)
                                      .message(kTensor, tensor)
                                      .message(kMetadata, metadata("text")))
                 .done();
}

void EventSummary::settings(const std::vector<EventSetting>& settings, double wall_time) {
  ProtocolBuffer session;
  for (const auto& [name, value] : settings)
    session.message(1, ProtocolBuffer().bytes(1, name).message(2, setting_value(value)));
  session.real(5, wall_time);
  const ProtocolBuffer data = ProtocolBuffer().varint(1, 0).message(3, session);
  values_ += ProtocolBuffer()
                 .message(kValue, ProtocolBuffer()
                                      .bytes(kTag, "_hparams_/session_start_info")
                                      .message(kMetadata, metadata("hparams", data.done())))
                 .done();
}

std::string begin_events(double wall_time) {
  constexpr uint64_t kStart = 1;
  return record(ProtocolBuffer().real(kWallTime, wall_time).bytes(kFileVersion, "brain.Event:2")) +
         record(ProtocolBuffer()
                    .real(kWallTime, wall_time)
                    .message(kSessionLog, ProtocolBuffer().varint(1, kStart)));
}

std::string event_record(double wall_time, int64_t step, const EventSummary& summary) {
  return record(ProtocolBuffer()
                    .real(kWallTime, wall_time)
                    .varint(kStep, static_cast<uint64_t>(step))
                    .bytes(kSummary, summary.values()));
}

std::vector<EventPlace> places_of_events(const Blob& file) {
  std::vector<EventPlace> places;
  for (int64_t at = 0;;) {
    const std::string head = file.read(at, kLength + kChecksum);
    const Bytes in_head(head);
    if (head.size() < kLength + kChecksum ||
        in_head.little(kLength, kChecksum) != masked_crc(std::string_view(head).substr(0, kLength)))
      break;
    const uint64_t size = in_head.little(0, kLength);
    const int64_t begin = at + static_cast<int64_t>(kLength + kChecksum);
    if (size > static_cast<uint64_t>(file.size())) break;
    const std::string body = file.read(begin, static_cast<int64_t>(size + kChecksum));
    if (body.size() < size + kChecksum) break;
    const std::string_view event = std::string_view(body).substr(0, size);
    if (Bytes(body).little(size, kChecksum) != masked_crc(event)) break;
    const auto step = step_of(event);
    if (!step) break;
    const int64_t end = begin + static_cast<int64_t>(size + kChecksum);
    places.push_back({*step, at, end});
    at = end;
  }
  return places;
}

}  // namespace wgan
