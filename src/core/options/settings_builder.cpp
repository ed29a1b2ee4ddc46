#include "settings_builder.h"

#include <array>

#include "validate.h"
#include "wgan/base/error.h"
#include "wgan/options/recipes.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Refuses "--time-limit 2", which may mean minutes or hours.
void need_unit(const Flag& flag, const Assignment& a) {
  const auto bare = to_real(a.value);
  if (!flag.field.needs_unit() || !bare || *bare <= 0) return;
  throw Error(ExitCode::kUsage,
              cat(a.source, ": ", dashed(flag.name), " ", a.value,
                  ": the time needs a unit: ", a.value, "s, ", a.value, "m or ", a.value, "h"));
}

}  // namespace

void SettingsBuilder::apply(const SettingsLayer& layer, Rank rank) {
  for (const Assignment& a : layer) apply(a, rank);
}

void SettingsBuilder::apply(const Assignment& a, Rank rank) {
  const Flag& flag = find_flag(flags_, a.flag, a.source);
  if (rank == Rank::kTyped) need_unit(flag, a);
  if (rank_of(flag.name) < rank) flag.field.clear();  // this list replaces that of a weaker layer
  assign(flag, flag.normalise ? flag.normalise(a.value) : a.value, a.source);
  if (!flag.alternative.empty() && rank_of(flag.alternative) < rank)
    reset(find_flag(flags_, flag.alternative, a.source));
  settings_.sources[flag.name] = a.source;
  ranks_[flag.name] = rank;
}

void SettingsBuilder::apply_recipe() {
  const TrainOptions& o = settings_.options;
  const Recipe& recipe = find_recipe(o.loss.name, "settings");
  for (const auto& [flag, value] : recipe.defaults)
    apply({flag, value, cat("default of --loss ", recipe.name)}, Rank::kRecipe);
  // Of an architecture for one network, all but what concerns the other one.
  const std::vector<std::array<std::string, 3>> chosen{
      {"arch", o.network.arch, ""},
      {"generator-arch", o.network.generator_arch, "critic-norm"},
      {"critic-arch", o.network.critic_arch, "generator-norm"}};
  for (const auto& [which, arch, of_other] : chosen) {
    for (const auto& [flag, value] : settings_of_arch(arch)) {
      if (flag != of_other)
        apply({flag, value, cat("default of --", which, " ", arch)}, Rank::kRecipe);
    }
  }
}

void SettingsBuilder::apply_optimizer(const Assignment& chosen) {
  const Recipe& recipe = find_recipe(settings_.options.loss.name, "settings");
  for (const auto& [flag, value] : settings_of_optimizer(chosen.value)) {
    if (!recipe.sets(flag))
      apply({flag, value, cat("default of --", chosen.flag, " ", chosen.value)}, Rank::kRecipe);
  }
}

TrainSettings SettingsBuilder::build() {
  follow_channels();
  for (const Flag& flag : flags_) settle_unused(flag);
  check();
  for (const Flag& flag : flags_) settings_.sources.try_emplace(flag.name, "default");
  return settings_;
}

Rank SettingsBuilder::rank_of(const std::string& flag) const {
  const auto found = ranks_.find(flag);
  return found == ranks_.end() ? Rank::kDefault : found->second;
}

/// Whether the value comes from a preset or an earlier start, so that the user did not type it.
bool SettingsBuilder::inherited(const std::string& flag) const {
  return rank_of(flag) == Rank::kPreset || rank_of(flag) == Rank::kStored;
}

/// Resets a flag to its built-in default.
void SettingsBuilder::reset(const Flag& flag) {
  TrainOptions defaults;
  flag.field.copy(find_flag(train_flags(defaults), flag.name, "defaults").field);
  ranks_.erase(flag.name);
  settings_.sources.erase(flag.name);
}

void SettingsBuilder::follow_channels() {
  const bool typed_over_preset =
      rank_of("alpha") == Rank::kPreset && rank_of("channels") > Rank::kPreset;
  if (settings_.options.data.channels != 4) return;
  if (typed_over_preset) reset(find_flag(flags_, "alpha", "preset"));
  if (!given("alpha")) apply({"alpha", "keep", "follows --channels 4"}, Rank::kRecipe);
}

/// Refuses a value without effect. Resets an inherited one instead, so that the settings that the
/// run stores read back the same.
void SettingsBuilder::settle_unused(const Flag& flag) {
  const std::string reason = given(flag.name) && flag.unused ? flag.unused() : "";
  if (reason.empty()) return;
  if (inherited(flag.name)) reset(flag);
  else
    refuse(flag.name, cat("--", flag.name, " ", value_of(flag), " has no effect here: ", reason));
}

void SettingsBuilder::check() {
  const TrainOptions& o = settings_.options;
  if (o.data.source.paths.empty() && !o.dry_run) {
    throw Error(ExitCode::kUsage,
                "no pictures named: give a folder (wgan train DIR), or --data demo to try the "
                "program out");
  }
  if (const auto found = path_that_cannot_be_stored(o.data.source))
    refuse(found->flag, found->what);
  check_alpha(o.data);
  if (const auto found = contradiction(o)) refuse(found->flag, found->what);
  check_known_failures();
  for (std::string& warning : warnings_about(o)) settings_.warnings.push_back(std::move(warning));
  const auto snapshot = snapshot_outside_the_run(o);
  if (snapshot && !inherited(snapshot->flag)) refuse(snapshot->flag, snapshot->what);
  if (o.force && !forced_ && given("force"))
    refuse("force", "--force has no effect here: these settings need no override");
}

void SettingsBuilder::check_known_failures() {
  for (const KnownFailure& failure : known_failures(settings_.options)) {
    if (!settings_.options.force)
      refuse(failure.flag, cat(failure.what, "; ", failure.cure, ", or use --force"));
    forced_ = true;
    settings_.warnings.push_back(cat(failure.what, "; --force goes on with it"));
  }
}

void SettingsBuilder::refuse(const std::string& flag, const std::string& message) {
  throw Error(ExitCode::kUsage, cat(given(flag) ? settings_.sources[flag] + ": " : "", message));
}

}  // namespace wgan
