#pragma once

#include "wgan/commands/command.h"
#include "wgan/options/settings.h"
#include "wgan/run/run_folder.h"

namespace wgan {

/// Trains the networks of a new run, or continues an existing run.
struct Train {
  static constexpr CommandText kText{
      "train", "Train a GAN on pictures",
      "  wgan train pokemon/                        settings that suit the pictures\n"
      "  wgan train --loss gp --data pokemon/       WGAN-GP with its paper's settings\n"
      "  wgan train --loss clip --data pokemon/ --size 68x56 --flip\n"
      "  wgan train --data demo                     at most three minutes on drawn creatures\n"
      "  wgan train --resume runs/000-pokemon-gp --steps 200000\n"
      "  wgan train --loss gan pokemon/ --dry-run   every setting, the networks, the memory\n",
      "data",
      "data preset loss size steps epochs time-limit batch flip conditional out resume "
      "init-from seed device threads dry-run"};
  static constexpr bool kInEngine = true;
  static constexpr bool kForRanks = true;

  TrainSettings settings;  // for a new run or --dry-run
  std::string resume;      // run to continue; its settings are read once it is locked
  Assignments changes;     // everything typed, if `resume` is set

  Flags flags() { return train_flags(settings.options); }
  void take(const Assignments& typed);
  ExitCode run() const;
};

/// Returns the run that --resume names, or nothing if it was not typed. Throws Error(kUsage) if it
/// is empty.
std::optional<std::string> run_to_resume(const Assignments& typed);

/// Returns the settings for continuing a run from `newest` or, if that has no state, for starting
/// it again from its settings.flags. Throws Error(kModel) if the state's settings, which may be a
/// stranger's, cannot be continued, and Error(kUsage) like settle_resumed.
TrainSettings resumed_settings(const RunFolder& folder, const NewestState& newest,
                               const Assignments& typed);

/// Returns the settings of a new run, or of the run that --resume names. Throws Error.
TrainSettings settings_of(const Assignments& typed);

}  // namespace wgan
