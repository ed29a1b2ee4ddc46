#include "wgan/options/settings.h"

#include <algorithm>

#include "wgan/base/error.h"
#include "wgan/files/files.h"
#include "wgan/options/recipes.h"
#include "wgan/text/colour.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kCommandLine = "command line";

/// One layer of authority: assignments that share a kind of source.
using Layer = std::vector<Assignment>;

const Assignment* last(const Layer& layer, const std::string& flag) {
  const auto found =
      std::find_if(layer.rbegin(), layer.rend(), [&](const auto& a) { return a.flag == flag; });
  return found == layer.rend() ? nullptr : &*found;
}

/// The value with the most authority among the layers, which stand in rising order.
const Assignment* strongest(const std::vector<const Layer*>& layers, const std::string& flag) {
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
    if (const Assignment* found = last(**layer, flag)) return found;
  }
  return nullptr;
}

/// What cannot be together.
struct Contradiction {
  std::string flag, what;
};

std::optional<Contradiction> contradiction(const NetworkOptions& n) {
  if (n.act != "auto" && !to_activation(n.act))
    return Contradiction{"act", cat("--act ", escaped(n.act),
                                    ": expected auto, relu, or lrelu with a slope "
                                    "between 0 and 1, such as lrelu:0.2")};
  if (n.class_input == "norm" && n.conditional && n.generator_norm != "batch")
    return Contradiction{"class-input",
                         cat("--class-input norm needs --generator-norm batch, and this run has ",
                             n.generator_norm, "; use --class-input embedding")};
  for (const auto& [flag, norm] :
       {std::pair{"critic-norm", n.critic_norm}, {"generator-norm", n.generator_norm}}) {
    if (norm != "virtual") continue;
    if (n.conditional)
      return Contradiction{flag, cat("--", flag,
                                     " virtual does not go with --conditional: its reference batch "
                                     "has no classes; use layer")};
    if (n.minibatch != "none" && flag == std::string("critic-norm"))
      return Contradiction{flag,
                           cat("--critic-norm virtual does not go with --minibatch ", n.minibatch,
                               ": the reference batch would be compared too; use layer")};
  }
  return std::nullopt;
}

/// Of the way in which a batch is cut into parts.
std::optional<Contradiction> contradiction_of_parts(const TrainOptions& o) {
  if (o.accumulate == 1) return std::nullopt;
  if (o.batch % o.accumulate != 0 || o.batch / o.accumulate < 2)
    return Contradiction{"accumulate",
                         cat("--accumulate ", o.accumulate, ": a batch of ", o.batch,
                             " cannot be cut into so many equal parts of two pictures or more")};
  if (const std::string tie = ties_a_batch(o); !tie.empty())
    return Contradiction{"accumulate", cat("--accumulate does not go with ", tie,
                                           ", which looks at the pictures of a batch together")};
  return std::nullopt;
}

std::optional<Contradiction> contradiction(const TrainOptions& o) {
  if (auto found = contradiction(o.network)) return found;
  if (o.loss.semi && o.loss.name != "gan")
    return Contradiction{"semi",
                         cat("--semi does not go with --loss ", o.loss.name,
                             ": its classes are the logits of a GAN (Salimans 2016, section 5); "
                             "use --loss gan")};
  if (o.network.conditional && o.loss.semi)
    return Contradiction{"semi",
                         "--semi does not go with --conditional: a critic that is told the class "
                         "has none to tell"};
  return contradiction_of_parts(o);
}

/// Where a value stands in rising authority.
enum class Rank { kDefault, kRecipe, kPreset, kStored, kConfig, kTyped };

class Settler {
 public:
  void apply(const Layer& layer, Rank rank) {
    for (const Assignment& a : layer) apply(a, rank);
  }

  void apply(const Assignment& a, Rank rank) {
    const Flag& flag = find_flag(flags_, a.flag, a.source);
    if (rank == Rank::kTyped) need_unit(flag, a);
    if (ranks_[a.flag] < rank)
      flag.field.clear();  // a stronger layer's list replaces a weaker one's
    assign(flag, a.value, a.source);
    TrainOptions& o = settings_.options;
    if (a.flag == "loss") o.loss.name = find_recipe(a.value, a.source).name;
    if (a.flag == "data" && a.value != "demo") o.data.source.paths.back() = absolute(a.value);
    // A stronger layer's word on the length of the run replaces a weaker one's; within one layer
    // the two contradict.
    if (a.flag == "epochs" && ranks_["steps"] < rank)
      ranks_.erase("steps"), settings_.sources.erase("steps");
    if (a.flag == "steps" && ranks_["epochs"] < rank)
      ranks_.erase("epochs"), settings_.sources.erase("epochs"), o.epochs = 0;
    settings_.sources[a.flag] = a.source;
    ranks_[a.flag] = rank;
  }

