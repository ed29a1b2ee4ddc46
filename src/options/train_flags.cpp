#include "wgan/flags.h"
#include "wgan/recipes.h"
#include "wgan/text.h"

namespace wgan {
namespace {

/// A reason for `Flag::unused`: the flag belongs to another value of `--setting`.
std::function<std::string()> only_with(const char* setting, const std::string& field, std::string wanted) {
  return [setting, &field, wanted = std::move(wanted)]() -> std::string {
    if (field == wanted) return {};
    return cat("it belongs to --", setting, " ", wanted, ", and this run has --", setting, " ", field);
  };
}

}  // namespace

Flags train_flags(TrainOptions& o) {
  const auto& loss = o.loss.name;
  const auto& optimizer = o.optimizer.name;
  return {
      {.name = "data", .field = &o.data.path, .group = "Data", .metavar = "DIR",
       .help = "Folder of pictures (class sub-folders welcome), or 'demo' for drawn creatures"},
      {.name = "size", .field = &o.data.size, .group = "Data", .metavar = "N|WxH",
       .help = "Size of the pictures that are learnt and made, width first", .least = 16, .most = 1024},
      {.name = "fit", .field = &o.data.fit, .group = "Data",
       .help = "How a picture of another shape is fitted: fill and cut, add borders, or distort",
       .choices = {"cover", "contain", "stretch"}},
      {.name = "channels", .field = &o.data.channels, .group = "Data", .metavar = "1|3|4",
       .help = "1 gray, 3 colour, 4 colour with transparency", .least = 1, .most = 4},
      {.name = "alpha", .field = &o.data.alpha, .group = "Data", .metavar = "COLOUR|keep",
       .help = "Laid under transparent pixels: white, black or #rrggbb; keep (with --channels 4)"},
      {.name = "flip", .field = &o.data.flip, .group = "Data",
       .help = "Mirror each picture left to right with chance 1/2, anew each epoch"},
      {.name = "vflip", .field = &o.data.vflip, .group = "Data",
       .help = "Mirror each picture top to bottom with chance 1/2, anew each epoch"},

      {.name = "loss", .field = &o.loss.name, .group = "Loss", .help = "What critic and generator optimise; brings its paper's settings",
       .choices = recipe_names()},
      {.name = "n-critic", .field = &o.loss.n_critic, .group = "Loss", .metavar = "N",
       .help = "Critic updates for each generator update", .least = 1, .most = 10'000},
      {.name = "generator-loss", .field = &o.loss.generator_loss, .group = "Loss",
       .help = "Generator's part of --loss gan", .choices = {"nonsaturating", "minimax"},
       .unused = only_with("loss", loss, "gan")},
      {.name = "clip", .field = &o.loss.clip, .group = "Loss", .metavar = "C",
       .help = "Critic's weights are clipped to [-C, C] after every update", .most = 1e6, .positive = true,
       .unused = only_with("loss", loss, "clip")},
      {.name = "clip-norm-params", .field = &o.loss.clip_norm_params, .group = "Loss",
       .help = "Clip scale and shift of norm layers too", .unused = [&o]() -> std::string {
         if (o.loss.name != "clip") return only_with("loss", o.loss.name, "clip")();
         return o.network.critic_norm == "none" ? "the critic has no norm layers (--critic-norm none)" : "";
       }},
      {.name = "gp-lambda", .field = &o.loss.gp_lambda, .group = "Loss", .metavar = "L",
       .help = "Weight of the gradient penalty", .most = 1e6, .unused = only_with("loss", loss, "gp")},

      {.name = "arch", .field = &o.network.arch, .group = "Network", .help = "Generator and critic", .choices = {"dcgan"}},
      {.name = "features", .field = &o.network.features, .group = "Network", .metavar = "N",
       .help = "Channels after the critic's first layer; the width of both networks", .least = 1, .most = 1024},
      {.name = "latent", .field = &o.network.latent, .group = "Network", .metavar = "N", .help = "Length of z, normal",
       .least = 1, .most = 65'536},
      {.name = "kernel", .field = &o.network.kernel, .group = "Network", .metavar = "4|5", .help = "Side of the convolutions",
       .least = 4, .most = 5},
      {.name = "critic-norm", .field = &o.network.critic_norm, .group = "Network", .help = "Normalisation in the critic",
       .choices = {"batch", "none"}},

      {.name = "optimizer", .field = &o.optimizer.name, .group = "Optimizer", .help = "For both networks",
       .choices = {"adam", "rmsprop"}},
      {.name = "rate", .field = &o.optimizer.rate, .group = "Optimizer", .metavar = "R", .help = "Learning rate of both networks",
       .most = 10, .positive = true},
      {.name = "beta1", .field = &o.optimizer.beta1, .group = "Optimizer", .metavar = "B", .help = "Decay of Adam's mean gradient",
       .most = 0.9999, .unused = only_with("optimizer", optimizer, "adam")},
      {.name = "beta2", .field = &o.optimizer.beta2, .group = "Optimizer", .metavar = "B", .help = "Decay of Adam's mean square",
       .most = 0.99999, .unused = only_with("optimizer", optimizer, "adam")},
      {.name = "rms-decay", .field = &o.optimizer.rms_decay, .group = "Optimizer", .metavar = "A",
       .help = "Decay of RMSprop's mean square (alpha)", .most = 0.99999,
       .unused = only_with("optimizer", optimizer, "rmsprop")},

      {.name = "batch", .field = &o.batch, .group = "Training", .metavar = "N", .help = "Pictures in each update", .least = 2,
       .most = 65'536},
      {.name = "steps", .field = &o.steps, .group = "Training", .metavar = "N", .help = "Generator updates", .least = 1,
       .most = 1e12, .role = Role::kPace,
       .unused = [&o]() -> std::string { return o.epochs ? "--epochs says how long the run is" : ""; }},
      {.name = "epochs", .field = &o.epochs, .group = "Training", .metavar = "N",
       .help = "Passes of the critic over the data, instead of --steps", .least = 1, .most = 1e9, .role = Role::kPace,
       .unused = [&o]() -> std::string { return o.epochs ? "" : "--steps says how long the run is"; }},
      {.name = "time-limit", .field = Seconds{&o.time_limit}, .group = "Training", .metavar = "TIME",
       .help = "Stop and save after this time, such as 3m or 1h30m; 0 for none", .most = 1e9, .role = Role::kPace},
      {.name = "seed", .field = &o.seed, .group = "Training", .metavar = "N", .help = "All randomness follows from it"},
      {.name = "ema", .field = &o.ema, .group = "Training", .metavar = "D",
       .help = "Decay of the averaged generator; 0 for the newest weights", .most = 0.999999},
      {.name = "device", .field = &o.device, .group = "Training", .metavar = "auto|cpu|cuda[:I]", .help = "Where to compute"},
      {.name = "threads", .field = &o.threads, .group = "Training", .metavar = "N", .help = "Processor threads; 0 for one per core",
       .most = 1024},

      {.name = "out", .field = &o.out, .group = "Run folder", .metavar = "DIR",
       .help = "New or empty folder for the run (default: the next runs/NNN-<data>-<loss>)", .role = Role::kOnce},
      {.name = "resume", .field = &o.resume, .group = "Run folder", .metavar = "RUN", .help = "Go on with the run in that folder",
       .role = Role::kOnce},
      {.name = "log-every", .field = &o.log_every, .group = "Run folder", .metavar = "N", .help = "Steps between rows of metrics.csv",
       .least = 1, .most = 1e12, .role = Role::kPace},
      {.name = "sample-every", .field = &o.sample_every, .group = "Run folder", .metavar = "N",
       .help = "Steps between pictures in samples/", .least = 1, .most = 1e12, .role = Role::kPace},
      {.name = "save-every", .field = &o.save_every, .group = "Run folder", .metavar = "N", .help = "Steps between saves", .least = 1,
       .most = 1e12, .role = Role::kPace},
      {.name = "save-interval", .field = Seconds{&o.save_interval}, .group = "Run folder", .metavar = "TIME",
       .help = "Save after this time at the latest", .most = 1e9, .role = Role::kPace, .positive = true},

      {.name = "config", .field = &o.config, .group = "Settings", .metavar = "FILE",
       .help = "Read flags from FILE, one per line; flags that are typed win", .role = Role::kOnce},
      {.name = "dry-run", .field = &o.dry_run, .group = "Settings",
       .help = "Print every setting and its source, the networks and the memory they take, and stop", .role = Role::kOnce},
  };
}

}  // namespace wgan
