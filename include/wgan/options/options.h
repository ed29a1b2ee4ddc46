#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The options of each command, with their defaults. The flags that set these fields are in
/// `flags.h`; the defaults that a loss brings from its paper are in `recipes.h`.
namespace wgan {

/// Width first, as in `--size 68x56`. Pixels.
struct Size {
  int64_t width = 64;
  int64_t height = 64;
  bool operator==(const Size&) const = default;
};

/// Seeds that follow each other, both ends included.
struct SeedRange {
  uint64_t first = 0, last = 0;
  bool operator==(const SeedRange&) const = default;
};

/// Where pictures come from.
struct SourceOptions {
  std::vector<std::string> paths;   // folders, files of a binary picture set, or "demo"
  int64_t max_pixels = 64'000'000;  // a picture that declares more is skipped
  bool strict = false;              // a picture that cannot be used is an error
};

/// Random changes, drawn anew for each picture in each epoch; all off by default.
struct AugmentOptions {
  bool flip = false;
  bool vflip = false;
  bool shift_blank = false;
  int64_t crop_pad = 0;                // pixels
  double rotate = 0;                   // degrees either way
  double scale = 0;                    // share either way: 0.1 is 0.9 to 1.1
  std::vector<double> color_jitter{};  // brightness, contrast, saturation, hue; or one for all
  double noise = 0;                    // standard deviation, in levels of 0 to 255

