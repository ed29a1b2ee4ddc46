#pragma once

#include <string>
#include <vector>

#include "wgan/options/variants.h"

namespace wgan {

/// A loss as its users name it, with the settings of its paper, from the entries in
/// wgan/losses/list.h. Help, usage errors and settings read it without LibTorch.
struct Recipe {
  std::string name;     // as in --loss
  std::string alias;    // second name, empty if none
  std::string summary;  // one line with the source
  std::vector<Setting> defaults;

  /// Whether one of the defaults is for that flag.
  bool sets(const std::string& flag) const;
};

const std::vector<Recipe>& recipes();
/// Returns all names and aliases.
std::vector<std::string> recipe_names();

/// Returns the recipe of that name or alias. Throws Error(kUsage) that names `source` and the
/// choices.
const Recipe& find_recipe(const std::string& name, const std::string& source);

/// Returns an architecture's default settings, which win over those of the loss.
std::vector<Setting> settings_of_arch(const std::string& name);

/// Returns an optimizer's usual settings, for losses whose paper uses another one.
std::vector<Setting> settings_of_optimizer(const std::string& name);

/// Whether the default of that flag depends on the loss: some recipe sets it.
bool follows_the_loss(const std::string& flag);
/// Whether some optimizer has a default for that flag, which counts if the loss has none.
bool follows_the_optimizer(const std::string& flag);
/// Whether some architecture has a default for that flag.
bool follows_the_arch(const std::string& flag);

}  // namespace wgan
