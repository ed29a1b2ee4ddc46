#pragma once

#include <map>
#include <string>

#include "layers.h"
#include "wgan/options/settings.h"

/// Puts the settings of a run together. Private to this room.
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

  /// Applies what the loss and the architecture bring.
  void apply_recipe();
  /// Applies the numbers of an optimizer that was chosen, where the loss has none of its own.
  void apply_optimizer(const Assignment& chosen);

  /// The finished settings. Throws Error(kUsage) on contradictions, and on flags without an effect.
  TrainSettings build();

  /// The flags with their values so far.
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
