#include "picking.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "measured.h"
#include "wgan/critic_input/critic_input.h"
#include "wgan/image/image_tensor.h"
#include "wgan/run/run_folder.h"
#include "wgan/text/text.h"
#include "wgan/training/probe.h"
#include "wgan/training/state.h"

namespace wgan {
namespace {

/// Calls `look` for the samples to choose from, block by block, with the place of the first.
void each_block(const Sample& o, const Sampler& sampler, int64_t label, Console& console,
                const std::function<void(int64_t first, const std::vector<uint64_t>& seeds,
                                         const std::vector<Image>& pictures)>& look) {
  constexpr int64_t kAtOnce = 64;
  for (int64_t first = 0; first < o.of; first += kAtOnce) {
    std::vector<uint64_t> seeds(static_cast<size_t>(std::min(kAtOnce, o.of - first)));
    std::iota(seeds.begin(), seeds.end(), o.seed + static_cast<uint64_t>(first));
    look(first, seeds, sampler.of_seeds(seeds, label));
    console.live({cat("looking at pictures ", progress_bar(first + std::ssize(seeds), o.of))});
  }
  console.live({});
}

/// Returns the state of the run whose critic is to choose.
Path state_of(const Sample& o) {
  std::error_code unknown;
  const Path named = o.model.checkpoint;
  if (std::filesystem::is_directory(named, unknown)) return RunFolder{named}.state();
  return named;
}

std::vector<uint64_t> by_critic(const Sample& o, const OpenedModel& opened, int64_t label,
                                Console& console) {
  const Path path = state_of(o);
  const Checkpoint checkpoint = read_checkpoint(path);
  if (kind_of(checkpoint.text) != FileKind::kState)
    throw Error(ExitCode::kUsage, cat("--by critic: ", escaped(path.string()),
                                      " has no critic; name the folder of its run, or the "
                                      "state.pt in it"));
  check_state(checkpoint, path);
  const TrainOptions options = options_in(checkpoint.text, path);
  const Model& model = opened.model;
  if (options.data.size != model.data.size || options.data.channels != model.data.channels ||
      options.network.classes != model.network.classes)
    throw Error(ExitCode::kModel, cat("the critic in ", escaped(path.string()),
                                      " judges pictures of another form than those of ",
                                      escaped(opened.path.string())));
  TrainingState state = TrainingState::empty(options, opened.device);
  state.restore(checkpoint, path, opened.device);
  const Range range = Range::parse(run_facts(checkpoint.text, path).range).value_or(Range{});
  const Sampler sampler = opened.sampler(o.truncation);
  std::vector<double> scores(static_cast<size_t>(o.of));
  each_block(
      o, sampler, label, console,
      [&](int64_t first, const std::vector<uint64_t>& seeds, const std::vector<Image>& pictures) {
        const Tensor labels = sampler.labels_of_seeds(seeds, label);
        const Tensor none = at::zeros({std::ssize(seeds)}, at::kLong);
        const Batch batch{range.from_unit(to_tensor(pictures).to(opened.device)),
                          (labels.defined() ? labels : none).to(opened.device)};
        const Tensor found = critic_scores(options, state.nets, batch).to(at::kCPU);
        std::copy_n(found.const_data_ptr<double>(), found.numel(), scores.begin() + first);
      });
  std::vector<uint64_t> order(scores.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](uint64_t a, uint64_t b) { return scores[a] > scores[b]; });
  order.resize(static_cast<size_t>(o.best));
  for (uint64_t& place : order) place += o.seed;
  return order;
}

std::vector<uint64_t> by_nearest(const Sample& o, const OpenedModel& opened, int64_t label,
                                 Console& console) {
  DataOptions data;
  data.source = o.source;
  take_data_of(opened, o.model.checkpoint, data);
  const Measured real = real_pictures(data, o.seed, o.model.threads, console);
  const Sampler sampler = opened.sampler(o.truncation);
  Pictures made;
  each_block(o, sampler, label, console,
             [&](int64_t first, const std::vector<uint64_t>&, const std::vector<Image>& pictures) {
               const Image& shape = pictures.front();
               if (!made.defined())
                 made = at::empty({o.of, shape.height, shape.width, shape.channels}, at::kByte);
               uint8_t* to = made.data_ptr<uint8_t>() + first * std::ssize(shape.pixels);
               for (const Image& picture : pictures)
                 to = std::copy(picture.pixels.begin(), picture.pixels.end(), to);
             });
  std::vector<uint64_t> seeds;
  for (const Match& match : closest_matches(real.pictures, made, o.best))
    seeds.push_back(o.seed + static_cast<uint64_t>(match.fake));
  return seeds;
}

}  // namespace

std::vector<uint64_t> picked_seeds(const Sample& o, const OpenedModel& opened, int64_t label,
                                   Console& console) {
  return o.by == "critic" ? by_critic(o, opened, label, console)
                          : by_nearest(o, opened, label, console);
}

}  // namespace wgan
