#include "codec.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Parses "64" or "68x56".
std::optional<Size> to_size(std::string_view text) {
  const size_t cross = text.find('x');
  const auto width = to_integer(text.substr(0, cross));
  const auto height = cross == std::string_view::npos ? width : to_integer(text.substr(cross + 1));
  if (!width || !height) return std::nullopt;
  return Size{*width, *height};
}

/// Parses "last:3", "last:3,best:2" or "last:3,best:2,every:1000".
std::optional<Keep> to_keep(std::string_view text) {
  Keep keep;
  const auto read = [&](std::string_view part) -> std::optional<bool> {
    const size_t colon = part.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto number = to_count(part.substr(colon + 1));
    int64_t* field = part.substr(0, colon) == "last"    ? &keep.last
                     : part.substr(0, colon) == "best"  ? &keep.best
                     : part.substr(0, colon) == "every" ? &keep.every
                                                        : nullptr;
    if (!field || !number || *number < 1) return std::nullopt;
    *field = *number;
    return true;
  };
  return to_list<bool>(text, read) ? std::optional(keep) : std::nullopt;
}

/// Parses "0.1" or "0.1:20000".
std::optional<CriticNoise> to_noise(std::string_view text) {
  const size_t colon = text.find(':');
  const auto deviation = to_real(text.substr(0, colon));
  const auto steps = colon == std::string_view::npos ? std::optional<int64_t>(0)
                                                     : to_count(text.substr(colon + 1));
  if (!deviation || !(*deviation >= 0 && *deviation <= 10) || !steps || *steps < 0)
    return std::nullopt;
  if (*deviation == 0 && colon != std::string_view::npos) return std::nullopt;  // nothing to reduce
  return CriticNoise{*deviation, *steps};
}

/// Parses "500", "5%", or "auto" for the default.
std::optional<Checks> to_checks(const std::string& text) {
  if (text == "auto") return Checks{};
  if (!text.ends_with('%')) {
    const auto steps = to_count(text);
    return steps && *steps >= 1 ? std::optional(Checks{.steps = *steps}) : std::nullopt;
  }
  const auto percent = to_real(text.substr(0, text.size() - 1));
  if (!percent || !(*percent > 0 && *percent <= 100)) return std::nullopt;
  return Checks{.share = *percent / 100};
}

constexpr Codec<Size> kSize{
    .read =
        [](const std::string& text, const Flag& flag) {
          const auto size = to_size(text);
          const bool fits = size && flag.allows(static_cast<double>(size->width)) &&
                            flag.allows(static_cast<double>(size->height));
          return fits ? size : std::nullopt;
        },
    .write =
        [](const Size& size) {
          return size.width == size.height ? std::to_string(size.width)
                                           : cat(size.width, 'x', size.height);
        },
    .expected =
        [](const Flag& flag) {
          return "a size such as 64 or 68x56 (width first), each side " + range_of(flag);
        },
};

constexpr Codec<Keep> kKeep{
    .read = [](const std::string& text, const Flag&) { return to_keep(text); },
    .write =
        [](const Keep& keep) {
          return cat("last:", keep.last, keep.best != Keep{}.best ? cat(",best:", keep.best) : "",
                     keep.every ? cat(",every:", keep.every) : "");
        },
    .expected =
        [](const Flag&) {
          return std::string(
              "last:N, best:N and every:N, with commas between, such as "
              "last:3,best:2,every:5000");
        },
};

constexpr Codec<CriticNoise> kCriticNoise{
    .read = [](const std::string& text, const Flag&) { return to_noise(text); },
    .write =
        [](const CriticNoise& noise) {
          return cat(exact(noise.deviation), noise.steps ? cat(":", noise.steps) : "");
        },
    .expected =
        [](const Flag&) {
          return std::string(
              "a deviation from 0 to 10 such as 0.1, or with steps such as 0.1:20000");
        },
};

constexpr Codec<Checks> kChecks{
    .read = [](const std::string& text, const Flag&) { return to_checks(text); },
    .write =
        [](const Checks& checks) {
          return checks.steps ? std::to_string(checks.steps) : cat(exact(100 * checks.share), "%");
        },
    .expected =
        [](const Flag&) {
          return std::string("a number of steps, or a share of the time such as 3%");
        },
};

}  // namespace

Field::Field(Size* value) : binding_(bound(kSize, value)) {}
Field::Field(Keep* value) : binding_(bound(kKeep, value)) {}
Field::Field(CriticNoise* value) : binding_(bound(kCriticNoise, value)) {}
Field::Field(Checks* value) : binding_(bound(kChecks, value)) {}

}  // namespace wgan
