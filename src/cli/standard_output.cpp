#include "standard_output.h"

#include <unistd.h>

#include <cerrno>
#include <iostream>
#include <utility>

#include "wgan/text/text.h"

namespace wgan {

StandardOutput::StandardOutput() : before_(std::cout.rdbuf(this)) {}

StandardOutput::~StandardOutput() {
  sync();
  std::cout.rdbuf(before_);
}

StandardOutput::int_type StandardOutput::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char letter = traits_type::to_char_type(c);
  if (letter != '\n') line_ += letter;
  else write(escaped(std::exchange(line_, {})) + "\n");
  return failure_ == 0 ? c : traits_type::eof();
}

int StandardOutput::sync() {
  write(escaped(std::exchange(line_, {})));
  return failure_ == 0 ? 0 : -1;
}

void StandardOutput::write(const std::string& text) {
  for (size_t done = 0; done < text.size() && !reader_left_ && failure_ == 0;) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data() + done, text.size() - done);
    if (written >= 0) done += static_cast<size_t>(written);
    else if (errno == EPIPE) reader_left_ = true;
    else if (errno != EINTR) failure_ = errno;
  }
}

}  // namespace wgan
