#pragma once

#include <string>
#include <string_view>

#include "wgan/base/error.h"
#include "wgan/options/options.h"
#include "wgan/options/settings.h"

namespace wgan {

/// The commands that need tensors. They live in libwgan.so, which the program loads when one of
/// them is called, so that help, version and usage errors do not wait for LibTorch and OpenCV. Each
/// prints its answer to stdout and throws only Error.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual ExitCode train(const TrainSettings& settings) = 0;
  /// The layers of both networks; a drawing of them in the file `svg`, if that is not empty.
  virtual ExitCode describe(const TrainSettings& settings, const std::string& svg) = 0;
  virtual ExitCode sample(const SampleOptions& options) = 0;
  virtual ExitCode interpolate(const InterpolateOptions& options) = 0;
  virtual ExitCode verify(const VerifyOptions& options) = 0;
  virtual ExitCode replay(const ReplayOptions& options) = 0;
  virtual ExitCode export_pictures(const ExportOptions& options) = 0;
  virtual ExitCode check(const CheckOptions& options) = 0;
  virtual ExitCode show(const ShowOptions& options) = 0;
  virtual ExitCode enrich(const EnrichOptions& options) = 0;
};

/// What libwgan.so exports: the engine if `build` is its own WGAN_ENGINE_BUILD, which the build
/// makes of the contents of these headers, else nothing: both sides must mean the same by them.
using EngineEntry = Engine* (*)(std::string_view build);
inline constexpr const char* kEngineEntry = "wgan_engine";

}  // namespace wgan
