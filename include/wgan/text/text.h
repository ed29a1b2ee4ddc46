#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace wgan {

/// The arguments written one after the other, as `operator<<` writes them.
template <typename... Parts>
std::string cat(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

/// The lines of a text, without their ends.
std::vector<std::string> lines_of(const std::string& text);

std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// The parts between separators, at least one.
std::vector<std::string_view> split(std::string_view text, char separator);

/// What stands behind the last dot of a file's name, in small letters; empty if there is none.
std::string ending_of(const std::string& name);

std::string replaced(std::string text, std::string_view part, std::string_view by);

/// The part of `text` between its first and last character that is no white space.
std::string_view trim(std::string_view text);

/// The whole of `text` as a number; nothing if any character is left over or the value does not
/// fit.
std::optional<int64_t> to_integer(std::string_view text);
std::optional<uint64_t> to_unsigned(std::string_view text);
std::optional<double> to_real(std::string_view text);

/// A whole number as people type it: "20000", "20k", "1.5M", "2e4"; nothing if it is none or has
/// more than 2^53 for its absolute value.
std::optional<int64_t> to_count(std::string_view text);

/// The parts between commas, each read by `read`; nothing if one of them is no value.
template <typename Value>
std::optional<std::vector<Value>> to_list(
    std::string_view text, const std::function<std::optional<Value>(std::string_view)>& read) {
  std::vector<Value> list;
  for (const std::string_view part : split(text, ',')) {
    const auto value = read(trim(part));
    if (!value) return std::nullopt;
    list.push_back(*value);
  }
  return list;
}

/// The shortest text that `to_real` reads back to the same double.
std::string exact(double value);

/// Seconds from "90", "90s", "3m", "2 h", "5min", "1h30m", "1d"; nothing if it is none of these.
std::optional<double> to_seconds(std::string_view text);

/// "3m", "1h30m", "12s": whole units, read back by `to_seconds`.
std::string duration(double seconds);

/// Bytes from "1000", "64k", "500M", "2G", "1T", decimal units; nothing if it is none of these.
std::optional<double> to_bytes(std::string_view text);

/// The shortest such text, read back by `to_bytes` to the same number.
std::string short_bytes(double count);

/// "1,234,567".
std::string grouped(int64_t value);

/// "000120": in decimal, with zeros in front up to that many digits.
std::string zero_padded(uint64_t number, size_t digits);

/// "1.2 GB", "340 MB": decimal units.
std::string bytes(double count);

/// The candidate nearest to `word` if at most two letters have to be changed, dropped, added or
/// swapped; else nothing.
std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates);

/// `text` with control characters, those that turn the direction of writing, and bytes that are no
/// UTF-8 written as \xNN, so that a file name cannot move the cursor. Escaping twice changes
/// nothing.
std::string escaped(std::string_view text);

/// A message as people may be shown it, whatever it quotes: escaped, and of a long one the middle
/// left out. Whatever goes to a terminal or into a log goes through here or through `escaped`.
std::string shown(std::string_view message);

/// The first few of many names, and how many more there are: "a, b, c and 1,997 more".
std::string some_of(const std::vector<std::string>& names);

/// `text` as one word for a shell.
std::string shell_word(const std::string& text);

}  // namespace wgan
