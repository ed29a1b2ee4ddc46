#include "train_tables.h"
#include "wgan/losses/list.h"
#include "wgan/options/recipes.h"

namespace wgan {
namespace {

/// Returns the name of a loss from its name or alias.
std::string loss_name(const std::string& name_or_alias) {
  for (const Recipe& recipe : recipes()) {
    if (!recipe.alias.empty() && recipe.alias == name_or_alias) return recipe.name;
  }
  return name_or_alias;
}

}  // namespace

Flags loss_flags(TrainOptions& o) {
  const auto of_loss = [&o](const char* flag) {
    return only_with("loss", o.loss.name, LossList::names_with(flag));
  };
  return {
      {.name = "loss",
       .field = &o.loss.name,
       .group = "Loss",
       .help = "Loss of critic and generator; also sets the defaults of its paper",
       .choices = recipe_names(),
       .role = Role::kShape,
       .shapes_networks = true,
       .normalise = loss_name},
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
       .help = "Loss of the generator (that of --loss, one of the two of --loss gan, or feature "
               "matching)",
       .choices = {"own", "nonsaturating", "minimax", "features"},
       .unused = [&o]() -> std::string {
         const std::string& part = o.loss.generator_loss;
         return part == "own" || part == "features" ? ""
                                                    : only_with("loss", o.loss.name, {"gan"})();
       }},
      {.name = "feature-stat",
       .field = &o.loss.feature_stat,
       .group = "Loss",
       .help = "Statistic of the features that feature matching compares",
       .choices = {"mean", "median"},
       .unused = only_with("generator-loss", o.loss.generator_loss, {"features"})},
      {.name = "label-smooth",
       .field = &o.loss.label_smooth,
       .group = "Loss",
       .metavar = "T",
       .help = "Target for real pictures, such as 0.9 instead of 1 (one-sided label smoothing)",
       .least = 0.5,
       .most = 1,
       .unused = of_loss("label-smooth")},
      {.name = "label-flip",
       .field = &o.loss.label_flip,
       .group = "Loss",
       .metavar = "P",
       .help = "Share of samples whose real and fake labels are swapped",
       .most = 0.5,
       .unused = of_loss("label-flip")},
      {.name = "semi",
       .field = &o.loss.semi,
       .group = "Loss",
       .help = "Also train the critic to classify real pictures (K classes plus fake, K+1 in all)",
       .role = Role::kShape,
       .shapes_networks = true},
      {.name = "semi-labels",
       .field = Percent{&o.loss.semi_labels},
       .group = "Loss",
       .metavar = "SHARE",
       .help =
           "Share of the labels that --semi trains on; metrics.csv has the accuracy on the rest",
       .most = 1,
       .positive = true,
       .unused = [&o]() -> std::string { return o.loss.semi ? "" : "it belongs to --semi"; }},
      {.name = "clip",
       .field = &o.loss.clip,
       .group = "Loss",
       .metavar = "C",
       .help = "Clip the critic's weights to [-C, C] after every update",
       .most = 1e6,
       .positive = true,
       .unused = of_loss("clip")},
      {.name = "clip-norm-params",
       .field = &o.loss.clip_norm_params,
       .group = "Loss",
       .help = "Clip the scales and shifts of the critic's norm layers as well",
       .unused = [&o, belongs_to_another = of_loss("clip-norm-params")]() -> std::string {
         if (const std::string reason = belongs_to_another(); !reason.empty()) return reason;
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
       .unused = of_loss("gp-lambda")},
      {.name = "gp-sides",
       .field = &o.loss.gp_sides,
       .group = "Loss",
       .help = "Penalise gradient norms on both sides of 1, or only those above 1",
       .choices = {"two", "one"},
       .unused = of_loss("gp-sides")},
      {.name = "r1",
       .field = &o.loss.r1,
       .group = "Loss",
       .metavar = "G",
       .help = "Weight of a zero-centred penalty on the critic's gradients at real pictures; not "
               "with batch norm in the critic",
       .most = 1e6,
       .unused = of_loss("r1")},
      {.name = "r2",
       .field = &o.loss.r2,
       .group = "Loss",
       .metavar = "G",
       .help = "Weight of the same penalty at generated pictures",
       .most = 1e6,
       .unused = of_loss("r2")},
      {.name = "gamma",
       .field = &o.loss.gamma,
       .group = "Loss",
       .metavar = "G",
       .help = "Weight of the penalties on the critic's gradients at real and generated pictures",
       .most = 1e6,
       .unused = of_loss("gamma")},
      {.name = "gamma-end",
       .field = &o.loss.gamma_end,
       .group = "Loss",
       .metavar = "G",
       .help = "Weight at the end of --schedule; 0 to keep --gamma",
       .most = 1e6,
       .unused = [&o, belongs_to_another = of_loss("gamma-end")]() -> std::string {
         const std::string reason = belongs_to_another();
         return reason.empty() ? needs_a_schedule(o) : reason;
       }},
      {.name = "gp-every",
       .field = &o.loss.gp_every,
       .group = "Loss",
       .metavar = "K",
       .help = "Take the gradient penalty in every Kth critic update only, with K times the weight",
       .least = 1,
       .most = 1000,
       .unused = [&o, belongs_to_another = of_loss("gp-every")]() -> std::string {
         if (const std::string reason = belongs_to_another(); !reason.empty()) return reason;
         const bool optional = o.loss.name == "gan" || o.loss.name == "hinge";
         return optional && o.loss.r1 == 0 && o.loss.r2 == 0 ? "--r1 and --r2 are 0" : "";
       }},
      {.name = "lecam",
       .field = &o.loss.lecam,
       .group = "Loss",
       .metavar = "L",
       .help =
           "Weight of LeCam regularisation, which keeps the critic's scores near their averages, "
           "for small sets (Tseng 2021: 0.3)",
       .most = 1e6,
       .role = Role::kShape},
      {.name = "top-k",
       .field = &o.loss.top_k,
       .group = "Loss",
       .metavar = "SHARE",
       .help =
           "Update the generator by this share of its samples only, those with the highest scores "
           "(Sinha 2020); 1 for all",
       .most = 1,
       .positive = true},
      {.name = "critic-warmup",
       .field = &o.critic_warmup,
       .group = "Loss",
       .help = "Update the critic 100 times in each of the first 25 steps and in every 500th"},
      {.name = "critic-same-batch",
       .field = &o.critic_same_batch,
       .group = "Loss",
       .help = "Use the same real pictures in all critic updates of a step",
       .unused = [&o]() -> std::string {
         return o.loss.n_critic > 1 || o.critic_warmup ? "" : "--n-critic is 1";
       }},
      {.name = "critic-noise",
       .field = &o.critic_noise,
       .group = "Loss",
       .metavar = "S[:STEPS]",
       .help = "Add Gaussian noise of standard deviation S to the critic's input, decaying "
               "linearly to 0 over STEPS"},
      {.name = "history",
       .field = &o.history,
       .group = "Loss",
       .metavar = "W",
       .help = "Weight of historical averaging, a penalty on the squared distance of both "
               "networks' weights from their mean so far",
       .most = 1e6,
       .role = Role::kShape},
  };
}

}  // namespace wgan
