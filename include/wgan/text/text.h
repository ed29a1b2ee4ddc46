#pragma once

#include <cstdint>
#include <functional>
#include <locale>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace wgan {

/// Returns the arguments concatenated, as `operator<<` writes them without regard to the locale.
template <typename... Parts>
std::string cat(const Parts&... parts) {
  std::ostringstream out;
  out.imbue(std::locale::classic());
  (out << ... << parts);
  return out.str();
}

/// Returns the lines of a text, without their ends.
std::vector<std::string> lines_of(const std::string& text);

std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// Returns the parts between separators, at least one.
std::vector<std::string_view> split(std::string_view text, char separator);

/// Returns the extension of a file's name in lower case, without the dot; empty if there is none.
std::string ending_of(const std::string& name);

std::string replaced(std::string text, std::string_view part, std::string_view by);

/// Returns `text` without leading and trailing white space.
std::string_view trim(std::string_view text);

/// Parse the whole of `text` as a number. Return nothing if a character is left over or the value
/// does not fit.
std::optional<int64_t> to_integer(std::string_view text);
std::optional<uint64_t> to_unsigned(std::string_view text);
std::optional<double> to_real(std::string_view text);

/// Parses an integer as people type it: "20000", "20k", "1.5M", "2e4". Returns nothing for other
/// texts and for absolute values above 2^53.
std::optional<int64_t> to_count(std::string_view text);

/// Parses the parts between commas with `read`; returns nothing if one of them is invalid.
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

/// Returns the shortest text that `to_real` reads back to the same double.
std::string exact(double value);

/// Parses seconds from "90", "90s", "3m", "2 h", "5min", "1h30m", "1d"; returns nothing for other
/// texts.
std::optional<double> to_seconds(std::string_view text);

/// Returns "3m", "1h30m", "12s": whole units, read back by `to_seconds`.
std::string duration(double seconds);
/// Formats an estimate to two digits or so: "50s", "12m", "3h20m", "2d5h".
std::string rough_duration(double seconds);

/// Parses bytes from "1000", "64k", "500M", "2G", "1T", in decimal units; returns nothing for other
/// texts.
std::optional<double> to_bytes(std::string_view text);

/// Returns the shortest text that `to_bytes` reads back to the same number.
std::string short_bytes(double count);

/// Returns "1,234,567".
std::string grouped(int64_t value);

/// Returns the number as `printf` writes it in that format, which is for one double.
std::string printed(const char* format, double value);

/// Returns a number with four significant digits, as people read it: "0.1250", "46.20", "12345".
/// What would show as -0.0000 is "0.0000".
std::string short_number(double value);

/// Returns the rows as lines with their cells in columns, two spaces apart. A character counts as
/// one column wide.
std::string aligned(const std::vector<std::vector<std::string>>& rows);

/// Returns "000120": `number` in decimal, padded with zeros to that many digits.
std::string zero_padded(uint64_t number, size_t digits);

/// Returns "1.2 GB", "340 MB": decimal units.
std::string bytes(double count);

/// Returns the candidate nearest to `word` if it takes at most two changed, dropped, added or
/// swapped letters; else nothing.
std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates);

/// Returns `text` with control characters, those that change the direction of writing, and bytes
/// that are not UTF-8 written as \xNN, so that a file name cannot move the cursor. Escaping twice
/// changes nothing.
std::string escaped(std::string_view text);

/// Returns a message that is safe to show, whatever it quotes: escaped, and with the middle of a
/// long one left out. Everything for a terminal or a log goes through here or through `escaped`.
std::string shown(std::string_view message);

/// Returns the first few of many names, and how many more there are: "a, b, c and 1,997 more".
std::string some_of(const std::vector<std::string>& names);

/// Returns `text` quoted as one word for a shell.
std::string shell_word(const std::string& text);

}  // namespace wgan
