#include "own_run.h"

#include "wgan/base/error.h"
#include "wgan/checkpoint/checkpoint.h"
#include "wgan/run/run_folder.h"
#include "wgan/text/text.h"

namespace wgan {

OwnRun open_run(const std::string& path) {
  std::error_code unknown;
  if (!std::filesystem::exists(path, unknown))
    throw Error(ExitCode::kUsage, cat("--run ", escaped(path), ": there is no such folder"));
  check_is_run(path);
  const NewestState newest = state_to_resume(path);
  if (!newest.found)
    throw Error(ExitCode::kUsage,
                cat(escaped(path), " has no state yet; let the run save one first"));
  const Checkpoint checkpoint = unpack_checkpoint(newest.found->file);
  check_state(checkpoint, newest.found->path);
  OwnRun run{options_in(checkpoint.text, newest.found->path),
             TrainingState::empty(options_in(checkpoint.text, newest.found->path), at::kCPU),
             Range::parse(run_facts(checkpoint.text, newest.found->path).range).value_or(Range{})};
  run.state.restore(checkpoint, newest.found->path, at::kCPU);
  return run;
}

}  // namespace wgan
