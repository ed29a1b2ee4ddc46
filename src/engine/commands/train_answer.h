#pragma once

#include "wgan/training/train.h"

/// What `wgan train` says at its end.
namespace wgan {

/// The answer on stdout: where things are, and what to type next.
void print_answer(const RunFolder& folder, int64_t step, int64_t steps);

/// Why a run that was to go on has no step to take.
std::string nothing_left(const TrainOptions& o, const Progress& p, int64_t pictures);

/// "finished at step 120 after 3m of training".
std::string ending_text(Ending ending, const Progress& progress);
ExitCode exit_code(Ending ending);

/// What an error that ended a run says, with what is left of the run.
std::string failure_text(const Error& error, const Run& run);

/// Saves what can be saved after an error.
void save_after(const Error& error, Run& run);

}  // namespace wgan
