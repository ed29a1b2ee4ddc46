#include "wgan/commands/presets.h"

#include <iomanip>
#include <iostream>

#include "wgan/files/files.h"
#include "wgan/options/settings.h"
#include "wgan/text/json.h"
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

void print(const char* kind, const nlohmann::ordered_json& json) {
  std::cout << json_text({{"version", 1}, {kind, json}});
}

/// Prints every preset with its headline, or the settings in those that are named.
void print_json(const std::vector<std::string>& names) {
  nlohmann::ordered_json presets = nlohmann::ordered_json::array();
  for (const std::string& name : names.empty() ? preset_names(configs_folder()) : names) {
    const Path file = file_of(name);
    nlohmann::ordered_json preset{{"name", name}, {"summary", headline(file)}};
    if (!names.empty()) {
      auto& settings = preset["settings"] = nlohmann::ordered_json::object();
      for (const Assignment& a : parse_flag_lines(read_text_file(file), name)) {
        auto& value = settings[a.flag];
        if (value.is_null()) value = a.value;
        else if (value.is_array()) value.push_back(a.value);
        else value = {value, a.value};  // of a repeated flag
      }
    }
    presets.push_back(preset);
  }
  print("presets", presets);
}

}  // namespace

ExitCode Presets::run() const {
  if (json) {
    print_json(names);
    return ExitCode::kDone;
  }
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
  if (!json) row("", names[0], names[1]);
  const auto shown = [](const Flag& flag) {
    return flag.unused && !flag.unused().empty() ? std::string("-") : value_of(flag);
  };
  nlohmann::ordered_json differences = nlohmann::ordered_json::object();
  for (size_t i = 0; i < lefts.size(); ++i) {
    if (lefts[i].role == Role::kOnce || shown(lefts[i]) == shown(rights[i])) continue;
    differences[lefts[i].name] = {shown(lefts[i]), shown(rights[i])};
    if (!json) row("--" + lefts[i].name, shown(lefts[i]), shown(rights[i]));
  }
  if (json) print("differences", differences);
  else if (differences.empty()) std::cout << "no setting differs\n";
  return ExitCode::kDone;
}

}  // namespace wgan
