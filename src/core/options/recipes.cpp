#include "wgan/options/recipes.h"

#include <algorithm>
#include <map>

#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {

const std::vector<Recipe>& recipes() {
  static const std::vector<Setting> dcgan{{"n-critic", "1"},     {"critic-norm", "batch"},
                                          {"optimizer", "adam"}, {"rate", "2e-4"},
                                          {"beta1", "0.5"},      {"beta2", "0.999"}};
  static const std::vector<Recipe> table{
      {"gan", "", "Goodfellow 2014, with the settings of DCGAN (Radford 2015)", dcgan},
      {"ls", "lsgan", "Least squares (Mao 2017), with the settings of DCGAN (Radford 2015)", dcgan},
      {"hinge",
       "",
       "Hinge (Lim 2017), with the settings of Miyato 2018 but no spectral norm",
       {{"n-critic", "5"},
        {"critic-norm", "none"},
        {"optimizer", "adam"},
        {"rate", "2e-4"},
        {"beta1", "0"},
        {"beta2", "0.9"}}},
      {"clip",
       "wgan",
       "WGAN with weight clipping (Arjovsky 2017, Algorithm 1)",
       {{"n-critic", "5"},
        {"critic-norm", "batch"},
        {"optimizer", "rmsprop"},
        {"rate", "5e-5"},
        {"rms-decay", "0.99"},
        {"clip", "0.01"}}},
      {"gp",
       "wgan-gp",
       "WGAN with gradient penalty (Gulrajani 2017, Algorithm 1)",
       {{"n-critic", "5"},
        {"critic-norm", "none"},
        {"optimizer", "adam"},
        {"rate", "1e-4"},
        {"beta1", "0"},
        {"beta2", "0.9"},
        {"gp-lambda", "10"}}},
      {"none",
       "",
       "WGAN without any constraint, whose critic grows without bound: to see why there are others",
       {{"n-critic", "5"},
        {"critic-norm", "batch"},
        {"optimizer", "rmsprop"},
        {"rate", "5e-5"},
        {"rms-decay", "0.99"}}},
  };
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

namespace {

const std::map<std::string, std::vector<Setting>>& settings_of_archs() {
  static const std::map<std::string, std::vector<Setting>> table{
      {"pokemon", {{"features", "16"}, {"kernel", "5"}}},
      {"anime", {{"kernel", "5"}}},
      {"mlp", {{"critic-norm", "none"}, {"generator-norm", "none"}}},
  };
  return table;
}

const std::map<std::string, std::vector<Setting>>& settings_of_optimizers() {
  static const std::map<std::string, std::vector<Setting>> table{
      // Kingma and Ba 2015, Algorithm 1.
      {"adam", {{"beta1", "0.9"}, {"beta2", "0.999"}}},
      // Loshchilov and Hutter 2019, with PyTorch's decay.
      {"adamw", {{"beta1", "0.9"}, {"beta2", "0.999"}, {"weight-decay", "0.01"}}},
      // PyTorch's alpha; Tieleman and Hinton 2012 have 0.9.
      {"rmsprop", {{"rms-decay", "0.99"}}},
  };
  return table;
}

/// What a table has under a name; nothing under another one.
const std::vector<Setting>& settings_in(const std::map<std::string, std::vector<Setting>>& table,
                                        const std::string& name) {
  static const std::vector<Setting> none;
  const auto found = table.find(name);
  return found == table.end() ? none : found->second;
}

/// Whether one of the settings is of that flag.
bool has(const std::vector<Setting>& settings, const std::string& flag) {
  return std::any_of(settings.begin(), settings.end(),
                     [&](const Setting& setting) { return setting.first == flag; });
}

/// Whether the flag is under any name of a table.
bool in_any(const std::map<std::string, std::vector<Setting>>& table, const std::string& flag) {
  return std::any_of(table.begin(), table.end(),
                     [&](const auto& entry) { return has(entry.second, flag); });
}

}  // namespace

bool Recipe::sets(const std::string& flag) const { return has(defaults, flag); }

const std::vector<Setting>& settings_of_arch(const std::string& name) {
  return settings_in(settings_of_archs(), name);
}

const std::vector<Setting>& settings_of_optimizer(const std::string& name) {
  return settings_in(settings_of_optimizers(), name);
}

bool follows_the_optimizer(const std::string& flag) {
  return in_any(settings_of_optimizers(), flag);
}

bool follows_the_arch(const std::string& flag) { return in_any(settings_of_archs(), flag); }

bool follows_the_loss(const std::string& flag) {
  return std::any_of(recipes().begin(), recipes().end(),
                     [&](const Recipe& recipe) { return recipe.sets(flag); });
}

}  // namespace wgan
