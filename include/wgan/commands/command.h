#pragma once

#include <string>
#include <vector>

#include "wgan/base/error.h"
#include "wgan/options/flags.h"

/// What a command of the program is made of.
///
/// A command is a struct whose fields are what it is told. Beside them it has
///
///     static constexpr CommandText kText;     its name and its help
///     static constexpr bool kInEngine;        whether `run` needs tensors, so lives in libwgan.so
///     Flags flags();                          the flags that set the fields
///     void take(const Assignments& typed);    reads the flags; throws Error(kUsage)
///     ExitCode run() const;                   does the work; throws Error
///
/// All but `run` stand in the command's header, since the program needs them without LibTorch.
namespace wgan {

struct CommandText {
  const char* name;        // "sample"; "data export" is a command below another word
  const char* summary;     // one line
  const char* example;     // lines for --help
  const char* positional;  // flag that a word without dashes sets; empty = none; a flag that may be
                           // repeated takes several words
};

using Assignments = std::vector<Assignment>;

/// Writes what was typed into the fields of the flags. Throws Error(kUsage), also for flags that do
/// nothing.
void assign_all(const Flags& flags, const Assignments& typed);

/// Whether that flag was typed.
bool is_typed(const Assignments& typed, const std::string& flag);

/// Throws Error(kUsage) if a name ends like that of another kind of picture file than is written
/// there, such as .jpg where `kind` is "png": other programs go by it.
void check_kind(const std::string& flag, const std::string& file, const std::string& kind);

/// Throws Error(kUsage) unless `out` is the name of a folder that is empty or not there yet.
void need_new_folder(const std::string& out);

}  // namespace wgan
