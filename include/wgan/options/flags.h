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

/// What a flag decides, which says where its value is kept and whether a resumed run may change it.
enum class Role {
  kShape,    // which tensors there are, and what they learn: stored, the same for a run's life
  kResult,   // their numbers: stored, and the same after --resume unless --allow-change
  kPlace,    // where the pictures are: stored, free to change if they are the same pictures
  kMachine,  // what computes them, to the last bits: stored, free to change, and named then
  kPace,     // how long, how often: stored, free to change
  kOnce,     // this one start: not stored
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
  bool shapes_networks = false;  // `describe` takes it: the layers of the networks follow from it
  /// Why the flag does nothing under the settings as they stand; empty when it does something.
  std::function<std::string()> unused{};
  /// Turns the value as someone gives it into the one that a run stores, such as a path from the
  /// root; where it is empty, a run stores the value as it is given.
  std::function<std::string(const std::string&)> normalise{};
  /// The flag that says the same thing in another way. A value of either flag resets the other one
  /// if that one's value has less authority.
  std::string alternative{};
  bool new_run_only = false;  // --resume refuses the flag

  /// Whether a number lies in the range of the flag.
  bool allows(double number) const;
};

using Flags = std::vector<Flag>;

/// The table of `wgan train`; each flag points into `options`, which must outlive it.
Flags train_flags(TrainOptions& options);

/// Parts of that table, for other commands too.
Flags source_flags(SourceOptions& options);
Flags preparation_flags(DataOptions& options);
Flags augment_flags(AugmentOptions& options);
Flags critic_view_flags(DataOptions& options);
Flag threads_flag(int64_t& threads);
/// All of the parts in one, in their order.
Flags joined(std::vector<Flags> parts);

/// A flag as it was given: name without dashes, text of the value, and where it stood ("command
/// line", "demo.flags:12").
struct Assignment {
  std::string flag;
  std::string value;
  std::string source;
};

/// The flag of that name; throws Error(kUsage) that names `source` and the near miss.
const Flag& find_flag(const Flags& flags, const std::string& name, const std::string& source);

/// Writes `value` into the flag's field, or adds it to those of a repeated flag. Throws
/// Error(kUsage) with what was found and what was expected.
void assign(const Flag& flag, const std::string& value, const std::string& source);

/// "--batch", or "-n" for a name of one letter.
std::string dashed(const std::string& flag);

/// The field's value as `assign` reads it back, to the last bit; of a repeated flag the values with
/// commas between.
std::string value_of(const Flag& flag);

/// The assignments in a file of flags: one `--flag value` or `--flag=value` a line, `--flag` alone
/// for a switch, `#` starts a comment line. `name` is used in messages. Throws Error(kUsage).
std::vector<Assignment> parse_flag_lines(std::string_view text, const std::string& name);

}  // namespace wgan
