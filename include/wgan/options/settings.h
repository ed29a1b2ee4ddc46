#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wgan/options/flags.h"

namespace wgan {

/// A setting that a run went on with and did not have before.
struct SettingChange {
  std::string flag, before, now;
};

/// The settings of a run, and for each flag where its value came from.
struct TrainSettings {
  TrainOptions options;
  std::map<std::string, std::string>
      sources;  // flag -> "default", "default of --loss gp", "demo.flags:9", "command line"
  std::vector<std::string> warnings{};   // of what is allowed and known to go wrong
  std::vector<SettingChange> changes{};  // of a resumed run, in what decides its result
};

/// The flag whose work is no mean over the pictures of a batch, so that the batch cannot be worked
/// through in parts, as the user would type it; empty if there is none.
std::string ties_a_batch(const TrainOptions& options);

/// Throws Error(kUsage) if what stands under transparent pixels contradicts the channels. Keeping
/// transparency means four of them, and four mean keeping it.
void check_alpha(const DataOptions& options);

/// Settles a new run. In rising authority: built-in defaults, the loss's recipe,
/// `configs/demo.flags` under `--data demo`, the file of `--config`, `typed`. Throws Error(kUsage)
/// on unknown flags, bad values, contradictions, and flags that do nothing.
TrainSettings settle(const std::vector<Assignment>& typed, const std::filesystem::path& configs);

/// Settles the continuation of a run from the `stored` lines of its settings. Of flags of
/// `Role::kShape` none may differ from them, and of `Role::kResult` only with --allow-change; those
/// that do throw one Error(kUsage) that lists them all.
TrainSettings settle_resumed(std::string_view stored, const std::vector<Assignment>& typed,
                             const std::string& run);

/// The settings that matter to the run, a flag a line: what `settings.flags` holds. The model file,
/// which is handed on, leaves out where its owner keeps the pictures.
std::string setting_lines(const TrainSettings& settings, bool with_path = true);

/// "--rate (0.1 so far, now 0.2), …".
std::string listed(const std::vector<SettingChange>& changes);

/// A line for each: "step 120: --rate 0.2, before 0.1". What a run was changed to on its way is
/// kept in such lines in its states.
std::string change_lines(int64_t step, const std::vector<SettingChange>& changes);

/// Throws Error(kModel) if these are no such lines.
void check_changes(const std::string& changes);

/// The contents of `settings.flags`: the settings that the run began with, and as comments the
/// changes since, which `changes` has a line each. Throws Error(kModel) if these are no such lines.
std::string settings_file(const TrainSettings& settings, const std::string& changes = {});

/// The settings in a file that wgan wrote, from such lines. A flag of a newer version is refused:
/// it may matter. Throws Error(kUsage) naming `file`.
TrainOptions read_settings(std::string_view lines, const std::string& file);

/// The same of a model file, which may come from anywhere: settings of the networks or of the
/// batches that contradict each other are refused too. Throws Error(kModel) naming `file`.
TrainOptions stored_settings(std::string_view lines, const std::string& file);

/// The presets in that folder, by name.
std::vector<std::string> preset_names(const std::filesystem::path& configs);

/// The file of the preset of that name among these; nothing if there is none.
std::optional<std::filesystem::path> preset_file(const std::filesystem::path& configs,
                                                 const std::string& name);

/// The folder with `demo.flags` and the presets: beside the installed program, else in the source
/// tree it was built from.
std::filesystem::path configs_folder();

}  // namespace wgan
