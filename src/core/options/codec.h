#pragma once

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "wgan/options/flags.h"

/// Codecs convert between the text of a flag and a value. Private to this folder.
namespace wgan {

/// The functions of a field for the rest of the program; `Field` explains each.
struct Traits {
  bool is_switch = false;
  bool is_repeated = false;
  bool names_paths = false;
  bool needs_unit = false;
};

/// How the program handles values of one type.
template <typename Value>
struct Codec {
  /// Returns the value that the text stands for, or nothing if the flag does not accept it.
  std::optional<Value> (*read)(const std::string& text, const Flag& flag);
  /// Returns a text that `read` turns back into the same value, to the last bit.
  std::string (*write)(const Value& value);
  /// Returns what `read` accepts, for messages.
  std::string (*expected)(const Flag& flag);
  Traits traits{};
};

/// A variable with its codec, whatever their type.
class Binding {
 public:
  virtual ~Binding() = default;
  virtual bool read(const std::string& text, const Flag& flag) const = 0;
  virtual std::vector<std::string> texts() const = 0;
  virtual std::string expected(const Flag& flag) const = 0;
  virtual Traits traits() const = 0;
  virtual void clear() const = 0;
  virtual void copy(const Binding& other) const = 0;
  virtual bool equals(const Binding& other) const = 0;
};

/// Binds a variable that holds one value of the codec, or a list of such values if the codec
/// belongs to a repeated flag.
template <typename Value, typename Variable>
class BindingOf final : public Binding {
 public:
  BindingOf(const Codec<Value>& codec, Variable* variable) : codec_(codec), variable_(*variable) {}

  bool read(const std::string& text, const Flag& flag) const override {
    const std::optional<Value> value = codec_.read(text, flag);
    if (!value) return false;
    if constexpr (kIsList) variable_.push_back(*value);
    else variable_ = *value;
    return true;
  }

  std::vector<std::string> texts() const override {
    if constexpr (kIsList) {
      std::vector<std::string> texts;
      for (const Value& value : variable_) texts.push_back(codec_.write(value));
      return texts;
    } else {
      return {codec_.write(variable_)};
    }
  }

  void clear() const override {
    if constexpr (kIsList) variable_.clear();
  }

  std::string expected(const Flag& flag) const override { return codec_.expected(flag); }
  Traits traits() const override { return codec_.traits; }
  void copy(const Binding& other) const override { variable_ = variable_of(other); }
  bool equals(const Binding& other) const override { return variable_ == variable_of(other); }

 private:
  static constexpr bool kIsList = !std::is_same_v<Value, Variable>;

  static const Variable& variable_of(const Binding& other) {
    return dynamic_cast<const BindingOf&>(other).variable_;
  }

  const Codec<Value>& codec_;
  Variable& variable_;
};

/// Binds the codec, which must be a constant of the program, to that variable.
template <typename Value, typename Variable>
std::shared_ptr<const Binding> bound(const Codec<Value>& codec, Variable* variable) {
  return std::make_shared<BindingOf<Value, Variable>>(codec, variable);
}

/// Returns the number if it is in the range of the flag.
template <typename Number>
std::optional<Number> within_range(const Flag& flag, std::optional<Number> number) {
  return number && flag.allows(static_cast<double>(*number)) ? number : std::nullopt;
}

/// Returns the range of the flag for messages: "2 to 65536", "more than 0".
std::string range_of(const Flag& flag);

}  // namespace wgan
