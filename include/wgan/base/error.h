#pragma once

#include <stdexcept>
#include <string>

namespace wgan {

/// What `wgan` answers to the shell. The numbers are part of the interface (README, "Exit codes").
enum class ExitCode {
  kDone = 0,
  kFailed = 1,
  kUsage = 2,     // a flag, its value, or a combination
  kData = 3,      // pictures
  kModel = 4,     // a .pt file
  kDisk = 5,      // disk or permission
  kBusy = 6,      // run folder in use
  kDiverged = 7,  // training gave non-finite numbers
  kDevice = 8,    // no such device, or not enough memory
  kHungUp = 129,
  kInterrupted = 130,
  kTerminated = 143,
};

/// The one exception for what the user can mend. The message is one sentence: which file or flag,
/// what was found, what was expected, what to do. `main` prints it and leaves with `code()`. A
/// broken invariant of ours is an assertion, not an Error.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

}  // namespace wgan
