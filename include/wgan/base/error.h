#pragma once

#include <stdexcept>
#include <string>

namespace wgan {

/// The exit codes of `wgan`. The numbers are part of the interface (src/cli/topics/exit-codes.txt).
enum class ExitCode {
  kDone = 0,
  kFailed = 1,
  kUsage = 2,     // a flag, its value, or a combination
  kData = 3,      // pictures that cannot be used
  kModel = 4,     // a .pt file that cannot be used
  kDisk = 5,      // disk or permission
  kBusy = 6,      // run folder in use
  kDiverged = 7,  // training produced non-finite numbers
  kDevice = 8,    // no such device, or not enough memory
  kPeer = 9,      // another process of a run on several has ended, or cannot be reached
  kHungUp = 129,
  kInterrupted = 130,
  kTerminated = 143,
};

/// The exception for every problem that the user can fix. The message is one sentence: which file
/// or flag, what was found, what was expected, what to do. `main` prints it and exits with
/// `code()`. A broken internal invariant is an assertion, not an Error.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

}  // namespace wgan