  bool any() const {
    return flip || vflip || shift_blank || crop_pad > 0 || rotate > 0 || scale > 0 ||
           !color_jitter.empty() || noise > 0;
  }
};

struct DataOptions {
  SourceOptions source;
  Size size;
  std::string fit = "cover";
  std::string resample = "lanczos";  // when a picture grows
  int64_t channels = 0;              // 0 = as the pictures have
  std::string alpha = "white";       // colour under transparent pixels, or "keep"
  AugmentOptions augment;
  std::vector<std::string> diffaugment;  // at the critic: color, translation, cutout
  double diffaugment_share = 1;          // of the pictures, each by itself
  double diffaugment_target = 0;         // of the critic's overfitting, to which the share adapts
  std::string norm = "half";             // range of values that the critic sees
  double cache_limit = 2e9;              // bytes of prepared pictures kept in memory
};

struct NetworkOptions {
  std::string arch = "dcgan";
  std::string generator_arch = "same", critic_arch = "same";  // if they differ from `arch`
  int64_t features = 64;  // channels after the critic's first layer
  int64_t depth = 0;      // halvings from the picture to the critic's smallest map; 0 = the usual
  int64_t latent = 100;   // length of z
  std::string latent_law = "normal";
  int64_t kernel = 4;
  std::string up = "transpose";
  std::string critic_norm = "none";
  std::string generator_norm = "batch";
  std::string act = "auto";     // of both networks; auto = each its own
  std::string init = "normal";  // law of the weights at the start
  double dropout = 0;           // in the critic
  std::string minibatch = "none";
  int64_t mlp_layers = 4, mlp_width = 512;
  int64_t blocks = 2;       // of arch modern, at each size of a map
  int64_t expansion = 2;    // of their channels inside
  int64_t group_size = 16;  // channels of a group in their 3x3 convolutions
  bool conditional = false;
  std::string class_input = "auto";  // how the class comes into the generator
  // Not set by flags: the number of the pictures' classes, and of the critic's scores for each
  // picture.
  int64_t classes = 0;
  int64_t scores = 1;
};

/// Return the architecture of one network.
const std::string& arch_of_generator(const NetworkOptions& options);
const std::string& arch_of_critic(const NetworkOptions& options);

/// ReLU (Nair and Hinton 2010) has slope 0 below zero, leaky ReLU (Maas 2013) another one.
struct Activation {
  double slope = 0;
};
/// Parses "relu" or "lrelu:0.2"; returns nothing for other texts.
std::optional<Activation> to_activation(std::string_view text);

/// Whether the class chooses the scales and shifts of the generator's batch norms, instead of
/// entering with z.
bool conditions_by_norm(const NetworkOptions& options);

struct LossOptions {
  std::string name = "gp";
  std::string generator_loss = "own";  // or nonsaturating, minimax, features
  std::string feature_stat = "mean";
  double label_smooth = 1;   // target of real pictures
  double label_flip = 0;     // share of samples whose targets are swapped
  bool semi = false;         // semi-supervised: the critic also classifies real pictures
  double semi_labels = 0.9;  // share of the labels that it learns from
  double clip = 0.01;
  bool clip_norm_params = false;
  double gp_lambda = 10;
  std::string gp_sides = "two";
  double r1 = 0, r2 = 0;  // weights of the zero-centred penalties of other losses
  double gamma = 1;       // weight of the zero-centred penalties, halved in the loss
  double gamma_end = 0;   // at the end of the schedule; 0 = gamma
  int64_t gp_every = 1;   // critic updates from one with penalties to the next
  double lecam = 0;       // weight of LeCam regularisation
  double top_k = 1;       // share of a batch that counts in the generator's update
  int64_t n_critic = 5;
};

struct OptimizerOptions {
  std::string name = "adam";
  double rate = 1e-4;
  double beta1 = 0;
  double beta2 = 0.9;
  double beta2_end = 0;  // at the end of the schedule; 0 = beta2
  double rms_decay = 0.99;
  double momentum = 0;         // of sgd and rmsprop
  double weight_decay = 0.01;  // of adamw
};

/// Gaussian noise on what the critic sees, of real and fake pictures alike.
struct CriticNoise {
  double deviation = 0;  // of pixels in [-1, 1], at step 0
  int64_t steps = 0;     // the step at which it has fallen linearly to 0; 0 = it stays
  bool operator==(const CriticNoise&) const = default;
};

/// Which states of a run are kept, the newest `last` of them and those of every `every`th step, and
/// how many of its best models.
struct Keep {
  int64_t last = 3;
  int64_t best = 1;
  int64_t every = 0;  // steps; 0 = none
  bool operator==(const Keep&) const = default;
};

/// How often a run measures its samples: every `steps` steps or, if that is 0, so often that it
/// takes this share of the time.
struct Checks {
  int64_t steps = 0;
  double share = 0.03;
  bool operator==(const Checks&) const = default;
};

struct TrainOptions {
  DataOptions data;
  NetworkOptions network;
  LossOptions loss;
  OptimizerOptions optimizer;
  // For one network, if it differs from the other.
  std::string critic_optimizer = "same", generator_optimizer = "same";
  double critic_rate = 0, generator_rate = 0;  // 0 = optimizer.rate
  int64_t freeze_critic = 0;  // layers of the critic, from the picture on, that do not learn
  bool critic_warmup = false;
  bool critic_same_batch = false;
  std::string schedule = "constant";  // of the learning rates over the run's length
  double rate_end = 0.1;              // share of the rates at its end
  int64_t warmup = 0;                 // steps in which the rates rise to their full size
  double gradient_clip = 0;           // largest norm of a network's gradient; 0 = any
  CriticNoise critic_noise;
  double history = 0;  // weight of historical averaging
  int64_t batch = 64;
  int64_t accumulate = 1;          // parts in which a batch is processed
  std::string precision = "fp32";  // of feature maps in training
  bool deterministic = false;      // nothing is timed to choose what is fastest
  int64_t steps = 100'000;         // generator updates; not used when `epochs` is set
  int64_t epochs = 0;              // passes of the critic over the data; 0 = by steps
  uint64_t seed = 0;
  double ema = 0.999;
  double ema_end = 0;            // at the end of the schedule; 0 = ema
  int64_t ema_half_life = 0;     // pictures of the generator's updates; 0 = by `ema`
  bool sync_batch_norm = false;  // the ranks' batches are normalised together
  std::string device = "auto";
  int64_t threads = 0;                  // 0 = one per core
  std::string backend = "auto";         // by which ranks exchange tensors
  double peer_timeout = 300;            // seconds until a rank that does not answer is given up
  double time_limit = 0;                // seconds of this start; 0 = none
  int64_t log_every = 0;                // steps; 0 = kRowSteps, and after kRowSeconds
  int64_t sample_every = 0;             // steps; 0 = kSheetSteps, and sooner in the first minutes
  Size grid{8, 8};                      // pictures in a sheet of samples
  std::string tensorboard = "on";       // off: no file of events
  std::string live = "view";            // "line" for a single line on a terminal
  std::string preview = "on";           // off: no samples in the live view
  std::string json_log{};               // file of events; empty = none
  bool json = false;                    // the answer is JSON
  std::string report = "on";            // off: no report.html
  int64_t report_every = 0;             // steps; 0 = at the end alone
  int64_t snapshot_every = 0;           // epochs; 0 = none
  std::vector<uint64_t> snapshot_at{};  // epochs
  int64_t save_every = 1000;            // steps
  double save_interval = 300;           // seconds
  Keep keep;
  Checks evaluate_every;
  std::string best = "swd";        // metric by which a model is the best; "none" measures nothing
  std::string stop_when = "none";  // rules that end the run, as to_stop_rules reads them
  double holdout = 0;              // share of the pictures that never train
  double max_bad = 0.01;           // share of the pictures that may fail while training
  std::string out;                 // run folder; empty = the next runs/NNN-<data>-<loss>
  std::string resume;              // run folder to continue
  bool allow_change = false;       // of settings that affect the result, when a run resumes
  std::string config;              // file of flags
  std::string init_from;           // model or state file whose weights the run starts with
  std::string preset;              // name of such a file that comes with the program
  bool dry_run = false;
  bool force = false;  // known failures are warnings, not errors
};

/// Steps from one row of metrics.csv, and from one sheet of samples, to the next, unless the user
/// says how many. Where steps are slow, a row also comes after so many seconds, and a sheet after
/// so many and then whenever the time of training has doubled.
inline constexpr int64_t kRowSteps = 10, kSheetSteps = 500;
inline constexpr double kRowSeconds = 10, kFirstSheetSeconds = 30;
int64_t row_steps(const TrainOptions& options);
int64_t sheet_steps(const TrainOptions& options);

/// Return the optimizer options of one network.
OptimizerOptions critic_optimizer_options(const TrainOptions& options);
OptimizerOptions generator_optimizer_options(const TrainOptions& options);

/// Sets the number of classes in the options, if the networks learn classes.
void set_classes(TrainOptions& options, int64_t classes);

/// Returns the critic updates in step number `step`, counted from 0: --n-critic, or with
/// --critic-warmup 100 in the first 25 steps and in every 500th, as in the code of Arjovsky 2017.
int64_t critic_updates(const TrainOptions& options, int64_t step);

}  // namespace wgan
