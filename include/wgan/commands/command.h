#pragma once

#include <string>
#include <vector>

#include "wgan/base/error.h"
#include "wgan/options/flags.h"

/// The interface of the program's commands.
///
/// A command is a struct whose fields are its options. It also has
///
///     static constexpr CommandText kText;     its name and its help
///     static constexpr bool kInEngine;        whether `run` needs tensors, so lives in libwgan.so
///     static constexpr bool kForRanks;        where `run` is for all processes of a launcher: true
///     Flags flags();                          the flags that set the fields
///     void take(const Assignments& typed);    reads the flags; throws Error(kUsage)
///     ExitCode run() const;                   does the work; throws Error
///
/// All but `run` are defined in the command's header: the program needs them without LibTorch.
namespace wgan {

struct CommandText {
  const char* name;        // "sample", or "data export" for a subcommand
  const char* summary;     // one line
  const char* example;     // lines for --help
  const char* positional;  // flag that a word without dashes sets; empty = none; a flag that may be
                           // repeated takes several words
  const char* usual = "";  // flags that a short --help lists, with spaces between; empty = all
};

using Assignments = std::vector<Assignment>;

/// Returns how the user calls the program: "wgan", or what a launcher put into WGAN_COMMAND.
std::string program_name();

/// Writes the typed values into the fields of the flags. Throws Error(kUsage), also for flags
/// without effect.
void assign_all(const Flags& flags, const Assignments& typed);

/// Returns the command as it can be typed again.
template <typename Command>
std::string command_line(Command command) {
  Command usual;
  const Flags flags = command.flags(), defaults = usual.flags();
  std::string line = "wgan " + std::string(Command::kText.name);
  for (size_t i = 0; i < flags.size(); ++i) line += words_of(flags[i], defaults[i]);
  return line;
}

/// Whether `flag` was typed.
bool is_typed(const Assignments& typed, const std::string& flag);

/// Throws Error(kUsage) if the extension of `file` is that of a picture format other than `kind`,
/// such as .jpg for "png": other programs go by it.
void check_kind(const std::string& flag, const std::string& file, const std::string& kind);

/// Throws Error(kUsage) unless `out` names a folder that is empty or does not exist yet.
void need_new_folder(const std::string& out);

}  // namespace wgan
