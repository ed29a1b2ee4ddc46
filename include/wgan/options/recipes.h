#pragma once

#include <string>
#include <utility>
#include <vector>

namespace wgan {

/// A flag and its value.
using Setting = std::pair<std::string, std::string>;

/// A loss as its users name it, with the settings of its paper. The formulas are in the `losses`
/// room of the engine, under the same names; this table is what help, usage errors and settings
/// know of them without loading LibTorch.
struct Recipe {
  std::string name;     // as in --loss
  std::string alias;    // second name, empty if none
  std::string summary;  // one line with the source
  std::vector<Setting> defaults;

  /// Whether one of them is of that flag.
  bool sets(const std::string& flag) const;
};

const std::vector<Recipe>& recipes();
std::vector<std::string> recipe_names();

/// The recipe called so by name or alias; throws Error(kUsage) that names `source` and the choices.
const Recipe& find_recipe(const std::string& name, const std::string& source);

/// What an architecture brings where its paper, or its author, says otherwise than the loss.
const std::vector<Setting>& settings_of_arch(const std::string& name);

/// An optimizer's usual numbers, those of its paper or of PyTorch, for losses that use another one.
const std::vector<Setting>& settings_of_optimizer(const std::string& name);

/// True of the flags whose default some recipe sets: they go with the loss.
bool follows_the_loss(const std::string& flag);
/// Whether an optimizer brings a value of its own for that flag, if the loss has none.
bool follows_the_optimizer(const std::string& flag);
/// Whether an architecture brings a value of its own for that flag.
bool follows_the_arch(const std::string& flag);

}  // namespace wgan
