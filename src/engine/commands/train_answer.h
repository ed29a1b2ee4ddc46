#pragma once

#include "wgan/training/run.h"

/// The messages of `wgan train` at its end.
namespace wgan {

/// Prints to stdout where things are, and what to type next; or where they are as JSON.
void print_answer(const RunFolder& folder, int64_t step, int64_t steps,
                  const TrainOptions& options);

/// Says why a resumed run has no step left.
std::string nothing_left(const TrainOptions& o, const Progress& p, int64_t pictures);

/// Returns "finished at step 120 after 3m of training", and the like.
std::string ending_text(Ending ending, const Progress& progress);
ExitCode exit_code(Ending ending);

/// Returns the message of an error that ended a run, with what is left of the run.
std::string failure_text(const Error& error, const Run& run);

/// Saves what can be saved after an error.
void save_after(const Error& error, Run& run);

}  // namespace wgan
