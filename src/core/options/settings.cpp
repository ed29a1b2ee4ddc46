#include "wgan/options/settings.h"

#include <algorithm>

#include "layers.h"
#include "settings_builder.h"
#include "wgan/base/error.h"
#include "wgan/options/recipes.h"
#include "wgan/options/recommended.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Drops what a preset sets for its own loss if the run has another one, which uses its paper's
/// settings.
void drop_settings_of_its_loss(SettingsLayer& preset, const Assignment* loss) {
  const Assignment* own = last(preset, "loss");
  if (!own ||
      find_recipe(loss->value, loss->source).name == find_recipe(own->value, own->source).name)
    return;
  // What was chosen together with the loss, and is no part of other losses' papers.
  static const std::vector<std::string> kChosen{"schedule",  "rate-end", "warmup", "gamma-end",
                                                "beta2-end", "ema-end",  "up"};
  std::erase_if(preset, [](const Assignment& a) {
    return follows_the_loss(a.flag) ||
           std::find(kChosen.begin(), kChosen.end(), a.flag) != kChosen.end();
  });
}

/// The same for its architecture.
void drop_settings_of_its_arch(SettingsLayer& preset, const Assignment* arch) {
  const Assignment* own = last(preset, "arch");
  if (!own || arch->value == own->value) return;
  std::erase_if(preset, [](const Assignment& a) { return follows_the_arch(a.flag); });
}

/// Returns the loss in a preset; "" if it has none.
std::string loss_of(const SettingsLayer& preset) {
  const Assignment* loss = last(preset, "loss");
  return loss ? find_recipe(loss->value, loss->source).name : "";
}

void refuse_what_only_a_new_run_takes(const Flags& flags, const Assignment& a) {
  if (!find_flag(flags, a.flag, a.source).new_run_only) return;
  throw Error(ExitCode::kUsage,
              cat(a.source, ": --", a.flag,
                  " has no effect with --resume: the run goes on in its folder with its settings"));
}

std::map<std::string, std::string> values_by_flag(const Flags& flags) {
  std::map<std::string, std::string> values;
  for (const Flag& flag : flags) values[flag.name] = value_of(flag);
  return values;
}

/// Returns the settings of that role whose values have changed.
std::vector<SettingChange> changes_since(const std::map<std::string, std::string>& before,
                                         const Flags& flags, Role role) {
  std::vector<SettingChange> changes;
  for (const Flag& flag : flags) {
    const SettingChange change{flag.name, before.at(flag.name), value_of(flag)};
    if (flag.role == role && change.now != change.before) changes.push_back(change);
  }
  return changes;
}

/// Adds the changes in `more` whose flags are not in `changes` yet.
void add_missing(std::vector<SettingChange>& changes, const std::vector<SettingChange>& more) {
  for (const SettingChange& change : more) {
    if (std::none_of(changes.begin(), changes.end(),
                     [&](const SettingChange& c) { return c.flag == change.flag; }))
      changes.push_back(change);
  }
}

/// Returns the preset that suits the typed pictures, at their own size if they are small, and notes
/// why.
SettingsLayer recommended_preset(const std::vector<Assignment>& typed,
                                 const std::filesystem::path& configs, const std::string& source,
                                 std::vector<std::string>& notes) {
  std::vector<std::string> paths;
  for (const Assignment& a : typed) {
    if (a.flag == "data") paths.push_back(a.value);
  }
  const Recommendation advised = recommended_for(paths);
  SettingsLayer preset = read_preset(advised.preset, configs, source);
  std::string size;
  if (advised.size && !last(typed, "size")) {
    size = cat(advised.size->width, "x", advised.size->height);
    preset.push_back({"size", size, "size of the pictures"});
  }
  notes.push_back(cat("--preset ", advised.preset,
                      size.empty() ? "" : cat(" with their --size ", size),
                      " is taken, since there are ", advised.reason,
                      "; --loss gp is WGAN-GP with its paper's settings"));
  return preset;
}

}  // namespace

