#pragma once

#include <string>

namespace wgan {

/// While it lives, what C libraries print to stderr on this thread is collected instead: libpng and
/// libjpeg know no other way to complain, and know nothing of the file's name.
class StderrCapture {
 public:
  StderrCapture();
  ~StderrCapture();
  StderrCapture(const StderrCapture&) = delete;
  StderrCapture& operator=(const StderrCapture&) = delete;

  /// What was printed, its lines joined by "; ".
  std::string text() const;

 private:
  std::string text_;
  std::string* outer_;
};

}  // namespace wgan
