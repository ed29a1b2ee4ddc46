#pragma once

#include <map>
#include <string>

#include "layers.h"
#include "wgan/options/settings.h"

/// Assembles the settings of a run. Private to this folder.
namespace wgan {

/// Where a value comes from, in rising authority.
enum class Rank { kDefault, kRecipe, kPreset, kStored, kConfig, kTyped };

/// The settings of a run while one layer after another is applied to them, in rising authority.
class SettingsBuilder {
 public:
  SettingsBuilder() = default;
  SettingsBuilder(const SettingsBuilder&) = delete;  // the flags point into the settings

  void apply(const SettingsLayer& layer, Rank rank);
  void apply(const Assignment& assignment, Rank rank);

  /// Applies the defaults of the loss and the architecture.
  void apply_recipe();
  /// Applies the defaults of a chosen optimizer, if the loss has none of its own.
  void apply_optimizer(const Assignment& chosen);

  /// Returns the finished settings. Throws Error(kUsage) on contradictions, and on flags without
  /// effect.
  TrainSettings build();

  /// Returns the flags with their values so far.
  const Flags& flags() const { return flags_; }

 private:
  Rank rank_of(const std::string& flag) const;
  bool given(const std::string& flag) const { return rank_of(flag) > Rank::kRecipe; }
  bool inherited(const std::string& flag) const;
  void reset(const Flag& flag);
  void follow_channels();
  void settle_unused(const Flag& flag);
  void check();
  void check_known_failures();
  [[noreturn]] void refuse(const std::string& flag, const std::string& message);

  TrainSettings settings_;
  std::map<std::string, Rank> ranks_;
  bool forced_ = false;  // --force made a difference
  Flags flags_ = train_flags(settings_.options);
};

}  // namespace wgan
