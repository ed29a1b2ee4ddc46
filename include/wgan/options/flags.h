#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "wgan/options/field.h"
#include "wgan/options/options.h"

/// Flags as data. One line of a table per flag; the command line, `--help`, the files in
/// `configs/`, the run folder and the model file all read that table.
namespace wgan {

/// What a flag affects, which determines where its value is stored and whether a resumed run may
/// change it.
enum class Role {
  kShape,    // which tensors there are and what they learn: stored, fixed for a run's life
  kResult,   // the values of the tensors: stored, fixed after --resume unless --allow-change
  kPlace,    // where the pictures are: stored, free to change if they are the same pictures
  kMachine,  // what computes them, to the last bits: stored, free to change, and then reported
  kPace,     // how long, how often: stored, free to change
  kOnce,     // only this start: not stored
};

struct Flag {
  std::string name{};     // without dashes
  Field field;            // what it sets; the one member that has no default
  std::string group{};    // heading in --help
  std::string metavar{};  // N, FILE, …
  std::string help{};     // one line; choices and default are added
  std::vector<std::string> choices{};
  double least = 0;  // of numbers, inclusive
  double most = 1e18;
  Role role = Role::kResult;
  bool positive = false;         // zero is excluded though `least` is 0
  bool shapes_networks = false;  // `describe` takes it, since the networks' layers depend on it
  /// Why the flag does nothing under the settings as they stand; empty when it does something.
  std::function<std::string()> unused{};
  /// Converts a value as given into the one that a run stores, such as an absolute path. Empty if a
  /// run stores the value as given.
  std::function<std::string(const std::string&)> normalise{};
  /// The flag that says the same thing in another way. A value of either flag resets the other one
  /// if that one's value has less authority.
  std::string alternative{};
  bool new_run_only = false;  // --resume refuses the flag

  /// Whether a number lies in the range of the flag.
  bool allows(double number) const;
};

using Flags = std::vector<Flag>;

/// Returns the flags of `wgan train`; each points into `options`, which must outlive it.
Flags train_flags(TrainOptions& options);

/// Return parts of the flags of `wgan train`, for other commands too.
Flags source_flags(SourceOptions& options);
Flags preparation_flags(DataOptions& options);
Flags augment_flags(AugmentOptions& options);
Flags critic_view_flags(DataOptions& options);
Flag threads_flag(int64_t& threads);
/// Returns all parts as one table, in their order.
Flags joined(std::vector<Flags> parts);

/// A flag as it was given: name without dashes, text of the value, and where it stood ("command
/// line", "demo.flags:12").
struct Assignment {
  std::string flag;
  std::string value;
  std::string source;
};

/// Returns the flag of that name. Throws Error(kUsage) that names `source` and the nearest name.
const Flag& find_flag(const Flags& flags, const std::string& name, const std::string& source);

/// Writes `value` into the flag's field, or adds it to those of a repeated flag. Throws
/// Error(kUsage) with what was found and what was expected.
void assign(const Flag& flag, const std::string& value, const std::string& source);

/// Returns a flag's name as typed: "--batch", or "-n" for a name of one letter.
std::string dashed(const std::string& flag);

/// Returns the field's value as text that `assign` reads back, to the last bit. Commas separate the
/// values of a repeated flag.
std::string value_of(const Flag& flag);

/// Returns the words that set a flag, for a shell, each with a space before it; nothing if its
/// value is that of `usual`, the same flag of other options.
std::string words_of(const Flag& flag, const Flag& usual);

/// Parses a file of flags: one `--flag value` or `--flag=value` a line, `--flag` alone for a
/// switch; `#` starts a comment line. Messages name the file as `name`. Throws Error(kUsage).
std::vector<Assignment> parse_flag_lines(std::string_view text, const std::string& name);

}  // namespace wgan
