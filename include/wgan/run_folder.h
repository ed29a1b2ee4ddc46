#pragma once

#include <cstdint>
#include <string>

#include "wgan/files.h"

namespace wgan {

/// The names in a run's folder.
struct RunFolder {
  Path root;

  Path settings() const { return root / "settings.flags"; }
  Path log() const { return root / "train.log"; }
  Path metrics() const { return root / "metrics.csv"; }
  Path model() const { return root / "g.pt"; }
  Path state() const { return root / "state.pt"; }
  Path real_pictures() const { return root / "samples" / "real.png"; }
  Path samples(int64_t step) const;
};

/// Throws Error(kUsage) if `out` names something that is not empty; an empty `out` names nothing.
void check_out(const std::string& out);

/// The folder for a new run: `out`, which must be new or empty, or the next runs/NNN-<data>-<loss>.
/// Throws Error(kUsage) or Error(kDisk).
RunFolder make_run_folder(const std::string& out, const std::string& data, const std::string& loss);

/// The folder that `--resume` names; throws Error(kUsage) if there is no state.pt in it.
RunFolder existing_run_folder(const std::string& path);

}  // namespace wgan
