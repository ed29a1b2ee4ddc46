#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "wgan/base/error.h"
#include "wgan/options/flags.h"
#include "wgan/options/settings.h"

namespace wgan {

using Assignments = std::vector<Assignment>;

/// A verb of the program as data.
struct Command {
  std::string name;              // "train"; "data export" is a verb below a noun
  std::string summary;           // one line
  std::string example;           // lines for --help
  std::string positional;        // flag that an argument without dashes sets; empty = none; one
                                 // that may be repeated takes several arguments
  std::function<Flags()> flags;  // for help and for the names; fields need not be read
  std::function<ExitCode(const Assignments&)> run;
};

using Commands = std::vector<Command>;

Command train_command();
Command describe_command();
Command presets_command();
Command presets_diff_command();
Command sample_command();
Command interpolate_command();
Command info_command();
Command verify_command();
Command replay_command();
Command export_command();
Command check_command();
Command show_command();
Command enrich_command();

/// What the arguments ask for: a command with its flags, or a text to print.
struct Request {
  const Command* command = nullptr;
  Assignments assignments;
  std::string text;
};

/// Throws Error(kUsage).
Request parse(const Commands& commands, const std::vector<std::string>& arguments);

/// The settings of a new run, or of one that --resume names. Throws Error.
TrainSettings settled(const Assignments& typed);

/// Writes the assignments of a command other than train into the fields of its flags. Throws
/// Error(kUsage), also for flags that do nothing.
void assign_all(const Flags& flags, const Assignments& assignments);

/// Throws Error(kUsage) if a name ends like that of another kind of picture file than is written
/// there, such as .jpg where `kind` is "png": other programs go by it.
void check_kind(const std::string& flag, const std::string& file, const std::string& kind);

std::string version_text();

/// A command whose flags are those of `Options`: they are assigned, then `run(options, typed)` gets
/// them, and the assignments too.
template <typename Options, typename Run>
Command command_of(std::string name, std::string summary, std::string example,
                   std::string positional, Flags (*flags)(Options&), Run run) {
  const auto options = std::make_shared<Options>();
  return {std::move(name),
          std::move(summary),
          std::move(example),
          std::move(positional),
          [options, flags] { return flags(*options); },
          [options, flags, run](const Assignments& typed) -> ExitCode {
            assign_all(flags(*options), typed);
            return run(*options, typed);
          }};
}

}  // namespace wgan