  void apply_recipe() {
    const Recipe& recipe = find_recipe(settings_.options.loss.name, kCommandLine);
    for (const auto& [flag, value] : recipe.defaults)
      apply({flag, value, cat("default of --loss ", recipe.name)}, Rank::kRecipe);
    const std::string& arch = settings_.options.network.arch;
    for (const auto& [flag, value] : settings_of_arch(arch))
      apply({flag, value, cat("default of --arch ", arch)}, Rank::kRecipe);
  }

  /// The numbers of an optimizer that was chosen, where the loss has none of its own.
  void apply_optimizer(const Assignment& chosen) {
    const Recipe& recipe = find_recipe(settings_.options.loss.name, kCommandLine);
    for (const auto& [flag, value] : settings_of_optimizer(chosen.value)) {
      if (!recipe.sets(flag))
        apply({flag, value, cat("default of --", chosen.flag, " ", chosen.value)}, Rank::kRecipe);
    }
  }

  /// The settings once nothing contradicts.
  TrainSettings finish() {
    if (settings_.options.data.channels == 4 && !given("alpha"))
      apply({"alpha", "keep", "follows --channels 4"}, Rank::kRecipe);
    for (const Flag& flag : flags_) {
      if (!given(flag.name) || !flag.unused) continue;
      const std::string reason = flag.unused();
      if (reason.empty()) continue;
      const Rank rank = ranks_[flag.name];
      if (rank == Rank::kPreset || rank == Rank::kStored) forget(flag);  // nobody typed it
      else
        refuse(flag.name,
               cat("--", flag.name, " ", value_of(flag), " has no effect here: ", reason));
    }
    check();
    for (const Flag& flag : flags_) settings_.sources.try_emplace(flag.name, "default");
    return settings_;
  }

  const Flags& flags() const { return flags_; }

 private:
  bool given(const std::string& flag) const {
    const auto found = ranks_.find(flag);
    return found != ranks_.end() && found->second > Rank::kRecipe;
  }

  /// Takes a value back that has no effect, so that what a run stores reads back to the same.
  void forget(const Flag& flag) {
    TrainOptions defaults;
    flag.field.copy(find_flag(train_flags(defaults), flag.name, "").field);
    ranks_.erase(flag.name);
    settings_.sources.erase(flag.name);
  }

  /// "--time-limit 2" may mean minutes or hours.
  static void need_unit(const Flag& flag, const Assignment& a) {
    const auto bare = to_real(a.value);
    if (!flag.field.needs_unit() || !bare || *bare <= 0) return;
    throw Error(ExitCode::kUsage,
                cat(a.source, ": ", dashed(flag.name), " ", a.value,
                    ": the time needs a unit: ", a.value, "s, ", a.value, "m or ", a.value, "h"));
  }

  static std::string absolute(const std::string& path) {
    std::string whole = std::filesystem::absolute(path).lexically_normal().string();
    if (whole.size() > 1 && whole.back() == '/') whole.pop_back();
    return whole;
  }

  [[noreturn]] void refuse(const std::string& flag, const std::string& message) {
    throw Error(ExitCode::kUsage, cat(given(flag) ? settings_.sources[flag] + ": " : "", message));
  }

  void check() {
    const TrainOptions& o = settings_.options;
    if (o.data.source.paths.empty() && !o.dry_run) {
      throw Error(ExitCode::kUsage,
                  "no pictures named: give a folder (wgan train DIR), or --data demo to try the "
                  "program out");
    }
    for (const std::string& path : o.data.source.paths) {
      if (path == trim(path) && path == escaped(path)) continue;
      refuse("data", cat("the folder '", escaped(path),
                         "' has a control character, a byte that is no UTF-8 or a space at its end "
                         "in its name, which settings.flags cannot hold: rename it"));
    }
    check_alpha(o.data);
    if (const auto found = contradiction(o)) refuse(found->flag, found->what);
    check_loss();
    check_pace();
  }

  void check_pace() {
    const TrainOptions& o = settings_.options;
    for (const uint64_t epoch : o.snapshot_at) {
      const bool late = o.epochs > 0 && epoch > static_cast<uint64_t>(o.epochs);
      if (epoch > 0 && !late) continue;
      if (ranks_["snapshot-at"] == Rank::kPreset || ranks_["snapshot-at"] == Rank::kStored)
        continue;
      refuse("snapshot-at",
             cat("--snapshot-at ", epoch, ": ",
                 late ? cat("the run ends with epoch ", o.epochs) : "epochs count from 1"));
    }
    if (o.force && !forced_ && given("force"))
      refuse("force", "--force has no effect here: nothing stands against these settings");
  }