TrainSettings settle(const std::vector<Assignment>& typed, const std::filesystem::path& configs,
                     const std::vector<Assignment>& of_model) {
  SettingsLayer config, preset;
  if (const Assignment* file = last(typed, "config")) config = read_layer(file->value);
  const Assignment* data = strongest({&config, &typed}, "data");
  const Assignment* name = strongest({&config, &typed}, "preset");
  if (name) preset = read_preset(name->value, configs, name->source);
  else if (data && data->value == "demo") preset = read_layer(configs / "demo.flags");
  std::vector<std::string> notes;
  const bool nobody_chose = data && !name && data->value != "demo" && config.empty() &&
                            !last(typed, "loss") && preset_file(configs, kRecommended);
  if (nobody_chose) {
    preset = recommended_preset(typed, configs, data->source, notes);
  } else if (const Assignment* loss = last(typed, "loss");
             loss && !name && config.empty() && preset_file(configs, kRecommended) &&
             find_recipe(loss->value, loss->source).name != loss_of(preset)) {
    notes.push_back(cat("--loss ", loss->value,
                        " takes the settings of its paper, made for long runs; --preset ",
                        kRecommended, " gives pictures sooner"));
  }
  refuse_nested(config);
  refuse_nested(preset);

  // Options that bring settings of their own come first: those settings have the least authority.
  SettingsBuilder builder;
  const std::vector<const SettingsLayer*> layers{&preset, &of_model, &config, &typed};
  const Assignment* loss = strongest(layers, "loss");
  if (loss) builder.apply(*loss, Rank::kTyped);
  for (const char* flag : {"arch", "generator-arch", "critic-arch"}) {
    if (const Assignment* arch = strongest(layers, flag)) builder.apply(*arch, Rank::kTyped);
  }
  drop_settings_of_its_loss(preset, loss);
  drop_settings_of_its_arch(preset, strongest(layers, "arch"));
  builder.apply_recipe();
  for (const char* flag : {"optimizer", "critic-optimizer", "generator-optimizer"}) {
    if (const Assignment* chosen = strongest(layers, flag)) builder.apply_optimizer(*chosen);
  }
  builder.apply(preset, Rank::kPreset);
  builder.apply(of_model, Rank::kPreset);
  builder.apply(config, Rank::kConfig);
  builder.apply(typed, Rank::kTyped);
  TrainSettings settings = builder.build();
  settings.notes = std::move(notes);
  return settings;
}

TrainSettings settle_resumed(std::string_view stored, const std::vector<Assignment>& typed,
                             const std::string& run) {
  SettingsBuilder builder;
  builder.apply(parse_flag_lines(stored, run), Rank::kStored);
  const auto before = values_by_flag(builder.flags());
  for (const Assignment& a : typed) {
    refuse_what_only_a_new_run_takes(builder.flags(), a);
    builder.apply(a, Rank::kTyped);
  }
  const std::string new_run =
      "start a new run with --config " + shell_word(run + "/settings.flags");
  if (const auto shape = changes_since(before, builder.flags(), Role::kShape); !shape.empty()) {
    throw Error(
        ExitCode::kUsage,
        cat("a run keeps the networks and the loss that it began with; these would change them: ",
            listed(shape), ". Leave them out, or ", new_run));
  }
  auto changes = changes_since(before, builder.flags(), Role::kResult);
  TrainSettings settings = builder.build();
  if (changes.empty()) return settings;
  if (!settings.options.allow_change) {
    throw Error(
        ExitCode::kUsage,
        cat("a resumed run keeps the settings that decide its result; these differ: ",
            listed(changes), ". Leave them out, go on with them by --allow-change, or ", new_run));
  }
  // A change that makes another setting useless resets that setting, which is a change too.
  add_missing(changes, changes_since(before, builder.flags(), Role::kResult));
  settings.changes = std::move(changes);
  return settings;
}

}  // namespace wgan
