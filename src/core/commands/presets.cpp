#include "wgan/commands/presets.h"

#include <iomanip>
#include <iostream>

#include "wgan/files/files.h"
#include "wgan/options/settings.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns the first line of a file of flags, which says what it trains.
std::string headline(const Path& file) {
  const std::string text = read_text_file(file);
  const std::string line = text.substr(0, text.find('\n'));
  return line.starts_with("# ") ? line.substr(2) : "";
}

/// Returns the file of a preset, or the file of that name. Throws Error(kUsage) if there is
/// neither.
Path file_of(const std::string& name) {
  if (const auto preset = preset_file(configs_folder(), name)) return *preset;
  if (is_there(name)) return name;
  const auto near = nearest(name, preset_names(configs_folder()));
  throw Error(ExitCode::kUsage,
              cat(escaped(name), " is no preset and no file of flags",
                  near ? cat("; did you mean ", *near, "?") : "; wgan presets lists the presets"));
}

/// Returns all settings that a preset, or a file of flags, results in.
TrainSettings settings_in_file(const std::string& name) {
  const bool is_preset = preset_file(configs_folder(), name).has_value();
  return settle({{"dry-run", "true", "presets diff"},
                 {is_preset ? "preset" : "config", is_preset ? name : file_of(name).string(),
                  "command line"}},
                configs_folder());
}

}  // namespace

ExitCode Presets::run() const {
  for (const std::string& name : names) {
    for (const std::string& line : lines_of(read_text_file(file_of(name))))
      std::cout << escaped(line) << "\n";
  }
  if (!names.empty()) return ExitCode::kDone;
  for (const std::string& name : preset_names(configs_folder()))
    std::cout << std::left << std::setw(24) << name
              << headline(configs_folder() / (name + ".flags")) << "\n";
  return ExitCode::kDone;
}

ExitCode PresetsDiff::run() const {
  TrainSettings left = settings_in_file(names[0]), right = settings_in_file(names[1]);
  const Flags lefts = train_flags(left.options), rights = train_flags(right.options);
  const auto row = [](const std::string& flag, const std::string& one, const std::string& other) {
    std::cout << std::left << std::setw(22) << flag << std::setw(26) << one + " " << other << "\n";
  };
  row("", names[0], names[1]);
  const auto shown = [](const Flag& flag) {
    return flag.unused && !flag.unused().empty() ? std::string("-") : value_of(flag);
  };
  bool differ = false;
  for (size_t i = 0; i < lefts.size(); ++i) {
    if (lefts[i].role == Role::kOnce || shown(lefts[i]) == shown(rights[i])) continue;
    row("--" + lefts[i].name, shown(lefts[i]), shown(rights[i]));
    differ = true;
  }
  if (!differ) std::cout << "no setting differs\n";
  return ExitCode::kDone;
}

}  // namespace wgan
