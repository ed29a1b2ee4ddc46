#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wgan/formats/sealed_file.h"
#include "wgan/options/options.h"
#include "wgan/run/facts.h"

/// What lies in the folder of a run, and which of its states to go on from.
namespace wgan {

/// Ends another name for a file that a run goes on without.
inline constexpr const char* kReplaced = ".replaced";
inline Path replaced_name(const Path& file) { return file.string() + kReplaced; }
/// The first of FILE.replaced, FILE.replaced-2, … that is not taken: whoever goes back more than
/// once loses nothing either.
Path free_name(const Path& file);

/// The names in a run's folder.
struct RunFolder {
  Path root;

  Path settings() const { return root / "settings.flags"; }
  Path log() const { return root / "train.log"; }
  Path metrics() const { return root / "metrics.csv"; }
  Path model() const { return root / "g.pt"; }
  Path state() const { return root / "state.pt"; }
  /// What state.pt becomes when it is damaged, or the run goes back to an older one.
  Path replaced_state() const { return replaced_name(state()); }
  Path real_pictures() const { return samples() / "real.png"; }
  Path samples() const { return root / "samples"; }
  Path samples(int64_t step) const;
  Path snapshot(int64_t epoch) const;
  /// States that are kept beside the newest one.
  Path checkpoints() const { return root / "checkpoints"; }
  Path checkpoint(int64_t step) const;
  /// What is known of numbers that went wrong.
  Path dumps() const { return root / "dumps"; }
  Path dump(int64_t step, uint64_t attempt) const;
};

/// Throws Error(kDisk) if a name in the folder that the run writes to is a link: that would lead
/// out of the folder. The folder itself may be one.
void check_no_links(const RunFolder& folder);

/// Throws Error(kUsage) if `out` names something that is not empty; an empty `out` names nothing.
void check_out(const std::string& out);

/// Where the folder for a new run will lie: `out`, or the folder of those without a name of their
/// own.
Path place_of_run(const std::string& out);

/// The folder for a new run: `out`, which must be new or empty, or the next runs/NNN-<data>-<loss>.
/// Throws Error(kUsage) or Error(kDisk).
RunFolder make_run_folder(const std::string& out, const std::string& data, const std::string& loss);

/// The steps of the files in `folder` that are named as `RunFolder` names them ("step-000120.png"),
/// in rising order; with another `kind` ("epoch") the numbers of those.
std::vector<int64_t> steps_in(const Path& folder, const std::string& extension,
                              const char* kind = "step");

/// Of the steps of older states those that `keep` has no room for; `newest` is that of state.pt.
std::vector<int64_t> superfluous(const std::vector<int64_t>& older, int64_t newest,
                                 const Keep& keep);

/// The part of a metrics.csv that is of steps up to `step`: its bytes from the beginning on, in
/// whole lines.
int64_t bytes_up_to(std::string_view metrics, int64_t step);

/// The step of the last whole row of a metrics.csv; nothing if there is no row, or a torn one.
std::optional<int64_t> last_row(const Path& metrics);

/// Whether the last row of metrics.csv and the newest samples are those of `step`, as a run leaves
/// them that came to its end.
bool is_closed(const RunFolder& folder, int64_t step);

/// A state file that is whole.
struct SavedState {
  Path path;
  SealedFile file;
};

/// The newest state of a run: the one that was saved last.
struct NewestState {
  std::optional<SavedState> found;
  std::vector<std::string> passed_over;  // others that were expected to be it, and why they are not
  int64_t saves = 0;                     // how often the run has saved so far
};
/// With `before` only those of lower steps in checkpoints/ are looked at. Throws Error(kDisk) if a
/// file cannot be read, and Error(kModel) if one is of a newer wgan: these are not damaged.
NewestState newest_state(const RunFolder& folder, std::optional<int64_t> before = {});

/// Makes this, of `step`, the state in state.pt, if it is another one, for which its contents must
/// be there. The one there and those of later steps,
/// which are not of the run any more, get other names: ….pt.replaced, or ….pt.replaced-2 if there
/// is one.
void make_newest(const RunFolder& folder, const SavedState& state, int64_t step);

/// The run that `path` names, by its folder or by one of its states.
RunFolder run_of(const Path& path);

/// Whether rows were written to metrics.csv: then there was a state too.
bool has_rows(const RunFolder& folder);

/// Throws Error(kUsage) if `path` is neither a folder nor a state of a run, as far as that can be
/// told without reading a state.
void check_is_run(const Path& path);

/// Where a run goes on: the state that `path` names; or the newest whole one of the folder `path`;
/// or, if the run ended before it saved one, nothing, and then it begins anew from its settings.
/// Throws Error(kUsage) if `path` is no run, Error(kModel) that names every state if none is whole.
NewestState state_to_resume(const Path& path);

}  // namespace wgan
