#pragma once

#include <string>
#include <vector>

#include "wgan/options/flags.h"

/// The runs of a sweep: every combination of the values that its flags were given.
namespace wgan {

/// A run of a grid.
struct GridRun {
  std::string name;                // of its folder: "n-critic-2-seed-1"
  std::vector<Assignment> varied;  // the values that make it differ from other runs
};

/// Flags of `wgan train`, some of them with several values.
class Grid {
 public:
  /// Takes the flags as typed. Several values of a flag stand between commas or come from several
  /// occurrences of the flag; a text with commas that `train` takes as it stands, such as
  /// --diffaugment color,cutout, is one value. --data lists sources and has one value. Throws
  /// Error(kUsage) for a value that `train` would not take, or that is there twice.
  explicit Grid(const std::vector<Assignment>& typed);

  /// Returns every combination; the last flag with several values changes the fastest.
  const std::vector<GridRun>& runs() const { return runs_; }
  /// Returns the arguments of `wgan train` for a run: its flags, "--seed=2".
  std::vector<std::string> arguments(const GridRun& run) const;
  /// Returns the assignments behind these arguments.
  std::vector<Assignment> assignments(const GridRun& run) const;

  /// Returns the flags as lines that `parse_flag_lines` reads back. Paths are absolute.
  std::string lines() const;

 private:
  struct Axis {
    std::string flag, source;
    std::vector<std::string> values;
  };
  void add(const Assignment& typed, const Flags& flags);
  void combine();

  std::vector<Assignment> fixed_;  // flags with one value, or lists as `train` takes them
  std::vector<Axis> axes_;         // flags with several
  std::vector<GridRun> runs_;
};

}  // namespace wgan