  void check_loss() {
    const TrainOptions& o = settings_.options;
    const char* ties =
        " does not go with --loss gp: it ties the samples of a batch together, and the penalty "
        "holds for each "
        "sample by itself (Gulrajani 2017, section 4)";
    if (o.loss.name == "gp" && o.network.critic_norm == "batch") {
      refuse_unless_forced("critic-norm", cat("--critic-norm batch", ties),
                           "use --critic-norm none or layer");
    }
    if (o.loss.name == "gp" && o.network.minibatch != "none") {
      refuse_unless_forced("minibatch", cat("--minibatch ", o.network.minibatch, ties),
                           "leave it out with --loss gp");
    }
    const OptimizerOptions critics = critic_optimizer_options(o);
    const bool adam = critics.name == "adam" || critics.name == "adamw";
    if (o.loss.name == "clip" && (adam ? critics.beta1 > 0 : critics.momentum > 0)) {
      settings_.warnings.push_back(
          cat("--loss clip with ",
              adam ? cat("--beta1 ", exact(critics.beta1))
                   : cat("--momentum ", exact(critics.momentum)),
              ": Arjovsky 2017 (section 4) and Weng 2017 found clipped critics unstable under "
              "optimizers with momentum; RMSprop without it is the usual choice"));
    }
  }

  void refuse_unless_forced(const std::string& flag, const std::string& what,
                            const std::string& cure) {
    if (!settings_.options.force) refuse(flag, cat(what, "; ", cure, ", or insist by --force"));
    forced_ = true;
    settings_.warnings.push_back(cat(what, "; --force goes on with it"));
  }

  TrainSettings settings_;
  std::map<std::string, Rank> ranks_;
  bool forced_ = false;
  Flags flags_ = train_flags(settings_.options);
};

Layer read_layer(const std::filesystem::path& file) {
  return parse_flag_lines(read_text_file(file), file.filename().string());
}

Layer read_preset(const std::string& name, const std::filesystem::path& configs,
                  const std::string& source) {
  const auto names = preset_names(configs);
  if (std::find(names.begin(), names.end(), name) != names.end())
    return read_layer(configs / (name + ".flags"));
  const auto near = nearest(name, names);
  throw Error(ExitCode::kUsage,
              cat(source, ": --preset ", name.empty() ? "''" : escaped(name),
                  ": there is no such preset; ", near ? cat("did you mean ", *near, "? ") : "",
                  "wgan presets lists them, --config takes a file of your own"));
}

void refuse_nested(const Layer& layer) {
  for (const char* flag : {"config", "preset", "resume"}) {
    if (const Assignment* found = last(layer, flag)) {
      throw Error(ExitCode::kUsage,
                  cat(found->source, ": --", flag, " cannot stand in a file of flags"));
    }
  }
}

}  // namespace

