#include <algorithm>
#include <functional>

#include "codec.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns "none" for an empty list, else the values separated by commas.
template <typename Value, typename Write>
std::string written(const std::vector<Value>& values, const Write& write) {
  if (values.empty()) return "none";
  std::vector<std::string> parts;
  for (const Value& value : values) parts.push_back(write(value));
  return join(parts, ",");
}

/// Parses values separated by commas, each with `read`; "none" is an empty list.
template <typename Value>
std::optional<std::vector<Value>> read_list(
    const std::string& text, const std::function<std::optional<Value>(std::string_view)>& read) {
  return text == "none" ? std::optional<std::vector<Value>>(std::in_place)
                        : to_list<Value>(text, read);
}

constexpr Codec<std::vector<uint64_t>> kIntegers{
    .read = [](const std::string& text,
               const Flag&) { return read_list<uint64_t>(text, to_unsigned); },
    .write =
        [](const std::vector<uint64_t>& values) {
          return written(values, [](uint64_t value) { return std::to_string(value); });
        },
    .expected =
        [](const Flag&) {
          return std::string("whole numbers from 0 with commas between, such as 1,5,9");
        },
};

constexpr Codec<std::vector<SeedRange>> kSeeds{
    .read =
        [](const std::string& text, const Flag&) {
          return read_list<SeedRange>(text, [](std::string_view part) -> std::optional<SeedRange> {
            const size_t dash = part.find('-');
            const auto first = to_unsigned(part.substr(0, dash));
            const auto last =
                dash == std::string_view::npos ? first : to_unsigned(part.substr(dash + 1));
            return first && last && *first <= *last ? std::optional(SeedRange{*first, *last})
                                                    : std::nullopt;
          });
        },
    .write =
        [](const std::vector<SeedRange>& values) {
          return written(values, [](const SeedRange& r) {
            return r.first == r.last ? cat(r.first) : cat(r.first, "-", r.last);
          });
        },
    .expected =
        [](const Flag&) {
          return std::string("seeds and ranges of them with commas between, such as 0-999,1234");
        },
};

constexpr Codec<std::vector<double>> kNumbers{
    .read =
        [](const std::string& text, const Flag& flag) {
          return read_list<double>(
              text, [&](std::string_view part) { return within_range(flag, to_real(part)); });
        },
    .write = [](const std::vector<double>& values) { return written(values, exact); },
    .expected =
        [](const Flag& flag) { return "numbers with commas between, each " + range_of(flag); },
};

constexpr Codec<std::vector<double>> kOneOrFour{
    .read =
        [](const std::string& text, const Flag& flag) {
          const auto list = read_list<double>(
              text, [&](std::string_view part) { return within_range(flag, to_real(part)); });
          const bool fits = list && (list->empty() || list->size() == 1 || list->size() == 4);
          return fits ? list : std::nullopt;
        },
    .write = [](const std::vector<double>& values) { return written(values, exact); },
    .expected =
        [](const Flag& flag) {
          return "none, one number, or four with commas between, each " + range_of(flag);
        },
};

constexpr Codec<std::vector<std::string>> kNames{
    .read =
        [](const std::string& text, const Flag& flag) {
          return read_list<std::string>(
              text, [&](std::string_view part) -> std::optional<std::string> {
                const auto found = std::find(flag.choices.begin(), flag.choices.end(), part);
                return found == flag.choices.end() ? std::nullopt : std::optional(*found);
              });
        },
    .write =
        [](const std::vector<std::string>& values) {
          return written(values, [](const std::string& value) { return value; });
        },
    .expected =
        [](const Flag& flag) {
          return cat("none, or some of ", join(flag.choices, ", "), " with commas between");
        },
};

/// Any text but an empty one, for a flag that may be repeated.
constexpr Codec<std::string> kRepeated{
    .read = [](const std::string& text,
               const Flag&) { return text.empty() ? std::nullopt : std::optional(text); },
    .write = [](const std::string& value) { return value; },
    .expected = [](const Flag&) { return std::string("a text"); },
    .traits = {.is_repeated = true},
};

constexpr Codec<std::string> kPaths{
    .read = kRepeated.read,
    .write = kRepeated.write,
    .expected = kRepeated.expected,
    .traits = {.is_repeated = true, .names_paths = true},
};

}  // namespace

Field::Field(std::vector<uint64_t>* value) : binding_(bound(kIntegers, value)) {}
Field::Field(Numbers field) : binding_(bound(kNumbers, field.value)) {}
Field::Field(OneOrFour field) : binding_(bound(kOneOrFour, field.value)) {}
Field::Field(Seeds field) : binding_(bound(kSeeds, field.value)) {}
Field::Field(Names field) : binding_(bound(kNames, field.value)) {}
Field::Field(Repeated field) : binding_(bound(kRepeated, field.value)) {}
Field::Field(Paths field) : binding_(bound(kPaths, field.value)) {}

}  // namespace wgan
