#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>

#include "cli/command.h"
#include "cli/standard_output.h"
#include "wgan/text/text.h"

namespace {

int fail(const std::string& message, wgan::ExitCode code) {
  if (!message.empty())  // another rank of a run says what happened
    std::fprintf(stderr, "wgan: %s\n", wgan::shown(message).c_str());
  return static_cast<int>(code);
}

/// Opens closed standard streams. Otherwise the next file opened would take a stream's place and
/// get its messages.
void open_standard_streams() {
  for (int file = 0; file <= 2; ++file) {
    if (::fcntl(file, F_GETFD) < 0 && errno == EBADF) ::open("/dev/null", O_RDWR);
  }
}

}  // namespace

int main(int argc, char** argv) {
  using namespace wgan;
  open_standard_streams();
  std::signal(SIGUSR1, SIG_IGN);  // until a run has begun there is nothing to save
  std::signal(SIGPIPE, SIG_IGN);  // a reader that leaves must not end the program
  // Nor must a limit on file sizes, which then makes a write fail instead.
  std::signal(SIGXFSZ, SIG_IGN);
  const Commands commands = all_commands();
  StandardOutput output;
  int code = 0;
  try {
    const Parsed parsed = parse(commands, {argv + 1, argv + argc});
    if (parsed.command)
      code = static_cast<int>(run(parsed.command->request(parsed.typed), parsed.style));
    else std::cout << parsed.text;
  } catch (const Error& error) {
    code = fail(error.what(), error.code());
  } catch (const std::exception& error) {
    code = fail(error.what(), ExitCode::kFailed);
  }
  if (!std::cout.flush()) {
    code = fail(std::string("cannot write to stdout: ") + std::strerror(output.failure()),
                ExitCode::kDisk);
  }
  std::fflush(stderr);
#ifdef WGAN_COVERAGE
  std::exit(code);  // which writes the coverage counts
#else
  // LibTorch's and OpenCV's clean-up at exit takes longer than all of ours, and everything of ours
  // is on disk.
  ::_exit(code);
#endif
}
