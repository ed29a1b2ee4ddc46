#pragma once

#include <string>

#include "wgan/commands/command.h"

/// Options and checks that the commands for files of runs share.
namespace wgan {

/// Which trained generator to run, and on which device.
struct ModelOptions {
  std::string checkpoint;
  bool raw = false;  // the newest weights instead of their average
  std::string device = "auto";
  int64_t threads = 0;
};

inline constexpr const char* kAllClasses = "all";

/// Returns `flags`, then --device and --threads.
Flags with_machine(std::string& device, int64_t& threads, Flags flags);

/// Returns the flag for the model, then `flags`, then --raw.
Flags with_model_file(ModelOptions& options, Flags flags);

/// Returns the same, then --device and --threads.
Flags with_model(ModelOptions& options, Flags flags);

/// Throws Error(kUsage) if no model was named.
void need_model(const ModelOptions& options);

/// Throws Error(kUsage) if `out` cannot name a PNG, or a folder "DIR/" for one.
void check_picture_name(const std::string& out);

/// Whether a file's name ends like that of a moving picture: .webp, .gif or .mp4.
bool is_moving_picture(const std::string& file);
/// Throws Error(kUsage) unless `out` names a moving picture.
void need_moving_picture(const std::string& out);

/// Return flags that several commands for pictures have: how often each pixel is repeated, and how
/// near to 0 the numbers of z stay.
Flag scale_flag(int64_t& scale, const char* group, double most = 64);
Flag truncation_flag(double& truncation, const char* group);

/// Return the flags for a model file or run folder, and for JSON output.
Flag path_flag(std::string& path);
Flag json_flag(bool& json);

/// Throws Error(kUsage) if `out` is "-", which means stdout elsewhere.
void need_file_name(const std::string& out);

/// Throws Error(kUsage) if `path` is empty; the message says to type "wgan COMMAND WHAT".
void need_file(const std::string& path, const char* command, const char* what);

}  // namespace wgan
