#pragma once

#include <string>

namespace wgan {

/// While this lives, it collects what C libraries print to stderr on this thread: libpng and
/// libjpeg have no other way to complain, and do not know the file's name.
class StderrCapture {
 public:
  StderrCapture();
  ~StderrCapture();
  StderrCapture(const StderrCapture&) = delete;
  StderrCapture& operator=(const StderrCapture&) = delete;

  /// Returns what was printed, its lines joined by "; ".
  std::string text() const;

 private:
  std::string text_;
  std::string* outer_;
};

}  // namespace wgan
