#include "validate.h"
#include "wgan/options/settings.h"
#include "wgan/options/stop_rules.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

using Found = std::optional<Problem>;

Found unknown_activation(const TrainOptions& o) {
  const std::string& act = o.network.act;
  if (act == "auto" || to_activation(act)) return {};
  return Problem{"act", cat("--act ", escaped(act),
                            ": expected auto, relu, or lrelu with a slope between 0 and 1, such as "
                            "lrelu:0.2")};
}

Found class_input_without_batch_norm(const TrainOptions& o) {
  const NetworkOptions& n = o.network;
  if (n.class_input != "norm" || !n.conditional || n.generator_norm == "batch") return {};
  return Problem{"class-input",
                 cat("--class-input norm needs --generator-norm batch, and this run has ",
                     n.generator_norm, "; use --class-input embedding")};
}

Found virtual_norm_with_classes(const TrainOptions& o) {
  const NetworkOptions& n = o.network;
  const bool in_critic = n.critic_norm == "virtual";
  if (!n.conditional || (!in_critic && n.generator_norm != "virtual")) return {};
  const char* flag = in_critic ? "critic-norm" : "generator-norm";
  return Problem{flag, cat("--", flag,
                           " virtual does not go with --conditional: its reference batch has no "
                           "classes; use layer")};
}

Found virtual_norm_with_minibatch(const TrainOptions& o) {
  const NetworkOptions& n = o.network;
  if (n.critic_norm != "virtual" || n.minibatch == "none") return {};
  return Problem{"critic-norm",
                 cat("--critic-norm virtual does not go with --minibatch ", n.minibatch,
                     ": the reference batch would be compared too; use layer")};
}

Found semi_without_gan(const TrainOptions& o) {
  if (!o.loss.semi || o.loss.name == "gan") return {};
  return Problem{"semi", cat("--semi does not go with --loss ", o.loss.name,
                             ": its classes are the logits of a GAN (Salimans 2016, section 5); "
                             "use --loss gan")};
}

Found semi_with_conditional(const TrainOptions& o) {
  if (!o.loss.semi || !o.network.conditional) return {};
  return Problem{"semi",
                 "--semi does not go with --conditional: a critic that is told the class has none "
                 "to tell"};
}

Found semi_with_lecam(const TrainOptions& o) {
  if (!o.loss.semi || o.loss.lecam == 0) return {};
  return Problem{"lecam",
                 "--lecam does not go with --semi, whose critic has a score for each class"};
}

Found uneven_parts(const TrainOptions& o) {
  if (o.accumulate == 1) return {};
  if (o.batch % o.accumulate == 0 && o.batch / o.accumulate >= 2) return {};
  return Problem{"accumulate",
                 cat("--accumulate ", o.accumulate, ": a batch of ", o.batch,
                     " cannot be cut into so many equal parts of two pictures or more")};
}

Found parts_of_a_tied_batch(const TrainOptions& o) {
  const std::string tie = ties_a_batch(o);
  if (o.accumulate == 1 || tie.empty()) return {};
  return Problem{"accumulate", cat("--accumulate does not go with ", tie,
                                   ", which looks at the pictures of a batch together")};
}

Found target_without_held_out_pictures(const TrainOptions& o) {
  if (o.data.diffaugment_target == 0 || o.holdout > 0) return {};
  return Problem{
      "diffaugment-target",
      "--diffaugment-target needs --holdout, such as 5%: held-out pictures show what the "
      "critic knows by heart"};
}

Found history_of_frozen_layers(const TrainOptions& o) {
  if (o.freeze_critic == 0 || o.history == 0) return {};
  return Problem{"freeze-critic",
                 "--freeze-critic does not go with --history, which pulls at all layers"};
}

Found stop_rule_without_its_numbers(const TrainOptions& o) {
  const auto rules = to_stop_rules(o.stop_when);
  if (!rules)
    return Problem{"stop-when", cat("--stop-when ", escaped(o.stop_when),
                                    ": expected overfit, plateau or a metric and a limit, such as "
                                    "swd<12; the metrics are ",
                                    join(quality_names(), ", "))};
  for (const StopRule& rule : *rules) {
    if (rule.name == "overfit" && o.holdout == 0)
      return Problem{"stop-when",
                     "--stop-when overfit needs --holdout, such as 5%: held-out pictures show what "
                     "the critic knows by heart"};
    if (rule.name != "overfit" && o.best == "none")
      return Problem{"stop-when", cat("--stop-when ", rule.text(),
                                      " does not go with --best none, which measures nothing")};
  }
  return {};
}

}  // namespace

std::optional<Problem> contradiction(const TrainOptions& o) {
  for (const auto rule :
       {unknown_activation, class_input_without_batch_norm, virtual_norm_with_classes,
        virtual_norm_with_minibatch, semi_without_gan, semi_with_conditional, semi_with_lecam,
        uneven_parts, parts_of_a_tied_batch, target_without_held_out_pictures,
        history_of_frozen_layers, stop_rule_without_its_numbers}) {
    if (auto found = rule(o)) return found;
  }
  return std::nullopt;
}

std::string ties_a_batch(const TrainOptions& o) {
  if (o.loss.generator_loss == "features") return "--generator-loss features";
  if (o.loss.semi) return "--semi";
  if (o.loss.lecam > 0) return "--lecam";
  if (o.loss.top_k < 1) return "--top-k";
  if (o.loss.name == "dragan") return "--loss dragan";
  if (o.network.minibatch != "none") return cat("--minibatch ", o.network.minibatch);
  return {};
}

}  // namespace wgan
