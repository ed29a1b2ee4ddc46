#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wgan/formats/sealed_file.h"
#include "wgan/options/options.h"
#include "wgan/run/facts.h"

/// The files in the folder of a run, and which of its states to resume from.
namespace wgan {

/// The suffix of a file that a run has set aside.
inline constexpr const char* kReplaced = ".replaced";
inline Path replaced_name(const Path& file) { return file.string() + kReplaced; }
/// Returns the first of FILE.replaced, FILE.replaced-2, … that is not taken, so that going back
/// more than once loses nothing.
Path free_name(const Path& file);

/// Returns a text for use in a folder's name: letters, digits, dots and underscores stay, other
/// characters become '-', and what is beyond 40 characters goes.
std::string name_part(std::string text);

/// Returns the name of a folder or file of pictures for use in a folder's name; for several, that
/// of the first and a sign that there are more.
std::string name_of_data(const std::vector<std::string>& paths);

/// The paths in a run's folder.
struct RunFolder {
  Path root;

  Path settings() const { return root / "settings.flags"; }
  Path log() const { return root / "train.log"; }
  Path metrics() const { return root / "metrics.csv"; }
  Path report() const { return root / "report.html"; }
  /// What other commands leave for the report: `wgan evaluate` its numbers and the samples nearest
  /// to real pictures, `wgan explore` its strips.
  Path evaluation() const { return root / "evaluation.json"; }
  Path nearest() const { return root / "nearest.png"; }
  Path directions() const { return root / "directions.png"; }
  /// What TensorBoard reads: the files of events, in the order of their numbers; there is one
  /// unless the run was stopped while it replaced it.
  Path events(int64_t number) const;
  std::vector<int64_t> event_files() const;
  Path model() const { return root / "g.pt"; }
  Path state() const { return root / "state.pt"; }
  /// The name that state.pt gets when it is damaged, or the run goes back to an older state.
  Path replaced_state() const { return replaced_name(state()); }
  Path real_pictures() const { return samples() / "real.png"; }
  Path samples() const { return root / "samples"; }
  Path samples(int64_t step) const;
  Path snapshot(int64_t epoch) const;
  /// States that are kept besides the newest one.
  Path checkpoints() const { return root / "checkpoints"; }
  Path checkpoint(int64_t step) const;
  /// The best model so far, and the folder with it and those next to it.
  Path best() const { return root / "best.pt"; }
  Path best_models() const { return root / "best"; }
  Path best(int64_t step) const;
  /// Dumps of what is known about numbers that went wrong.
  Path dumps() const { return root / "dumps"; }
  Path dump(int64_t step, uint64_t attempt) const;
};

/// Throws Error(kDisk) if a path that the run writes to is a link, which would lead out of the
/// folder. The folder itself may be one.
void check_no_links(const RunFolder& folder);

/// Throws Error(kUsage) if `out` is not empty and names something other than a new or empty folder.
void check_out(const std::string& out);

/// Returns where a new run goes: `out`, or the parent folder of runs without a name of their own.
Path place_of_run(const std::string& out);

/// Creates the folder for a new run: `out`, which must be new or empty, or the next
/// runs/NNN-<data>-<loss>. Throws Error(kUsage) or Error(kDisk).
RunFolder make_run_folder(const std::string& out, const std::string& data, const std::string& loss);

/// Returns the steps of the files in `folder` that are named like RunFolder's ("step-000120.png"),
/// in rising order. Another `kind` ("epoch") stands for "step" in the names.
std::vector<int64_t> steps_in(const Path& folder, const std::string& extension,
                              const char* kind = "step");

/// Returns those of the `older` states' steps that `keep` does not retain; `newest` is the step of
/// state.pt.
std::vector<int64_t> superfluous(const std::vector<int64_t>& older, int64_t newest,
                                 const Keep& keep);

/// Returns the length of the beginning of a metrics.csv that has only rows of steps up to `step`,
/// in bytes of whole lines.
int64_t bytes_up_to(std::string_view metrics, int64_t step);

/// Returns the step of the last row of a metrics.csv; nothing if there is no row or it is torn.
std::optional<int64_t> last_row(const Path& metrics);

/// Whether the last row of metrics.csv and the newest samples are those of `step`, as a completed
/// run leaves them.
bool is_closed(const RunFolder& folder, int64_t step);

/// An intact state file.
struct SavedState {
  Path path;
  SealedFile file;
};

/// The newest state of a run: the one that was saved last.
struct NewestState {
  std::optional<SavedState> found;
  std::vector<std::string> passed_over;  // files expected to be the newest, and why they are not
  int64_t saves = 0;                     // how often the run has saved so far
};
/// Finds the newest state, with `before` only among those of lower steps in checkpoints/. Throws
/// Error(kDisk) if a file cannot be read, and Error(kModel) if one is of a newer wgan: these are
/// not damaged.
NewestState newest_state(const RunFolder& folder, std::optional<int64_t> before = {});

/// Makes `state`, of `step`, the one in state.pt, unless it already is; otherwise it must still
/// have its contents. The previous state.pt and the states of later steps, which no longer belong
/// to the run, are renamed to ….pt.replaced, or ….pt.replaced-2 if that exists.
void make_newest(const RunFolder& folder, const SavedState& state, int64_t step);

/// Returns the run that `path` names, by its folder or by one of its states.
RunFolder run_of(const Path& path);

/// Whether metrics.csv has rows, which implies that there was a state.
bool has_rows(const RunFolder& folder);

/// Throws Error(kUsage) if `path` is neither a folder nor a state of a run, as far as that can be
/// told without reading a state.
void check_is_run(const Path& path);

/// Returns the state to resume from: the one that `path` names, or the newest intact one of the
/// folder `path`. Returns no state if the run ended before it saved one; it then begins anew from
/// its settings. Throws Error(kUsage) if `path` is not a run, and Error(kModel) that names every
/// state if none is intact.
NewestState state_to_resume(const Path& path);

}  // namespace wgan
