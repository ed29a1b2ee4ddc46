#include "train_tables.h"
#include "wgan/recipes.h"
#include "wgan/text.h"

namespace wgan {

Flags loss_flags(TrainOptions& o) {
  const auto& loss = o.loss.name;
  const auto labelled = [&o]() -> std::string {
    return o.loss.name == "gan" || o.loss.name == "ls"
               ? ""
               : cat("it belongs to --loss gan or ls, and this run has --loss ", o.loss.name);
  };
  return {
      {.name = "loss",
       .field = &o.loss.name,
       .group = "Loss",
       .help = "What critic and generator optimise; brings its paper's settings",
       .choices = recipe_names(),
       .role = Role::kShape},
      {.name = "n-critic",
       .field = &o.loss.n_critic,
       .group = "Loss",
       .metavar = "N",
       .help = "Critic updates for each generator update",
       .least = 1,
       .most = 10'000},
      {.name = "generator-loss",
       .field = &o.loss.generator_loss,
       .group = "Loss",
       .help =
           "Generator's part: the loss's own, one of the two of --loss gan, or feature matching",
       .choices = {"own", "nonsaturating", "minimax", "features"},
       .unused = [&o]() -> std::string {
         const std::string& part = o.loss.generator_loss;
         return part == "own" || part == "features" ? "" : only_with("loss", o.loss.name, "gan")();
       }},
      {.name = "feature-stat",
       .field = &o.loss.feature_stat,
       .group = "Loss",
       .help = "What feature matching compares",
       .choices = {"mean", "median"},
       .unused = only_with("generator-loss", o.loss.generator_loss, "features")},
      {.name = "label-smooth",
       .field = &o.loss.label_smooth,
       .group = "Loss",
       .metavar = "T",
       .help = "What the critic is told of real pictures, such as 0.9; fake ones stay 0",
       .least = 0.5,
       .most = 1,
       .unused = labelled},
      {.name = "label-flip",
       .field = &o.loss.label_flip,
       .group = "Loss",
       .metavar = "P",
       .help = "Share of samples that are called real if fake, and fake if real",
       .most = 0.5,
       .unused = labelled},
      {.name = "semi",
       .field = &o.loss.semi,
       .group = "Loss",
       .help = "The critic learns to tell the classes of real pictures apart too (K+1 classes)",
       .role = Role::kShape},
      {.name = "semi-labels",
       .field = Percent{&o.loss.semi_labels},
       .group = "Loss",
       .metavar = "SHARE",
       .help =
           "Share of the labels that --semi learns from; metrics.csv has the accuracy on the rest",
       .most = 1,
       .positive = true,
       .unused = [&o]() -> std::string { return o.loss.semi ? "" : "it belongs to --semi"; }},
      {.name = "clip",
       .field = &o.loss.clip,
       .group = "Loss",
       .metavar = "C",
       .help = "Critic's weights are clipped to [-C, C] after every update",
       .most = 1e6,
       .positive = true,
       .unused = only_with("loss", loss, "clip")},
      {.name = "clip-norm-params",
       .field = &o.loss.clip_norm_params,
       .group = "Loss",
       .help = "Clip scale and shift of norm layers too",
       .unused = [&o]() -> std::string {
         if (o.loss.name != "clip") return only_with("loss", o.loss.name, "clip")();
         return o.network.critic_norm == "none"
                    ? "the critic has no norm layers (--critic-norm none)"
                    : "";
       }},
      {.name = "gp-lambda",
       .field = &o.loss.gp_lambda,
       .group = "Loss",
       .metavar = "L",
       .help = "Weight of the gradient penalty",
       .most = 1e6,
       .unused = only_with("loss", loss, "gp")},
      {.name = "gp-sides",
       .field = &o.loss.gp_sides,
       .group = "Loss",
       .help = "Whether slopes below 1 cost as well, or only those above",
       .choices = {"two", "one"},
       .unused = only_with("loss", loss, "gp")},
      {.name = "critic-warmup",
       .field = &o.critic_warmup,
       .group = "Loss",
       .help = "100 critic updates in each of the first 25 steps and in every 500th"},
      {.name = "critic-same-batch",
       .field = &o.critic_same_batch,
       .group = "Loss",
       .help = "All critic updates of a step see the same real pictures",
       .unused = [&o]() -> std::string {
         return o.loss.n_critic > 1 || o.critic_warmup ? "" : "--n-critic is 1";
       }},
      {.name = "critic-noise",
       .field = &o.critic_noise,
       .group = "Loss",
       .metavar = "S[:STEPS]",
       .help = "Gaussian noise on what the critic sees, of deviation S, falling to 0 within STEPS"},
      {.name = "history",
       .field = &o.history,
       .group = "Loss",
       .metavar = "W",
       .help = "Weight of historical averaging: of the squared distance of both networks' weights "
               "from their mean so far",
       .most = 1e6,
       .role = Role::kShape},
  };
}

}  // namespace wgan
