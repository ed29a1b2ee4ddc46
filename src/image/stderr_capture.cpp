#include "stderr_capture.h"

#include <unistd.h>

#include <cstdio>

#include "wgan/text.h"

namespace wgan {
namespace {

thread_local std::string* collected = nullptr;

/// The GNU C library lets a program put a stream of its own in the place of `stderr`. This one
/// gives each thread's text to that thread's capture, or, without one, to the real stderr.
ssize_t write_stderr(void* /*cookie*/, const char* text, size_t length) {
  if (collected) {
    if (collected->size() < 1000) collected->append(text, length);
    return static_cast<ssize_t>(length);
  }
  return ::write(STDERR_FILENO, text, length);
}

void replace_stderr() {
  static const bool done = [] {
    std::FILE* stream = ::fopencookie(nullptr, "w", {nullptr, write_stderr, nullptr, nullptr});
    if (!stream) return false;
    std::setvbuf(stream, nullptr, _IONBF, 0);
    std::fflush(stderr);
    stderr = stream;
    return true;
  }();
  (void)done;
}

}  // namespace

StderrCapture::StderrCapture() : outer_(collected) {
  replace_stderr();
  collected = &text_;
}

StderrCapture::~StderrCapture() { collected = outer_; }

std::string StderrCapture::text() const { return replaced(std::string(trim(text_)), "\n", "; "); }

}  // namespace wgan
