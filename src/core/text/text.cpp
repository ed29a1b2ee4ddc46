#include "wgan/text/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace wgan {
namespace {

template <typename Number>
std::optional<Number> whole(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Returns the number of characters of a UTF-8 text.
size_t characters(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

/// Returns the optimal string alignment distance: insertions, deletions, changes, and swaps of
/// neighbours.
size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      d[i][j] =
          std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

/// Returns the length of the well-formed UTF-8 sequence at the front of `text`; 0 if there is none
/// (overlong forms and surrogates are invalid).
size_t utf8_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const size_t length = first < 0x80                    ? 1
                        : first >= 0xC2 && first < 0xE0 ? 2
                        : first >= 0xE0 && first < 0xF0 ? 3
                        : first >= 0xF0 && first < 0xF5 ? 4
                                                        : 0;
  if (length == 0 || length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F)) return 0;
  if ((first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F)) return 0;
  return length;
}

}  // namespace

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string all;
  for (size_t i = 0; i < parts.size(); ++i) all.append(i ? separator : "").append(parts[i]);
  return all;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string ending_of(const std::string& name) {
  const size_t dot = name.rfind('.');
  std::string ending = dot == std::string::npos ? "" : name.substr(dot + 1);
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return ending;
}

std::string replaced(std::string text, std::string_view part, std::string_view by) {
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += by.size())
    text.replace(at, part.size(), by);
  return text;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  const size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::optional<int64_t> to_integer(std::string_view text) { return whole<int64_t>(text); }
std::optional<uint64_t> to_unsigned(std::string_view text) { return whole<uint64_t>(text); }

std::optional<double> to_real(std::string_view text) {
  const auto value = whole<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::string exact(double value) {
  std::array<char, 32> buffer;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end};
}

std::optional<int64_t> to_count(std::string_view text) {
  constexpr double kMost = 0x1p53;  // up to here a double holds every whole number
  if (const auto plain = to_integer(text)) return plain;
  double unit = 1;
  if (text.ends_with('k') || text.ends_with('K')) unit = 1e3;
  if (text.ends_with('M')) unit = 1e6;
  if (unit > 1) text.remove_suffix(1);
  const auto number = to_real(text);
  if (!number) return std::nullopt;
  const double product = *number * unit, value = std::round(product);
  // 4.1 is not a double, so 4.1M is a few roundings away from an integer.
  if (std::abs(product - value) > 0x1p-50 * std::abs(value)) return std::nullopt;
  if (std::abs(value) > kMost || (product != 0 && value == 0)) return std::nullopt;
  return static_cast<int64_t>(value);
}

std::optional<double> to_seconds(std::string_view text) {
  struct Unit {
    std::string_view names;  // between spaces
    double seconds;
  };
  constexpr std::array kUnits{Unit{" s sec secs second seconds ", 1},
                              Unit{" m min mins minute minutes ", 60},
                              Unit{" h hr hrs hour hours ", 3600}, Unit{" d day days ", 86400}};
  if (const auto plain = to_real(text)) return *plain >= 0 ? plain : std::nullopt;
  text = trim(text);
  if (text.empty()) return std::nullopt;
  double total = 0;
  while (!text.empty()) {
    // Reads the first number of the text, which may have an exponent.
    double count = 0;
    const bool digits = text[0] == '.' || (text[0] >= '0' && text[0] <= '9');
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (!digits || error != std::errc{}) return std::nullopt;
    text = trim(text.substr(static_cast<size_t>(end - text.data())));
    const size_t letters = std::min(text.find_first_of("0123456789. \t"), text.size());
    const std::string name = cat(' ', text.substr(0, letters), ' ');
    text = trim(text.substr(letters));
    const auto unit = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& u) {
      return u.names.find(name) != std::string_view::npos;
    });
    if (letters == 0 || unit == kUnits.end()) return std::nullopt;
    total += count * unit->seconds;
  }
  return total;
}

std::string duration(double seconds) {
  const auto total = static_cast<int64_t>(std::llround(seconds));
  if (static_cast<double>(total) != seconds && seconds < 10)
    return exact(std::round(seconds * 1000) / 1000) + "s";
  std::string out;
  if (total >= 86400) out += cat(total / 86400, 'd');
  if (total % 86400 >= 3600) out += cat(total % 86400 / 3600, 'h');
  if (total % 3600 >= 60) out += cat(total % 3600 / 60, 'm');
  if (total % 60 != 0 || total == 0) out += cat(total % 60, 's');
  return out;
}

std::string rough_duration(double seconds) {
  constexpr double kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour;
  const double step = seconds < 2 * kMinute ? 10
                      : seconds < 2 * kHour ? kMinute
                      : seconds < kDay      ? 10 * kMinute
                                            : kHour;
  return duration(seconds < 10 ? std::max(1.0, std::round(seconds))
                               : std::round(seconds / step) * step);
}

std::optional<double> to_bytes(std::string_view text) {
  double unit = 1;
  if (!text.empty()) {
    const size_t which = std::string_view("kMGT").find(text.back());
    if (which != std::string_view::npos) unit = std::pow(1000.0, which + 1), text.remove_suffix(1);
  }
  const auto count = to_real(text);
  return count && *count >= 0 ? std::optional(*count * unit) : std::nullopt;
}

