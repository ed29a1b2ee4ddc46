#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

/// The choices behind a flag such as `--loss`, each listed once as a type. The core reads their
/// names and settings without LibTorch. Only the engine defines and calls the functions that such a
/// type declares.
namespace wgan {

/// A flag and its value.
struct Setting {
  const char* flag;
  const char* value;
};

/// The base of all variants. A variant adds `kName` and replaces what differs from these.
struct Variant {
  /// The settings that come with it unless the user chooses others.
  static constexpr std::initializer_list<Setting> kDefaults{};
  /// Flags that have no effect with a variant that does not list them.
  static constexpr std::initializer_list<const char*> kFlags{};
};

/// The variants of one kind, in the order in which help and messages name them.
template <typename... Variants>
struct VariantList {
  static std::vector<std::string> names() { return {Variants::kName...}; }

  /// Calls `function.operator()<V>()` for each variant V.
  template <typename Function>
  static void for_each(const Function& function) {
    (function.template operator()<Variants>(), ...);
  }

  /// Calls `function.operator()<V>()` for the variant V of that name. Returns whether there is one.
  template <typename Function>
  static bool visit(std::string_view name, const Function& function) {
    return ((name == Variants::kName && (function.template operator()<Variants>(), true)) || ...);
  }

  /// Returns the default settings of the variant of that name; none if there is no such variant.
  static std::vector<Setting> defaults_of(std::string_view name) {
    std::vector<Setting> defaults;
    visit(name, [&]<typename V>() { defaults = V::kDefaults; });
    return defaults;
  }

  /// Whether a variant has a default for that flag.
  static bool has_default_for(std::string_view flag) {
    const auto is_for = [&](const Setting& setting) { return flag == setting.flag; };
    return (std::any_of(Variants::kDefaults.begin(), Variants::kDefaults.end(), is_for) || ...);
  }

  /// Returns the names of the variants that list that flag in `kFlags`.
  static std::vector<std::string> names_with(std::string_view flag) {
    std::vector<std::string> names;
    for_each([&]<typename V>() {
      if (std::find(V::kFlags.begin(), V::kFlags.end(), flag) != V::kFlags.end())
        names.emplace_back(V::kName);
    });
    return names;
  }
};

}  // namespace wgan
