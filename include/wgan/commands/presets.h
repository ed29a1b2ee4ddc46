#pragma once

#include "wgan/commands/model_command.h"

namespace wgan {

/// Returns the flags of the commands about presets.
inline Flags preset_names_flags(std::vector<std::string>& names, bool& json) {
  return {{.name = "names",
           .field = Repeated{&names},
           .group = "Presets",
           .metavar = "NAME",
           .help = "Names of presets, or flag files"},
          json_flag(json)};
}

/// Lists the presets, or prints some.
struct Presets {
  static constexpr CommandText kText{"presets",
                                     "List the presets, or print one with the source of each value",
                                     "  wgan presets\n"
                                     "  wgan presets seed-pokemon\n"
                                     "  wgan presets diff seed-pokemon seed-pokemon-gp\n",
                                     "names"};
  static constexpr bool kInEngine = false;

  std::vector<std::string> names;
  bool json = false;

  Flags flags() { return preset_names_flags(names, json); }
  void take(const Assignments& typed) { assign_all(flags(), typed); }
  ExitCode run() const;
};

/// Compares two presets.
struct PresetsDiff {
  static constexpr CommandText kText{"presets diff",
                                     "Compare the settings of two presets or flag files",
                                     "  wgan presets diff seed-pokemon seed-pokemon-gp\n", "names"};
  static constexpr bool kInEngine = false;

  std::vector<std::string> names;
  bool json = false;

  Flags flags() { return preset_names_flags(names, json); }

  void take(const Assignments& typed) {
    assign_all(flags(), typed);
    if (names.size() != 2)
      throw Error(ExitCode::kUsage, "name two: wgan presets diff seed-pokemon seed-pokemon-gp");
  }

  ExitCode run() const;
};

}  // namespace wgan
