#include <algorithm>

#include "codec.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

std::optional<bool> to_bool(std::string_view text) {
  for (const std::string_view yes : {"true", "yes", "on", "1"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"false", "no", "off", "0"}) {
    if (text == no) return false;
  }
  return std::nullopt;
}

constexpr Codec<bool> kSwitch{
    .read = [](const std::string& text, const Flag&) { return to_bool(text); },
    .write = [](const bool& value) { return std::string(value ? "true" : "false"); },
    .expected = [](const Flag&) { return std::string("true or false"); },
    .traits = {.is_switch = true},
};

constexpr Codec<std::string> kText{
    .read = [](const std::string& text, const Flag& flag) -> std::optional<std::string> {
      const auto& choices = flag.choices;
      const bool known = std::find(choices.begin(), choices.end(), text) != choices.end();
      return choices.empty() || known ? std::optional(text) : std::nullopt;
    },
    .write = [](const std::string& value) { return value; },
    .expected =
        [](const Flag& flag) { return flag.choices.empty() ? "a text" : join(flag.choices, ", "); },
};

}  // namespace

Field::Field(bool* value) : binding_(bound(kSwitch, value)) {}
Field::Field(std::string* value) : binding_(bound(kText, value)) {}

}  // namespace wgan
