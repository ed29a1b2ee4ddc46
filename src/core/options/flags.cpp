#include "wgan/options/flags.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "names_elsewhere.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {

bool Flag::allows(double number) const {
  return number >= least && number <= most && !(positive && number == 0);
}

const Flag& find_flag(const Flags& flags, const std::string& name, const std::string& source) {
  std::vector<std::string> names;
  for (const Flag& flag : flags) {
    if (flag.name == name) return flag;
    names.push_back(flag.name);
  }
  const std::string usual = name_here(name);
  const bool known = std::find(names.begin(), names.end(), usual) != names.end();
  const auto near = known ? std::optional(usual) : nearest(name, names);
  throw Error(ExitCode::kUsage,
              cat(source, ": there is no flag ", escaped(dashed(name)),
                  near ? cat("; did you mean ", dashed(*near), "?") : "; --help lists them"));
}

void assign(const Flag& flag, const std::string& value, const std::string& source) {
  if (flag.field.read(value, flag)) return;
  const auto near = nearest(value, flag.choices);
  throw Error(ExitCode::kUsage,
              cat(source, ": ", dashed(flag.name), " ", value.empty() ? "''" : escaped(value),
                  ": expected ", flag.field.expected(flag),
                  near ? cat("; did you mean ", *near, "?") : ""));
}

std::string value_of(const Flag& flag) { return join(flag.field.texts(), ", "); }

std::string words_of(const Flag& flag, const Flag& usual) {
  if (flag.field.equals(usual.field)) return "";
  std::string words;
  for (const std::string& text : flag.field.texts()) {
    words += " " + dashed(flag.name);
    if (!flag.field.is_switch()) words += " " + shell_word(text);
    else if (text != "true") words += "=" + text;
  }
  return words;
}

std::string dashed(const std::string& flag) { return (flag.size() == 1 ? "-" : "--") + flag; }

Flags joined(std::vector<Flags> parts) {
  Flags all;
  for (Flags& part : parts) std::move(part.begin(), part.end(), std::back_inserter(all));
  return all;
}

std::vector<Assignment> parse_flag_lines(std::string_view text, const std::string& name) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // as some Windows editors write it
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<Assignment> assignments;
  for (int64_t number = 1; !text.empty(); ++number) {
    const size_t end = text.find('\n');
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line[0] == '#') continue;
    const std::string source = cat(escaped(name), ":", number);
    if (line.substr(0, 2) != "--") {
      throw Error(ExitCode::kUsage, cat(source, ": expected a flag such as '--batch 32', found '",
                                        escaped(line.substr(0, 40)), "'"));
    }
    const size_t split = line.find_first_of(" \t=", 2);
    const bool bare = split == std::string_view::npos;
    assignments.push_back({std::string(line.substr(2, bare ? split : split - 2)),
                           bare ? "true" : std::string(trim(line.substr(split + 1))), source});
  }
  return assignments;
}

}  // namespace wgan
