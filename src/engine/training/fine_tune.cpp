#include "wgan/training/fine_tune.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>

#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// The tensors of a network that a file has, and the names of those that it has not.
struct Fitting {
  NamedTensors there;
  std::vector<std::string> missing;
  size_t all = 0;
};

Fitting fitting(const std::string& prefix, const Network& network, const Checkpoint& from) {
  Fitting found;
  for (const auto& [name, tensor] : network.state()) {
    ++found.all;
    const auto stored = from.tensors.find(prefix + name);
    if (stored != from.tensors.end() && stored->second.sizes() == tensor.sizes() &&
        stored->second.scalar_type() == tensor.scalar_type())
      found.there.emplace_back(name, tensor);
    else found.missing.push_back(name);
  }
  return found;
}

void check_frozen(const Network& network, const Fitting& critic, int64_t frozen, const Path& file) {
  const auto contains = [](const auto& list, const std::string& name) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  std::vector<std::string> learning;
  for (const Parameter& p : network.parameters_behind(frozen)) learning.push_back(p.name);
  for (const Parameter& p : network.parameters()) {
    if (contains(learning, p.name) || !contains(critic.missing, p.name)) continue;
    throw Error(ExitCode::kUsage,
                cat("--freeze-critic ", frozen, ": ", escaped(file.string()), " has no ", p.name,
                    " of this shape for the critic, and a layer that starts with random weights "
                    "must learn"));
  }
}

std::string text_of(const char* whose, const Fitting& found) {
  return cat(found.there.size(), " of the ", found.all, " tensors of the ", whose,
             found.missing.empty() ? "" : cat(" (not ", some_of(found.missing), ")"));
}

}  // namespace

std::string take_weights(TrainingState& state, const Checkpoint& from, const Path& file,
                         int64_t frozen) {
  const Fitting newest = fitting("g.", state.nets.generator, from),
                average = fitting("g_ema.", state.average.generator(), from),
                critic = fitting("d.", state.nets.critic, from);
  if (newest.there.empty())
    throw Error(ExitCode::kModel,
                cat("--init-from ", escaped(file.string()),
                    ": none of its weights fit the generator of this run; leave out the flags that "
                    "change its networks, or start without it"));
  check_frozen(state.nets.critic, critic, frozen, file);
  const at::NoGradGuard no_grad;
  for (const auto& [prefix, found] :
       {std::pair{"g.", &newest}, std::pair{"g_ema.", &average}, std::pair{"d.", &critic}}) {
    NamedTensors stored;
    for (const auto& [name, tensor] : found->there)
      stored.emplace_back(prefix + name, from.tensors.at(prefix + name));
    if (!stored.empty()) check_finite(stored, file);
  }
  restore(newest.there, "g.", from, file);
  restore(average.there, "g_ema.", from, file);
  restore(critic.there, "d.", from, file);
  state.generator_history.restart(state.nets.generator);
  state.critic_history.restart(state.nets.critic);
  return cat("starting with ", text_of("generator", newest), " and ",
             critic.there.empty() ? "none of the critic" : text_of("critic", critic), " from ",
             escaped(file.string()),
             critic.there.empty() ? "; the state.pt of a run has its critic too" : "");
}

}  // namespace wgan
