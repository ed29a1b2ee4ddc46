#pragma once

#include "wgan/commands/command.h"

namespace wgan {

/// Writes the manual pages. Defined with the parser, which knows all commands.
struct Manual {
  static constexpr CommandText kText{
      "manual", "Write the manual pages, for man",
      "  wgan manual --out ~/.local/share/man/man1   then: man wgan-train\n"
      "  wgan manual train | man -l -                shows the page of one command\n",
      "page"};
  static constexpr bool kInEngine = false;

  std::string page;  // a command; empty = the program
  std::string out;   // folder for all pages

  Flags flags() {
    return {{.name = "page",
             .field = &page,
             .group = "Pages",
             .metavar = "COMMAND",
             .help = "Command whose page to print, such as data-check; without it, the program's",
             .unused = [this] { return out.empty() ? "" : "--out writes all pages"; }},
            {.name = "out",
             .field = &out,
             .group = "Pages",
             .metavar = "DIR",
             .help = "Write all pages into this folder instead"}};
  }
  void take(const Assignments& typed) { assign_all(flags(), typed); }
  ExitCode run() const;
};

}  // namespace wgan
