#include "wgan/options/recipes.h"

#include <algorithm>

#include "wgan/base/error.h"
#include "wgan/losses/list.h"
#include "wgan/networks/list.h"
#include "wgan/optimizers/list.h"
#include "wgan/text/text.h"

namespace wgan {

const std::vector<Recipe>& recipes() {
  static const std::vector<Recipe> table = [] {
    std::vector<Recipe> all;
    LossList::for_each([&]<typename Entry>() {
      all.push_back({Entry::kName, Entry::kAlias, Entry::kSummary, Entry::kDefaults});
    });
    return all;
  }();
  return table;
}

std::vector<std::string> recipe_names() {
  std::vector<std::string> names;
  for (const Recipe& recipe : recipes()) {
    names.push_back(recipe.name);
    if (!recipe.alias.empty()) names.push_back(recipe.alias);
  }
  return names;
}

const Recipe& find_recipe(const std::string& name, const std::string& source) {
  for (const Recipe& recipe : recipes()) {
    if (name == recipe.name || (!recipe.alias.empty() && name == recipe.alias)) return recipe;
  }
  const auto near = nearest(name, recipe_names());
  throw Error(ExitCode::kUsage,
              cat(source, ": --loss ", name.empty() ? "''" : escaped(name), ": expected ",
                  join(recipe_names(), ", "), near ? cat("; did you mean ", *near, "?") : ""));
}

bool Recipe::sets(const std::string& flag) const {
  return std::any_of(defaults.begin(), defaults.end(),
                     [&](const Setting& setting) { return flag == setting.flag; });
}

std::vector<Setting> settings_of_arch(const std::string& name) {
  return ArchitectureList::defaults_of(name);
}

std::vector<Setting> settings_of_optimizer(const std::string& name) {
  return OptimizerList::defaults_of(name);
}

bool follows_the_loss(const std::string& flag) { return LossList::has_default_for(flag); }
bool follows_the_optimizer(const std::string& flag) { return OptimizerList::has_default_for(flag); }
bool follows_the_arch(const std::string& flag) { return ArchitectureList::has_default_for(flag); }

}  // namespace wgan
