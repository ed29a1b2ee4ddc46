#pragma once

#include "wgan/options/flags.h"

/// The tables of flags that make up `wgan train`. Private to this folder.
namespace wgan {

/// Returns a `Flag::unused` for a flag that belongs to other values of `--setting` than this
/// `field`.
std::function<std::string()> only_with(const char* setting, const std::string& field,
                                       std::vector<std::string> wanted);

/// The same for a setting that the two networks can have each for itself; `both` returns the two.
std::function<std::string()> only_with_either(
    const char* setting, std::vector<std::string> wanted,
    std::function<std::pair<std::string, std::string>()> both);

/// Returns why a setting that changes along --schedule has no effect; "" if it has one.
std::string needs_a_schedule(const TrainOptions& o);

/// Returns the choices of a flag whose usual value is `first`.
std::vector<std::string> joined_with(const char* first, std::vector<std::string> rest);

Flags loss_flags(TrainOptions& o);
Flags network_flags(TrainOptions& o);
Flags optimizer_flags(TrainOptions& o);
/// Returns the flags for how long and on what to train, and what to leave in the run's folder.
Flags run_flags(TrainOptions& o);

}  // namespace wgan
