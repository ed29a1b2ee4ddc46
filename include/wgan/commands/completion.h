#pragma once

#include "wgan/commands/command.h"

namespace wgan {

/// Prints the script by which a shell completes wgan's command lines. Defined with the parser,
/// which knows all commands.
struct Completion {
  static constexpr CommandText kText{
      "completion", "Print the script that completes command lines in bash, zsh or fish",
      "  source <(wgan completion bash)                this shell; a line for ~/.bashrc\n"
      "  source <(wgan completion zsh)                 for ~/.zshrc, after compinit\n"
      "  wgan completion fish > ~/.config/fish/completions/wgan.fish\n",
      "shell"};
  static constexpr bool kInEngine = false;

  std::string shell = "bash";

  Flags flags() {
    return {{.name = "shell",
             .field = &shell,
             .group = "Settings",
             .help = "The shell",
             .choices = {"bash", "zsh", "fish"}}};
  }
  void take(const Assignments& typed) { assign_all(flags(), typed); }
  ExitCode run() const;
};

}  // namespace wgan
