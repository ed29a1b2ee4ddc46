#pragma once

#include <functional>
#include <string>
#include <vector>

#include "wgan/commands/request.h"

/// Commands as the parser sees them.
namespace wgan {

struct Command {
  CommandText text;
  std::function<Flags()> flags;  // for help and for the names; fields need not be read
  std::function<Request(const Assignments& typed)> request;  // throws Error(kUsage)
};

using Commands = std::vector<Command>;

/// Those of a Request, in its order.
Commands all_commands();

/// What the arguments ask for: a command and what was typed behind it, or a text to print.
struct Parsed {
  const Command* command = nullptr;
  Assignments typed;
  std::string text;
};

/// Throws Error(kUsage).
Parsed parse(const Commands& commands, const std::vector<std::string>& arguments);

/// Runs the request, for most commands in libwgan.so, which is loaded from beside the program or
/// from ../lib. Throws Error.
ExitCode run(const Request& request);

std::string version_text();

}  // namespace wgan
