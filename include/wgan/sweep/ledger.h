#pragma once

#include <map>
#include <string>

#include "wgan/files/files.h"

namespace wgan {

/// How the runs of a sweep ended, in sweep.csv in its folder: a line "NAME,EXIT CODE" for each end.
class Ledger {
 public:
  /// The file with the flags of the sweep, beside sweep.csv.
  static constexpr const char* kFlags = "sweep.flags";

  /// Reads the ledger of the folder, or begins it.
  explicit Ledger(const Path& folder);

  /// Whether the run's last end was with exit code 0.
  bool is_done(const std::string& run) const;
  /// Notes an end.
  void write(const std::string& run, int code);

 private:
  AppendLog file_;
  std::map<std::string, int> codes_;  // of the last end
};

}  // namespace wgan
