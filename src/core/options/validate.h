#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wgan/options/options.h"

/// Checks of the settings of a run. Private to this folder.
namespace wgan {

/// A flag that cannot keep its value, and why.
struct Problem {
  std::string flag, what;
};

/// Returns the first two settings that contradict each other.
std::optional<Problem> contradiction(const TrainOptions& options);

/// Returns the first folder of pictures whose name `settings.flags` cannot hold.
std::optional<Problem> path_that_cannot_be_stored(const SourceOptions& options);

/// Returns the first epoch of --snapshot-at that the run does not have.
std::optional<Problem> snapshot_outside_the_run(const TrainOptions& options);

/// Settings that are known to fail, and what to choose instead. With --force a run tries them.
struct KnownFailure {
  std::string flag, what, cure;
};
std::vector<KnownFailure> known_failures(const TrainOptions& options);

/// Returns warnings about settings that are allowed but often go wrong.
std::vector<std::string> warnings_about(const TrainOptions& options);

}  // namespace wgan
