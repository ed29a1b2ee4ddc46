#include "own_run.h"

#include <ATen/core/grad_mode.h>

#include <numeric>

#include "wgan/base/error.h"
#include "wgan/checkpoint/checkpoint.h"
#include "wgan/run/run_folder.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/text.h"

namespace wgan {

Batch OwnRun::generated(uint64_t first, int64_t count, const Tensor& labels) const {
  std::vector<uint64_t> seeds(static_cast<size_t>(count));
  std::iota(seeds.begin(), seeds.end(), first);
  const Network& generator = state.average.generator();
  const Tensor of_each = options.network.conditional && labels.defined()
                             ? labels
                             : Sampler(generator, options.network, at::kCPU).labels_of_seeds(seeds);
  const at::NoGradGuard no_grad;
  const Tensor images = generator.forward(latents_of_seeds(seeds, law_of(options.network)),
                                          {.labels = of_each, .training = false, .momentum = {}});
  return {range.from_unit(images), of_each};
}

Pictures OwnRun::samples(uint64_t first, int64_t count) const {
  return Sampler(state.average.generator(), options.network, at::kCPU).bytes_of_seeds(first, count);
}

Batch OwnRun::real(const PictureSet& pictures, int64_t count) const {
  BatchOptions how = batch_options(options);
  how.batch = count;
  const Batch batch = Batches(pictures, how, at::kCPU).next();
  return {range.from_unit(batch.images), batch.labels};
}

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
  const TrainOptions options = options_in(checkpoint.text, newest.found->path);
  const RunFacts facts = run_facts(checkpoint.text, newest.found->path);
  OwnRun run{options, TrainingState::empty(options, at::kCPU),
             Range::parse(facts.range).value_or(Range{}), facts.classes};
  run.state.restore(checkpoint, newest.found->path, at::kCPU);
  run.state.average.calibrate(run.options.seed, run.options.network);
  return run;
}

}  // namespace wgan
