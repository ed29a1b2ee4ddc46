#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "wgan/options/options.h"

/// Flags as data. One line of a table per flag; the command line, `--help`, the files in
/// `configs/`, the run folder and the model file all read that table.
namespace wgan {

/// A field of type double that holds seconds and is written "3m".
struct Seconds {
  double* value;
};

/// A field of type double that holds bytes and is written "500M".
struct ByteCount {
  double* value;
};

/// A whole number for which 0 means, and is written, "auto".
struct OrAuto {
  int64_t* value;
};

/// Some of `Flag::choices`, with commas between.
struct Names {
  std::vector<std::string>* value;
};

/// Texts that are given one by one: the flag may be repeated.
struct Repeated {
  std::vector<std::string>* value;
};

/// One number, or one for each of four things, with commas between; empty is "none".
struct OneOrFour {
  std::vector<double>* value;
};

/// A share from 0 to 1 that is written "1%".
struct Percent {
  double* value;
};

/// A number of epochs; "epoch" is each one.
struct Epochs {
  int64_t* value;
};

/// Where a flag's value goes. A `std::string` takes any text, or one of `Flag::choices`.
using Field = std::variant<bool*, int64_t*, uint64_t*, double*, std::string*, Size*, Seconds,
                           ByteCount, OrAuto, Names, Repeated, OneOrFour, Percent, Epochs, Keep*,
                           CriticNoise*, std::vector<uint64_t>*>;

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
  std::string name{};  // without dashes
  Field field{};
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

/// Forgets what a repeated flag has been given; others need no clearing.
void clear(const Flag& flag);

/// The field's value as `assign` reads it back, to the last bit; of a repeated flag the values with
/// commas between.
std::string value_of(const Flag& flag);

/// As value_of, one text for each value of a repeated flag.
std::vector<std::string> values_of(const Flag& flag);

/// "1 to 65536", "cover, contain or stretch": what `assign` takes.
std::string expected(const Flag& flag);

/// The assignments in a file of flags: one `--flag value` or `--flag=value` a line, `--flag` alone
/// for a switch, `#` starts a comment line. `name` is used in messages. Throws Error(kUsage).
std::vector<Assignment> parse_flag_lines(std::string_view text, const std::string& name);

}  // namespace wgan
