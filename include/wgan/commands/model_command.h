#pragma once

#include <string>

#include "wgan/commands/command.h"

/// What the commands that work with files of runs have in common.
namespace wgan {

/// A trained generator to run, and where.
struct ModelOptions {
  std::string checkpoint;
  bool raw = false;  // the newest weights instead of their average
  std::string device = "auto";
  int64_t threads = 0;
};

inline constexpr const char* kAllClasses = "all";

/// `flags` and those that choose where to compute.
Flags with_machine(std::string& device, int64_t& threads, Flags flags);

/// `flags` between those that choose the model and where to compute.
Flags with_model(ModelOptions& options, Flags flags);

/// Throws Error(kUsage) if no model was named.
void need_model(const ModelOptions& options);

/// Throws Error(kUsage) if the name of a file for a PNG is none.
void check_picture_name(const std::string& out);

/// A model file, or the folder of a run.
Flag path_flag(std::string& path);
Flag json_flag(bool& json);

/// Throws Error(kUsage) if no file was named: "wgan COMMAND WHAT" is what to type.
void need_file(const std::string& path, const char* command, const char* what);

}  // namespace wgan
