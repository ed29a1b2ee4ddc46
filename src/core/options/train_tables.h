#pragma once

#include "wgan/options/flags.h"

/// The tables of flags that make up `wgan train`. Private to this folder.
namespace wgan {

/// Returns a `Flag::unused` for a flag that belongs to other values of `--setting` than this
/// `field`.
std::function<std::string()> only_with(const char* setting, const std::string& field,
                                       std::vector<std::string> wanted);

Flags loss_flags(TrainOptions& o);
Flags network_flags(TrainOptions& o);
Flags optimizer_flags(TrainOptions& o);
/// Returns the flags for how long and on what to train, and what to leave in the run's folder.
Flags run_flags(TrainOptions& o);

}  // namespace wgan
