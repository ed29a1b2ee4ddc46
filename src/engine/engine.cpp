#include <c10/util/Exception.h>

#include <cmath>
#include <new>
#include <string>
#include <string_view>

#include "engine_build.h"
#include "wgan/base/clock.h"
#include "wgan/commands/request.h"
#include "wgan/machine/machine.h"
#include "wgan/report/report.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

bool ran_out_of_memory(const std::string& message) {
  return message.find("out of memory") != std::string::npos ||
         message.find("can't allocate memory") != std::string::npos;
}

/// Runs a request. Turns what LibTorch, OpenCV and the standard library throw into an Error of one
/// line.
ExitCode run(const Request& request) {
  const Error no_memory(ExitCode::kDevice,
                        "there is not enough memory: train needs less with --accumulate 2 or more, "
                        "which works through a batch in parts where nothing ties it together, or "
                        "with a smaller --batch, --size or --features; sample and interpolate with "
                        "fewer pictures");
  try {
    return std::visit(
        [](const auto& verb) {
          if constexpr (std::decay_t<decltype(verb)>::kInEngine) return verb.run();
          else return ExitCode::kFailed;  // the program runs it itself
        },
        request);
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw no_memory;
  } catch (const c10::Error& error) {
    const std::string message = error.what_without_backtrace();
    if (ran_out_of_memory(message)) throw no_memory;
    throw Error(ExitCode::kFailed, cat("LibTorch: ", first_line(message)));
  } catch (const std::exception& error) {
    throw Error(ExitCode::kFailed, first_line(error.what()));
  }
}

}  // namespace
}  // namespace wgan

extern "C" __attribute__((visibility("default"))) int wgan_run(const char* build,
                                                               const wgan::Request& request,
                                                               const wgan::ConsoleStyle& style) {
  using namespace wgan;
  if (std::string_view(build) != WGAN_ENGINE_BUILD) return kOtherEngine;
  set_console_style(style);
  const auto began = Clock::now();
  const ExitCode code = run(request);
  if (style.verbose)
    Console().info(cat("took ", exact(std::round(100 * seconds_since(began)) / 100),
                       " s and at most ", bytes(peak_memory()), " of memory"));
  return static_cast<int>(code);
}
