#include <algorithm>
#include <map>
#include <optional>

#include "wgan/base/error.h"
#include "wgan/options/settings.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr std::string_view kBefore = ", before ";

/// A line of `change_lines`, parsed. The constructor throws Error(kModel) for any other line.
struct ChangeLine {
  int64_t step = 0;
  SettingChange change;

  explicit ChangeLine(const std::string& line) {
    const std::string_view all = line;
    const size_t colon = all.find(": --"), before = all.rfind(kBefore);
    const size_t flag = colon + 4, space = all.find(' ', std::min(flag, all.size()));
    const auto number = all.starts_with("step ") && colon != std::string_view::npos
                            ? to_integer(all.substr(5, colon - 5))
                            : std::nullopt;
    if (!number || before == std::string_view::npos || space > before)
      throw Error(ExitCode::kModel, cat("'", escaped(line), "' is no change of a setting"));
    step = *number;
    change = {line.substr(flag, space - flag), line.substr(before + kBefore.size()),
              line.substr(space + 1, before - std::min(before, space + 1))};
  }

  /// Restores the flag's earlier value. Throws Error(kModel) if there is no such flag or value, or
  /// a run may not change it.
  void take_back(const Flags& flags) const {
    try {
      const Flag& flag = find_flag(flags, change.flag, "changes");
      if (flag.role != Role::kResult && flag.role != Role::kPlace)
        throw Error(ExitCode::kModel, cat("changes: --", flag.name, " never changes in a run"));
      for (const std::string& value : {change.now, change.before}) {
        flag.field.clear();
        const auto texts =
            flag.field.is_repeated() ? lines_of(replaced(value, ", ", "\n")) : std::vector{value};
        for (const std::string& text : texts) assign(flag, text, "changes");
      }
    } catch (const Error& error) {
      throw Error(ExitCode::kModel, error.what());
    }
  }
};

}  // namespace

std::string listed(const std::vector<SettingChange>& changes) {
  std::vector<std::string> parts;
  for (const auto& [flag, before, now] : changes)
    parts.push_back(
        cat("--", flag, " (", before.empty() ? "''" : before, " so far, now ", now, ")"));
  return join(parts, ", ");
}

std::string change_lines(int64_t step, const std::vector<SettingChange>& changes) {
  std::string lines;
  for (const auto& [flag, before, now] : changes)
    lines += cat("step ", step, ": --", flag, " ", now, kBefore, before, "\n");
  return lines;
}

void check_changes(const std::string& changes) {
  TrainOptions options;
  const Flags flags = train_flags(options);
  for (const std::string& line : lines_of(changes)) ChangeLine(line).take_back(flags);
}

std::string origin_lines(const TrainSettings& settings) {
  TrainOptions options = settings.options;
  std::map<std::string, std::vector<std::string>> flags_of;  // by their source
  for (const Flag& flag : train_flags(options)) {
    const auto source = settings.sources.find(flag.name);
    if (flag.role == Role::kOnce || source == settings.sources.end() || source->second == "default")
      continue;
    // Without the number of the line in a file.
    const size_t colon = source->second.rfind(':');
    const bool numbered =
        colon != std::string::npos && to_integer(source->second.substr(colon + 1));
    flags_of[source->second.substr(0, numbered ? colon : std::string::npos)].push_back(flag.name);
  }
  std::string lines;
  for (const auto& [source, flags] : flags_of)
    lines += cat(kOriginMark, source == "command line" ? "the " : "", escaped(source), ": ",
                 join(flags, ", "), "\n");
  return lines;
}

std::string origin_lines_in(const std::string& file) {
  std::string lines;
  for (const std::string& line : lines_of(file)) {
    if (line.starts_with(kOriginMark)) lines += line + "\n";
  }
  return lines;
}

std::string origin_lines_after(const std::string& before, const TrainSettings& resumed) {
  constexpr std::string_view kResume = "--resume";
  if (before.empty()) return "";
  TrainOptions options = resumed.options;
  std::vector<std::string> typed;
  for (const Flag& flag : train_flags(options)) {
    const auto source = resumed.sources.find(flag.name);
    if (flag.role != Role::kOnce && source != resumed.sources.end() &&
        source->second == "command line")
      typed.push_back(flag.name);
  }
  std::string lines;
  for (const std::string& line : lines_of(before)) {
    const size_t colon = line.rfind(": ");
    if (colon == std::string::npos) continue;
    std::vector<std::string> kept;
    for (const std::string_view flag : split(std::string_view(line).substr(colon + 2), ',')) {
      const std::string name(trim(flag));
      if (std::find(typed.begin(), typed.end(), name) == typed.end()) kept.push_back(name);
    }
    if (line.substr(kOriginMark.size(), colon - kOriginMark.size()) == kResume)
      typed.insert(typed.begin(), kept.begin(), kept.end());
    else if (!kept.empty()) lines += cat(line.substr(0, colon), ": ", join(kept, ", "), "\n");
  }
  return typed.empty() ? lines : cat(lines, kOriginMark, kResume, ": ", join(typed, ", "), "\n");
}

std::string settings_file(const TrainSettings& settings, const std::string& changes,
                          const std::string& origins) {
  const std::string end = origins.empty() ? "" : "\n" + origins;
  if (changes.empty())
    return "# The settings of this run; wgan train --config repeats it.\n" +
           setting_lines(settings) + end;
  TrainSettings first = settings;
  const Flags flags = train_flags(first.options);
  std::string below;
  std::vector<std::string> lines = lines_of(changes);
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    const ChangeLine read(*line);
    read.take_back(flags);
    below = cat("# ", escaped(trim(change_lines(read.step, {read.change}))), "\n", below);
  }
  return cat(
      "# The settings that this run began with; wgan train --config repeats its beginning.\n",
      setting_lines(first), "\n# Changed on the way by --resume with --allow-change:\n", below,
      end);
}

}  // namespace wgan
