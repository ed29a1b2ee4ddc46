#pragma once

#include <string>

#include "command.h"

/// What --help prints, and the words about flags that manual pages use too.
namespace wgan {

/// Which flags a command's help lists: those that people use most, or all.
enum class HelpExtent { kUsual, kAll };

/// Returns the help of the program: its commands and topics.
std::string help_of_program(const Commands& commands, size_t columns);

/// Returns the help of "data" or another name that only stands before other commands.
std::string help_of_noun(const Commands& commands, const std::string& noun, size_t columns);

std::string help_of_command(const Command& command, HelpExtent extent, size_t columns);

/// Returns how a command is called: "wgan sample [CKPT] [FLAGS]".
std::string synopsis_of(const Command& command);

/// Returns the flags about messages that every command of the engine has. They set nothing: the
/// parser reads them itself.
Flags style_flags();

/// Returns all flags of a command, those about messages last.
Flags all_flags(const Command& command);

/// Returns the flags in their groups, in the order in which these come first.
std::vector<Flags> by_group(const Flags& flags);

/// Returns a flag as it is typed: "--batch N", "-q, --quiet".
std::string form_of(const Flag& flag);

/// Returns a flag's help with its choices and its default.
std::string description_of(const Flag& flag);

/// Return what a word without dashes means to a command, or "".
std::string note_on_words(const Command& command);

/// Returns how many columns stdout has, 80 if it is no terminal; 40 to 100, so that lines stay
/// readable.
size_t help_columns();

}  // namespace wgan
