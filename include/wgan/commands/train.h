#pragma once

#include "wgan/commands/command.h"
#include "wgan/options/settings.h"
#include "wgan/run/run_folder.h"

namespace wgan {

/// Trains the networks of a new run, or goes on with those of another.
struct Train {
  static constexpr CommandText kText{
      "train", "Train a GAN, WGAN or WGAN-GP on pictures",
      "  wgan train pokemon/                           WGAN-GP with its paper's settings\n"
      "  wgan train --loss clip --data pokemon/ --size 68x56 --flip\n"
      "  wgan train --data demo                        three minutes on drawn creatures\n"
      "  wgan train --resume runs/000-pokemon-gp --steps 200000\n"
      "  wgan train --loss gan pokemon/ --dry-run      every setting, the networks, the memory\n",
      "data"};
  static constexpr bool kInEngine = true;

  TrainSettings settings;  // of a new run, or for --dry-run
  std::string resume;      // the run to go on with, whose settings are read once it is locked
  Assignments changes;     // what was typed beside it

  Flags flags() { return train_flags(settings.options); }
  void take(const Assignments& typed);
  ExitCode run() const;
};

/// The run that --resume names; nothing if there is no such flag. Throws Error(kUsage) if it is
/// empty.
std::optional<std::string> run_to_resume(const Assignments& typed);

/// The settings of a run that goes on from `newest`, or, where that has no state, that begins anew
/// from its settings.flags. Throws Error(kModel) if the settings in the state, which may be a
/// stranger's, are none to go on with, and Error(kUsage) as settle_resumed.
TrainSettings resumed_settings(const RunFolder& folder, const NewestState& newest,
                               const Assignments& typed);

/// The settings of a new run, or of the one that --resume names. Throws Error.
TrainSettings settings_of(const Assignments& typed);

}  // namespace wgan
