#pragma once

#include <functional>
#include <string>
#include <vector>

#include "wgan/error.h"
#include "wgan/flags.h"

namespace wgan {

/// A verb of the program as data.
struct Command {
  std::string name;              // "train"; "data export" is a verb below a noun
  std::string summary;           // one line
  std::string example;           // lines for --help
  std::string positional;        // flag that an argument without dashes sets; empty = none; one
                                 // that may be repeated takes several arguments
  std::function<Flags()> flags;  // for help and for the names; fields need not be read
  std::function<ExitCode(const std::vector<Assignment>&)> run;
};

using Commands = std::vector<Command>;

Command train_command();
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
  std::vector<Assignment> assignments;
  std::string text;
};

/// Throws Error(kUsage).
Request parse(const Commands& commands, const std::vector<std::string>& arguments);

/// Writes the assignments of a command other than train into the fields of its flags. Throws
/// Error(kUsage), also for flags that do nothing.
void assign_all(const Flags& flags, const std::vector<Assignment>& assignments);

std::string version_text();

}  // namespace wgan
