#include <cmath>
#include <string_view>

#include "engine_build.h"
#include "wgan/base/clock.h"
#include "wgan/commands/errors.h"
#include "wgan/commands/request.h"
#include "wgan/machine/machine.h"
#include "wgan/report/report.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

ExitCode run(const Request& request) {
  return with_errors_of_one_line([&] {
    return std::visit(
        [](const auto& verb) {
          if constexpr (std::decay_t<decltype(verb)>::kInEngine) return verb.run();
          else return ExitCode::kFailed;  // the program runs it itself
        },
        request);
  });
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
