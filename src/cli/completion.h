#pragma once

#include <string>
#include <vector>

#include "command.h"

/// Completion of command lines. The scripts that `wgan completion` prints are short: they ask the
/// program itself, through a first word that nobody types.
namespace wgan {

inline constexpr const char* kCompletionRequest = "__complete";

/// Returns what can stand in place of the last of the words after "wgan". The first line names what
/// the shell itself shall offer: "words" (nothing), "files", "folders", or "models" (.pt files and
/// folders). Then come the candidates, each with a line for the word and a line for what it means.
/// Never throws: files that cannot be read offer nothing.
std::string completion_answer(const Commands& commands, std::vector<std::string> words);

/// Returns the script that connects bash, zsh or fish with completion_answer.
std::string completion_script(const std::string& shell);

}  // namespace wgan
