#pragma once

#include "wgan/options/flags.h"

/// The tables that the flags of `wgan train` are made of. Private to this room.
namespace wgan {

/// A reason for `Flag::unused`: the flag belongs to other values of `--setting` than this `field`.
std::function<std::string()> only_with(const char* setting, const std::string& field,
                                       std::vector<std::string> wanted);

Flags loss_flags(TrainOptions& o);
Flags network_flags(TrainOptions& o);
Flags optimizer_flags(TrainOptions& o);
/// How long, on what, and what is left in the run's folder.
Flags run_flags(TrainOptions& o);

}  // namespace wgan
