#include "stderr_capture.h"

#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <streambuf>

#include "wgan/text/text.h"

namespace wgan {
namespace {

thread_local std::string* collected = nullptr;

void write_stderr(const char* text, size_t length) {
  if (collected && collected->size() < 1000) collected->append(text, length);
  while (!collected && length > 0) {
    const ssize_t written = ::write(STDERR_FILENO, text, length);
    if (written <= 0) return;
    text += written, length -= static_cast<size_t>(written);
  }
}

/// Writes each thread's text to that thread's capture or, without one, to the real stderr. The GNU
/// C library lets a program replace `stderr` by a stream of its own.
ssize_t write_stream(void* /*cookie*/, const char* text, size_t length) {
  write_stderr(text, length);
  return static_cast<ssize_t>(length);
}

/// Captures std::cerr, which keeps using the stream that it began with.
class CerrBuffer : public std::streambuf {
 protected:
  int_type overflow(int_type c) override {
    if (c == traits_type::eof()) return c;
    const char text = traits_type::to_char_type(c);
    write_stderr(&text, 1);
    return c;
  }
  std::streamsize xsputn(const char* text, std::streamsize length) override {
    write_stderr(text, static_cast<size_t>(length));
    return length;
  }
};

void replace_stderr() {
  static const bool done = [] {
    std::FILE* stream = ::fopencookie(nullptr, "w", {nullptr, write_stream, nullptr, nullptr});
    if (!stream) return false;
    std::setvbuf(stream, nullptr, _IONBF, 0);
    std::fflush(stderr);
    stderr = stream;
    static CerrBuffer buffer;
    std::cerr.rdbuf(&buffer);
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

std::string StderrCapture::text() const {
  // OpenCV's "…: OpenCV(4.6.0) FILE:LINE: error: (CODE:KIND) WHAT in function 'NAME'": only WHAT is
  // of use.
  std::string_view text = trim(text_);
  if (const size_t error = text.find("error: ("); error != std::string_view::npos) {
    const size_t what = text.find(") ", error);
    if (what != std::string_view::npos) text.remove_prefix(what + 2);
    text = text.substr(0, text.find(" in function"));
  }
  return replaced(std::string(trim(text)), "\n", "; ");
}

}  // namespace wgan