std::string ties_a_batch(const TrainOptions& o) {
  if (o.loss.generator_loss == "features") return "--generator-loss features";
  if (o.loss.semi) return "--semi";
  if (o.network.minibatch != "none") return cat("--minibatch ", o.network.minibatch);
  return {};
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

TrainSettings settle(const std::vector<Assignment>& typed, const std::filesystem::path& configs) {
  Layer config, preset;
  if (const Assignment* file = last(typed, "config")) config = read_layer(file->value);
  const Assignment* data = strongest({&config, &typed}, "data");
  const Assignment* name = strongest({&config, &typed}, "preset");
  if (name) preset = read_preset(name->value, configs, name->source);
  else if (data && data->value == "demo") preset = read_layer(configs / "demo.flags");
  refuse_nested(config);
  refuse_nested(preset);

  Settler settler;
  // The demo's own choices for a loss go with that loss: another one keeps its paper's settings.
  const Assignment* demo_loss = last(preset, "loss");
  const Assignment* loss = strongest({&preset, &config, &typed}, "loss");
  if (loss) settler.apply(*loss, Rank::kTyped);
  if (const Assignment* arch = strongest({&preset, &config, &typed}, "arch"))
    settler.apply(*arch, Rank::kTyped);
  if (demo_loss && find_recipe(loss->value, loss->source).name !=
                       find_recipe(demo_loss->value, demo_loss->source).name) {
    std::erase_if(preset, [](const Assignment& a) { return follows_the_loss(a.flag); });
  }
  settler.apply_recipe();
  for (const char* flag : {"optimizer", "critic-optimizer", "generator-optimizer"}) {
    if (const Assignment* chosen = strongest({&preset, &config, &typed}, flag))
      settler.apply_optimizer(*chosen);
  }
  settler.apply(preset, Rank::kPreset);
  settler.apply(config, Rank::kConfig);
  settler.apply(typed, Rank::kTyped);
  return settler.finish();
}

TrainSettings settle_resumed(std::string_view stored, const std::vector<Assignment>& typed,
                             const std::string& run) {
  Settler settler;
  settler.apply(parse_flag_lines(stored, run), Rank::kStored);
  std::map<std::string, std::string> before;
  for (const Flag& flag : settler.flags()) before[flag.name] = value_of(flag);
  for (const Assignment& a : typed) {
    const Flag& flag = find_flag(settler.flags(), a.flag, a.source);
    if (flag.name == "out" || flag.name == "config" || flag.name == "preset") {
      throw Error(
          ExitCode::kUsage,
          cat(a.source, ": --", flag.name,
              " has no effect with --resume: the run goes on in its folder with its settings"));
    }
    settler.apply(a, Rank::kTyped);
  }
  const std::string lines = shell_word(run + "/settings.flags");
  std::vector<SettingChange> shape, result;
  for (const Flag& flag : settler.flags()) {
    const std::string& then = before[flag.name];
    const SettingChange change{flag.name, then, value_of(flag)};
    if (change.now == then) continue;
    if (flag.role == Role::kShape) shape.push_back(change);
    if (flag.role == Role::kResult) result.push_back(change);
  }
  if (!shape.empty()) {
    throw Error(
        ExitCode::kUsage,
        cat("a run keeps the networks and the loss that it began with; these would change them: ",
            listed(shape), ". Leave them out, or start a new run with --config ", lines));
  }
  TrainSettings settings = settler.finish();
  if (!result.empty() && !settings.options.allow_change) {
    throw Error(ExitCode::kUsage,
                cat("a resumed run keeps the settings that decide its result; these differ: ",
                    listed(result),
                    ". Leave them out, go on with them by --allow-change, or "
                    "start a new run with --config ",
                    lines));
  }
  // What a change makes useless is taken back, and is a change as well.
  for (const Flag& flag : settler.flags()) {
    const SettingChange change{flag.name, before[flag.name], value_of(flag)};
    const bool known = std::any_of(result.begin(), result.end(),
                                   [&](const SettingChange& c) { return c.flag == flag.name; });
    if (!result.empty() && !known && flag.role == Role::kResult && change.now != change.before)
      result.push_back(change);
  }
  settings.changes = std::move(result);
  return settings;
}

std::string setting_lines(const TrainSettings& settings, bool with_path) {
  TrainOptions options = settings.options;
  std::string lines;
  for (const Flag& flag : train_flags(options)) {
    if (flag.name == "data" && !with_path) continue;
    if (flag.role == Role::kOnce || (flag.unused && !flag.unused().empty())) continue;
    const bool is_switch = flag.field.is_switch();
    for (const std::string& value : flag.field.texts())
      lines += cat("--", flag.name, is_switch || value.empty() ? "=" : " ", value, "\n");
  }
  return lines;
}

TrainOptions read_settings(std::string_view lines, const std::string& file) {
  TrainOptions options;
  const Flags flags = train_flags(options);
  for (const Assignment& a : parse_flag_lines(lines, file))
    assign(find_flag(flags, a.flag, a.source), a.value, a.source);
  return options;
}

TrainOptions stored_settings(std::string_view lines, const std::string& file) {
  try {
    TrainOptions options = read_settings(lines, file);
    if (options.data.channels == 2)
      throw Error(ExitCode::kModel, cat(escaped(file), ": --channels 2: expected 1, 3 or 4"));
    if (const auto found = contradiction(options))
      throw Error(ExitCode::kModel, cat(escaped(file), ": ", found->what));
    return options;
  } catch (const Error& error) {
    throw Error(ExitCode::kModel, error.what());
  }
}

std::vector<std::string> preset_names(const std::filesystem::path& configs) {
  std::vector<std::string> names;
  std::error_code unknown;
  for (const auto& entry : std::filesystem::directory_iterator(configs, unknown)) {
    if (entry.path().extension() == ".flags") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::filesystem::path configs_folder() {
  const std::filesystem::path program =
      std::filesystem::read_symlink("/proc/self/exe").parent_path();
  const std::filesystem::path installed = program / "../share/wgan/configs";
  if (std::filesystem::exists(installed)) return installed;
  return WGAN_CONFIGS;  // the source tree's
}

}  // namespace wgan
