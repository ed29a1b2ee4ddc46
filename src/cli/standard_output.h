#pragma once

#include <streambuf>
#include <string>

namespace wgan {

/// Replaces std::cout's buffer while it lives. Escapes output line by line, so that no text of a
/// file reaches a terminal as a command. A reader that leaves, as in `wgan info RUN | head -1`, is
/// not an error: what it does not read is dropped.
class StandardOutput : public std::streambuf {
 public:
  StandardOutput();
  ~StandardOutput() override;
  StandardOutput(const StandardOutput&) = delete;
  StandardOutput& operator=(const StandardOutput&) = delete;

  /// Returns the system's reason (errno) for the first failed write; 0 if none failed.
  int failure() const { return failure_; }

 protected:
  int_type overflow(int_type c) override;
  int sync() override;

 private:
  void write(const std::string& text);

  std::streambuf* before_;
  std::string line_;  // output not written yet
  bool reader_left_ = false;
  int failure_ = 0;
};

}  // namespace wgan
