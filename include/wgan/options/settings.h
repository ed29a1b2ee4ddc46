#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wgan/options/flags.h"

namespace wgan {

/// A setting that a resumed run changed.
struct SettingChange {
  std::string flag, before, now;
};

/// The settings of a run, and for each flag where its value came from.
struct TrainSettings {
  TrainOptions options;
  std::map<std::string, std::string>
      sources;  // flag -> "default", "default of --loss gp", "demo.flags:9", "command line"
  std::vector<std::string> warnings{};   // about what is allowed but known to go wrong
  std::vector<std::string> notes{};      // about what was chosen for the user
  std::vector<SettingChange> changes{};  // by a resumed run, in what decides its result
};

/// Returns the command that trains with these settings, as far as they decide the result, are not
/// paths and differ from the built-in defaults.
std::string train_command(const TrainSettings& settings);

/// Returns the flag, as typed, that keeps the loss from being a mean over the pictures of a batch,
/// so that the batch cannot be processed in parts; empty if there is none.
std::string ties_a_batch(const TrainOptions& options);

/// Throws Error(kUsage) if --alpha contradicts the channels: keeping transparency takes four
/// channels, and four channels mean keeping it.
void check_alpha(const DataOptions& options);

/// Settles the settings of a new run, in rising authority: built-in defaults, the loss's recipe,
/// a preset or `configs/demo.flags` under `--data demo`, `of_model` (the networks of a model to
/// start from), the file of `--config`, `typed`. Throws Error(kUsage) on unknown flags, bad values,
/// contradictions, and flags without effect.
TrainSettings settle(const std::vector<Assignment>& typed, const std::filesystem::path& configs,
                     const std::vector<Assignment>& of_model = {});

/// Settles the settings of a resumed run from its `stored` lines and `typed`. Flags of
/// `Role::kShape` may not differ from those stored, and flags of `Role::kResult` only with
/// --allow-change; one Error(kUsage) lists all that do.
TrainSettings settle_resumed(std::string_view stored, const std::vector<Assignment>& typed,
                             const std::string& run);

/// Returns the stored settings of a run, one flag a line, as in `settings.flags`. Without
/// `with_path`, leaves out the path of the pictures, since a model file is handed on.
std::string setting_lines(const TrainSettings& settings, bool with_path = true);

/// Returns the changes as "--rate (0.1 so far, now 0.2), …".
std::string listed(const std::vector<SettingChange>& changes);

/// Returns a line for each change: "step 120: --rate 0.2, before 0.1". The states of a run keep its
/// changes in such lines.
std::string change_lines(int64_t step, const std::vector<SettingChange>& changes);

/// Throws Error(kModel) if `changes` are not lines as change_lines writes them.
void check_changes(const std::string& changes);

/// What begins the comments of settings.flags about where settings come from: "# set by the command
/// line: rate, size". Those without one are defaults.
inline constexpr std::string_view kOriginMark = "# set by ";
/// Returns such comments for the settings of a new run.
std::string origin_lines(const TrainSettings& settings);
/// Returns the comments of that kind in a settings.flags.
std::string origin_lines_in(const std::string& file);
/// Returns such lines for a resumed run: the flags that were typed now were set by --resume. A run
/// of a version that did not record origins still has none.
std::string origin_lines_after(const std::string& before, const TrainSettings& resumed);

/// Returns the contents of `settings.flags`: the settings that the run began with and, as comments,
/// the changes since and `origins`, lines as origin_lines writes them. `changes` are lines as
/// change_lines writes them; throws Error(kModel) if not.
std::string settings_file(const TrainSettings& settings, const std::string& changes = {},
                          const std::string& origins = {});

/// Reads the setting lines of a file that wgan wrote. Refuses a flag of a newer version, since it
/// may matter. Throws Error(kUsage) naming `file`.
TrainOptions read_settings(std::string_view lines, const std::string& file);

/// Reads the setting lines of a model file, which may come from anywhere. Also refuses settings of
/// the networks or of the batches that contradict each other. Throws Error(kModel) naming `file`.
TrainOptions stored_settings(std::string_view lines, const std::string& file);

/// Returns the names of the presets in the folder `configs`.
std::vector<std::string> preset_names(const std::filesystem::path& configs);

/// Returns the file of the preset of that name in `configs`; nothing if there is none.
std::optional<std::filesystem::path> preset_file(const std::filesystem::path& configs,
                                                 const std::string& name);

/// Returns the folder with `demo.flags` and the presets: beside the installed program, else in the
/// source tree that it was built from.
std::filesystem::path configs_folder();

}  // namespace wgan
