#include "wgan/commands/engine.h"

#include <c10/util/Exception.h>

#include <cstdlib>
#include <string>

#include "commands.h"
#include "engine_build.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

bool ran_out_of_memory(const std::string& message) {
  return message.find("out of memory") != std::string::npos ||
         message.find("can't allocate memory") != std::string::npos;
}

/// Runs a command and turns what LibTorch, OpenCV and the standard library throw into an Error of
/// one line.
template <typename Command, typename Options>
ExitCode guarded(Command command, const Options& options) {
  const Error no_memory(ExitCode::kDevice,
                        "there is not enough memory: train needs less with --accumulate 2 or more, "
                        "which works through a batch in parts where nothing ties it together, or "
                        "with a smaller --batch, --size or --features; sample and interpolate with "
                        "fewer pictures");
  try {
    return command(options);
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

class LoadedEngine : public Engine {
 public:
  ExitCode train(const TrainSettings& settings) override { return guarded(run_train, settings); }
  ExitCode describe(const TrainSettings& settings, const std::string& svg) override {
    return guarded([&](const TrainSettings& s) { return run_describe(s, svg); }, settings);
  }
  ExitCode sample(const SampleOptions& options) override { return guarded(run_sample, options); }
  ExitCode interpolate(const InterpolateOptions& options) override {
    return guarded(run_interpolate, options);
  }
  ExitCode verify(const VerifyOptions& options) override { return guarded(run_verify, options); }
  ExitCode replay(const ReplayOptions& options) override { return guarded(run_replay, options); }
  ExitCode export_pictures(const ExportOptions& options) override {
    return guarded(run_export, options);
  }
  ExitCode check(const CheckOptions& options) override { return guarded(run_check, options); }
  ExitCode show(const ShowOptions& options) override { return guarded(run_show, options); }
  ExitCode enrich(const EnrichOptions& options) override { return guarded(run_enrich, options); }
};

}  // namespace

std::string program() {
  const char* launcher = std::getenv("WGAN_COMMAND");
  return launcher && *launcher ? launcher : "wgan";
}

}  // namespace wgan

extern "C" __attribute__((visibility("default"))) wgan::Engine* wgan_engine(
    std::string_view build) {
  static wgan::LoadedEngine engine;
  return build == WGAN_ENGINE_BUILD ? &engine : nullptr;
}
