#include "validate.h"

#include "wgan/base/error.h"
#include "wgan/options/settings.h"
#include "wgan/text/colour.h"
#include "wgan/text/text.h"

namespace wgan {

std::optional<Problem> path_that_cannot_be_stored(const SourceOptions& o) {
  for (const std::string& path : o.paths) {
    if (path == trim(path) && path == escaped(path)) continue;
    return Problem{"data",
                   cat("the folder '", escaped(path),
                       "' has a control character, a byte that is no UTF-8 or a space at its end "
                       "in its name, which settings.flags cannot hold: rename it")};
  }
  return std::nullopt;
}

std::optional<Problem> snapshot_outside_the_run(const TrainOptions& o) {
  for (const uint64_t epoch : o.snapshot_at) {
    const bool late = o.epochs > 0 && epoch > static_cast<uint64_t>(o.epochs);
    if (epoch > 0 && !late) continue;
    return Problem{"snapshot-at",
                   cat("--snapshot-at ", epoch, ": ",
                       late ? cat("the run ends with epoch ", o.epochs) : "epochs count from 1")};
  }
  return std::nullopt;
}

std::vector<KnownFailure> known_failures(const TrainOptions& o) {
  const std::string& loss = o.loss.name;
  const std::string penalised = loss == "gp" || loss == "r3" ? cat("--loss ", loss)
                                : o.loss.r1 > 0              ? "--r1"
                                : o.loss.r2 > 0              ? "--r2"
                                                             : "";
  if (penalised.empty()) return {};
  const std::string ties = cat(" does not go with ", penalised,
                               ": it ties the samples of a batch together, and the penalty holds "
                               "for each sample by itself (",
                               loss == "gp" ? "Gulrajani 2017, section 4" : "Mescheder 2018", ")");
  std::vector<KnownFailure> failures;
  if (o.network.critic_norm == "batch")
    failures.push_back(
        {"critic-norm", cat("--critic-norm batch", ties), "use --critic-norm none or layer"});
  if (o.network.minibatch != "none")
    failures.push_back({"minibatch", cat("--minibatch ", o.network.minibatch, ties),
                        cat("leave it out with ", penalised)});
  return failures;
}

std::vector<std::string> warnings_about(const TrainOptions& o) {
  const OptimizerOptions critics = critic_optimizer_options(o);
  const bool adam = critics.name == "adam" || critics.name == "adamw";
  const double momentum = adam ? critics.beta1 : critics.momentum;
  if (o.loss.name != "clip" || !(momentum > 0)) return {};
  return {cat("--loss clip with --", adam ? "beta1 " : "momentum ", exact(momentum),
              ": Arjovsky 2017 (section 4) and Weng 2017 found clipped critics unstable under "
              "optimizers with momentum; RMSprop without it is the usual choice")};
}

void check_alpha(const DataOptions& o) {
  const auto refuse = [](const std::string& message) { throw Error(ExitCode::kUsage, message); };
  if (o.channels == 2) refuse("--channels 2: expected auto, 1, 3 or 4");
  if (o.alpha != "keep" && !to_colour(o.alpha))
    refuse(cat("--alpha ", escaped(o.alpha), ": expected white, black, #rrggbb or keep"));
  if (o.alpha == "keep" && o.channels != 4 && o.channels != 0)
    refuse("--alpha keep needs --channels 4");
  if (o.channels == 4 && o.alpha != "keep") {
    refuse(cat("--alpha ", o.alpha,
               " would leave nothing transparent, so --channels 4 has no use: choose --channels 3 "
               "or --alpha keep"));
  }
}

}  // namespace wgan
