#pragma once

#include <csignal>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// Other starts of this program.
namespace wgan {

/// How a child ended.
struct ChildEnd {
  pid_t child = 0;
  int code = 0;          // exit code, or 128 and the number of the signal that killed it
  std::string messages;  // what it wrote to stderr; empty if that was shared
};

/// Which of this process's streams its children write to.
enum class Shared { kNothing, kStderr, kBoth };

/// Starts this program again, several times at once if need be, and waits for the ends. While this
/// lives, SIGINT, SIGTERM and SIGHUP do not end this process: they go on to the children, and
/// `interrupted` tells of them.
class Children {
 public:
  /// What is not shared of stdout is dropped, and of stderr kept for ChildEnd.
  explicit Children(Shared shared);
  ~Children();
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;

  /// Starts this program with these arguments. Throws Error(kDevice) if the system starts no more
  /// processes.
  pid_t start(const std::vector<std::string>& arguments);
  size_t running() const { return running_.size(); }
  /// Waits until a child ends. At least one must be running.
  ChildEnd wait();
  /// Returns the first signal that asked this process to end.
  std::optional<int> interrupted() const { return interrupted_; }

 private:
  std::optional<ChildEnd> ended();

  Shared shared_;
  std::map<pid_t, int> running_;  // with the file that holds the messages, or -1
  std::optional<int> interrupted_;
  sigset_t before_{};  // the signals that were blocked
};

}  // namespace wgan
