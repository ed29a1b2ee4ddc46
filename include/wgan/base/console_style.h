#pragma once

namespace wgan {

/// How much the program says on stderr, and whether a terminal gets more than lines.
struct ConsoleStyle {
  bool quiet = false;    // warnings and errors only
  bool silent = false;   // nothing: another process speaks for this one
  bool verbose = false;  // also what otherwise only a run's log says
  bool plain = false;    // a terminal gets what a pipe gets: no live view, no colours
  enum class Colour { kAuto, kAlways, kNever };
  Colour colour = Colour::kAuto;  // of messages; auto: on a terminal, without NO_COLOR
};

}  // namespace wgan
