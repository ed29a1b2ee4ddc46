#include <array>
#include <charconv>

#include "codec.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns the shortest text without an exponent that reads back to the same double.
std::string in_digits(double value) {
  std::array<char, 512> buffer;
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
  return {buffer.data(), end};
}

/// Parses "1%" or "0.01".
std::optional<double> to_share(std::string_view text) {
  const bool percent = text.ends_with('%');
  const auto number = to_real(trim(text.substr(0, text.size() - percent)));
  return number && percent ? std::optional(*number / 100) : number;
}

constexpr Codec<int64_t> kInteger{
    .read = [](const std::string& text,
               const Flag& flag) { return within_range(flag, to_count(text)); },
    .write = [](const int64_t& value) { return std::to_string(value); },
    .expected = [](const Flag& flag) { return "a whole number, " + range_of(flag); },
};

constexpr Codec<uint64_t> kUnsigned{
    .read = [](const std::string& text, const Flag&) { return to_unsigned(text); },
    .write = [](const uint64_t& value) { return std::to_string(value); },
    .expected = [](const Flag&) { return std::string("a whole number from 0"); },
};

constexpr Codec<double> kReal{
    .read = [](const std::string& text,
               const Flag& flag) { return within_range(flag, to_real(text)); },
    .write = [](const double& value) { return exact(value); },
    .expected = [](const Flag& flag) { return "a number, " + range_of(flag); },
};

constexpr Codec<double> kSeconds{
    .read = [](const std::string& text,
               const Flag& flag) { return within_range(flag, to_seconds(text)); },
    .write =
        [](const double& value) {
          const std::string text = duration(value);
          return to_seconds(text) == value ? text : in_digits(value) + "s";
        },
    .expected =
        [](const Flag& flag) {
          return cat("a time with its unit, ", flag.positive ? "more than 0, " : "",
                     "such as 90s, 3m or 1h30m");
        },
    .traits = {.needs_unit = true},
};

constexpr Codec<double> kByteCount{
    .read = [](const std::string& text,
               const Flag& flag) { return within_range(flag, to_bytes(text)); },
    .write = [](const double& value) { return short_bytes(value); },
    .expected = [](const Flag&) { return std::string("a number of bytes such as 500M or 2G"); },
};

constexpr Codec<double> kPercent{
    .read = [](const std::string& text,
               const Flag& flag) { return within_range(flag, to_share(text)); },
    .write =
        [](const double& value) {
          const std::string text = exact(value * 100) + "%";
          return to_share(text) == value ? text : exact(value);
        },
    .expected = [](const Flag&) { return std::string("a share such as 1% or 0.01"); },
};

constexpr Codec<int64_t> kOrAuto{
    .read =
        [](const std::string& text, const Flag& flag) {
          return text == "auto" ? std::optional<int64_t>(0) : within_range(flag, to_count(text));
        },
    .write = [](const int64_t& value) { return value ? std::to_string(value) : "auto"; },
    .expected = [](const Flag& flag) { return "auto or " + flag.metavar; },
};

constexpr Codec<int64_t> kEpochs{
    .read =
        [](const std::string& text, const Flag& flag) {
          return text == "epoch" ? std::optional<int64_t>(1) : within_range(flag, to_count(text));
        },
    .write = [](const int64_t& value) { return std::to_string(value); },
    .expected = [](const Flag&) { return std::string("epoch, or a number of epochs"); },
};

}  // namespace

std::string range_of(const Flag& flag) {
  const std::string least = exact(flag.least), most = exact(flag.most);
  if (flag.most >= 1e18) return flag.positive ? "more than 0" : "at least " + least;
  return flag.positive ? "more than 0, up to " + most : cat(least, " to ", most);
}

Field::Field(int64_t* value) : binding_(bound(kInteger, value)) {}
Field::Field(uint64_t* value) : binding_(bound(kUnsigned, value)) {}
Field::Field(double* value) : binding_(bound(kReal, value)) {}
Field::Field(Seconds field) : binding_(bound(kSeconds, field.value)) {}
Field::Field(ByteCount field) : binding_(bound(kByteCount, field.value)) {}
Field::Field(Percent field) : binding_(bound(kPercent, field.value)) {}
Field::Field(OrAuto field) : binding_(bound(kOrAuto, field.value)) {}
Field::Field(Epochs field) : binding_(bound(kEpochs, field.value)) {}

}  // namespace wgan
