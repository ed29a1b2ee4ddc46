#pragma once

#include <functional>
#include <string>
#include <vector>

#include "wgan/commands/request.h"

/// A command as the parser sees it.
namespace wgan {

struct Command {
  CommandText text;
  std::function<Flags()> flags;  // for help and names; fields need not be read
  std::function<Request(const Assignments& typed)> request;  // throws Error(kUsage)
  bool in_engine;
};

using Commands = std::vector<Command>;

/// Returns the commands of a Request, in its order.
Commands all_commands();

/// What the arguments ask for: a command and what was typed after it, or a text to print.
struct Parsed {
  const Command* command = nullptr;
  Assignments typed;
  std::string text;
  ConsoleStyle style{};
};

/// Parses the arguments. Throws Error(kUsage).
Parsed parse(const Commands& commands, const std::vector<std::string>& arguments);

/// Runs the request. For most commands this loads libwgan.so from beside the program or from
/// ../lib. Throws Error.
ExitCode run(const Request& request, const ConsoleStyle& style);

std::string version_text();

}  // namespace wgan