std::string short_bytes(double count) {
  std::string best = exact(count);
  for (const char unit : std::string_view("kMGT")) {
    const std::string text = exact(count / *to_bytes(cat("1", unit))) + unit;
    if (text.size() < best.size() && to_bytes(text) == count) best = text;
  }
  return best;
}

std::string zero_padded(uint64_t number, size_t digits) {
  const std::string plain = std::to_string(number);
  return std::string(digits - std::min(digits, plain.size()), '0') + plain;
}

std::string grouped(int64_t value) {
  std::string digits = std::to_string(value);
  for (auto at = static_cast<int64_t>(digits.size()) - 3; at > (value < 0 ? 1 : 0); at -= 3) {
    digits.insert(static_cast<size_t>(at), ",");
  }
  return digits;
}

std::string printed(const char* format, double value) {
  std::array<char, 64> buffer;
  std::snprintf(buffer.data(), buffer.size(), format, value);
  return buffer.data();
}

std::string short_number(double value) {
  const double size = std::abs(value);
  const char* format = size >= 1000  ? "%.0f"
                       : size >= 100 ? "%.1f"
                       : size >= 10  ? "%.2f"
                       : size >= 1   ? "%.3f"
                                     : "%.4f";
  return printed(format, size < 5e-5 ? 0 : value);
}

std::string aligned(const std::vector<std::vector<std::string>>& rows) {
  std::vector<size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], characters(row[i]));
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i)
      line += row[i] + std::string(widths[i] - characters(row[i]) + 2, ' ');
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return out;
}

std::string bytes(double count) {
  constexpr std::array kUnits{"B", "kB", "MB", "GB", "TB", "PB"};
  size_t unit = 0;
  for (; count >= 999.5 && unit + 1 < kUnits.size(); ++unit) count /= 1000;
  std::array<char, 32> buffer;
  std::snprintf(buffer.data(), buffer.size(), count < 9.95 && unit > 0 ? "%.1f %s" : "%.0f %s",
                count, kUnits[unit]);
  return buffer.data();
}

std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates) {
  std::optional<std::string> best;
  size_t least = 3;
  for (const std::string& candidate : candidates) {
    const auto [shorter, longer] = std::minmax({word.size(), candidate.size()});
    if (longer - shorter >= least) continue;  // the distance cannot be smaller
    const size_t d = distance(word, candidate);
    if (d < least && d < longer) least = d, best = candidate;
  }
  return best;
}

namespace {

/// Whether a terminal obeys the sequence instead of showing it: U+0000 to U+001F, U+007F to U+009F,
/// and characters that change the writing direction or end lines, U+200E to U+200F, U+2028 to
/// U+202E, U+2066 to U+2069.
bool is_control(std::string_view sequence) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(sequence[i]); };
  if (sequence.size() == 1) return byte(0) < 0x20 || byte(0) == 0x7F;
  if (sequence.size() == 2) return byte(0) == 0xC2 && byte(1) < 0xA0;
  if (sequence.size() != 3 || byte(0) != 0xE2) return false;
  const unsigned char last = byte(2);
  if (byte(1) == 0x80) return (last >= 0x8E && last <= 0x8F) || (last >= 0xA8 && last <= 0xAE);
  return byte(1) == 0x81 && last >= 0xA6 && last <= 0xA9;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t length = utf8_length(text);
    if (length == 0 || is_control(text.substr(0, length))) {
      for (const char byte : text.substr(0, std::max<size_t>(length, 1))) {
        std::array<char, 5> code;
        std::snprintf(code.data(), code.size(), "\\x%02x", static_cast<unsigned char>(byte));
        out += code.data();
      }
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  return out;
}

std::string shown(std::string_view message) {
  constexpr size_t kMost = 1500, kEnd = 500;
  std::string text = escaped(message);
  if (text.size() <= kMost) return text;
  size_t first = kMost - kEnd, last = text.size() - kEnd;
  const auto inside = [&](size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
  };
  while (inside(first)) --first;
  while (last < text.size() && inside(last)) ++last;
  return cat(text.substr(0, first), " [... ", grouped(static_cast<int64_t>(last - first)),
             " bytes left out ...] ", text.substr(last));
}

std::string some_of(const std::vector<std::string>& names) {
  constexpr size_t kSome = 20;
  if (names.size() <= kSome) return join(names, ", ");
  const std::vector<std::string> some(names.begin(), names.begin() + kSome);
  return cat(join(some, ", "), " and ", grouped(static_cast<int64_t>(names.size() - kSome)),
             " more");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string shell_word(const std::string& text) {
  if (escaped(text) != text)
    return cat("$'", escaped(replaced(replaced(text, "\\", "\\\\"), "'", "\\'")), "'");
  return text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+,:=@%") ==
                 std::string::npos
             ? text
             : cat("'", replaced(text, "'", "'\\''"), "'");
}

}  // namespace wgan
