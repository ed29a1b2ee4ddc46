#include "train_tables.h"
#include "wgan/optimizers/list.h"
#include "wgan/text/text.h"

namespace wgan {
Flags optimizer_flags(TrainOptions& o) {
  const auto of_optimizer = [&o](const char* flag) {
    return only_with_either("optimizer", OptimizerList::names_with(flag), [&o] {
      return std::pair{critic_optimizer_options(o).name, generator_optimizer_options(o).name};
    });
  };
  return {
      {.name = "optimizer",
       .field = &o.optimizer.name,
       .group = "Optimizer",
       .help = "Optimizer of both networks",
       .choices = OptimizerList::names(),
       .role = Role::kShape,
       .unused = [&o]() -> std::string {
         return o.critic_optimizer != "same" && o.generator_optimizer != "same"
                    ? "--critic-optimizer and --generator-optimizer already set both networks"
                    : "";
       }},
      {.name = "critic-optimizer",
       .field = &o.critic_optimizer,
       .group = "Optimizer",
       .help = "Optimizer of the critic",
       .choices = joined_with("same", OptimizerList::names()),
       .role = Role::kShape},
      {.name = "generator-optimizer",
       .field = &o.generator_optimizer,
       .group = "Optimizer",
       .help = "Optimizer of the generator",
       .choices = joined_with("same", OptimizerList::names()),
       .role = Role::kShape},
      {.name = "rate",
       .field = &o.optimizer.rate,
       .group = "Optimizer",
       .metavar = "R",
       .help = "Learning rate of both networks",
       .most = 10,
       .positive = true,
       .unused = [&o]() -> std::string {
         return o.critic_rate > 0 && o.generator_rate > 0
                    ? "--critic-rate and --generator-rate already set both networks"
                    : "";
       }},
      {.name = "critic-rate",
       .field = &o.critic_rate,
       .group = "Optimizer",
       .metavar = "R",
       .help = "Learning rate of the critic; 0 to use --rate",
       .most = 10},
      {.name = "generator-rate",
       .field = &o.generator_rate,
       .group = "Optimizer",
       .metavar = "R",
       .help = "Learning rate of the generator; 0 to use --rate",
       .most = 10},
      {.name = "schedule",
       .field = &o.schedule,
       .group = "Optimizer",
       .help = "How the learning rates fall over the length of the run (--steps or --epochs)",
       .choices = {"constant", "linear", "cosine"}},
      {.name = "rate-end",
       .field = &o.rate_end,
       .group = "Optimizer",
       .metavar = "SHARE",
       .help = "Share of the learning rates at the end of --schedule",
       .most = 1,
       .unused = [&o] { return needs_a_schedule(o); }},
      {.name = "warmup",
       .field = &o.warmup,
       .group = "Optimizer",
       .metavar = "N",
       .help = "Steps in which the learning rates rise from zero",
       .most = 1e9},
      {.name = "beta1",
       .field = &o.optimizer.beta1,
       .group = "Optimizer",
       .metavar = "B",
       .help = "Decay rate of Adam's first moment (mean gradient)",
       .most = 0.9999,
       .unused = of_optimizer("beta1")},
      {.name = "beta2",
       .field = &o.optimizer.beta2,
       .group = "Optimizer",
       .metavar = "B",
       .help = "Decay rate of Adam's second moment (mean square)",
       .most = 0.99999,
       .unused = of_optimizer("beta2")},
      {.name = "beta2-end",
       .field = &o.optimizer.beta2_end,
       .group = "Optimizer",
       .metavar = "B",
       .help = "--beta2 at the end of --schedule; 0 to keep --beta2",
       .most = 0.99999,
       .unused = [&o, belongs_to_another = of_optimizer("beta2")]() -> std::string {
         const std::string reason = belongs_to_another();
         return reason.empty() ? needs_a_schedule(o) : reason;
       }},
      {.name = "gradient-clip",
       .field = &o.gradient_clip,
       .group = "Optimizer",
       .metavar = "N",
       .help = "Largest norm of a network's gradient, which is scaled down to it; 0 for any",
       .most = 1e9},
      {.name = "weight-decay",
       .field = &o.optimizer.weight_decay,
       .group = "Optimizer",
       .metavar = "D",
       .help = "Weight decay of AdamW, which is multiplied by the learning rate",
       .most = 1,
       .unused = of_optimizer("weight-decay")},
      {.name = "rms-decay",
       .field = &o.optimizer.rms_decay,
       .group = "Optimizer",
       .metavar = "A",
       .help = "Decay rate of RMSprop's mean square (alpha)",
       .most = 0.99999,
       .unused = of_optimizer("rms-decay")},
      {.name = "momentum",
       .field = &o.optimizer.momentum,
       .group = "Optimizer",
       .metavar = "M",
       .help = "Momentum of RMSprop and SGD",
       .most = 0.9999,
       .role = Role::kShape,
       .unused = of_optimizer("momentum")},
  };
}

}  // namespace wgan
