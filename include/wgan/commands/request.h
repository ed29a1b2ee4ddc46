#pragma once

#include <variant>

#include "wgan/base/console_style.h"
#include "wgan/commands/compare.h"
#include "wgan/commands/completion.h"
#include "wgan/commands/data_augment.h"
#include "wgan/commands/data_check.h"
#include "wgan/commands/data_export.h"
#include "wgan/commands/data_show.h"
#include "wgan/commands/describe.h"
#include "wgan/commands/doctor.h"
#include "wgan/commands/evaluate.h"
#include "wgan/commands/explore.h"
#include "wgan/commands/export.h"
#include "wgan/commands/import.h"
#include "wgan/commands/info.h"
#include "wgan/commands/interpolate.h"
#include "wgan/commands/lab.h"
#include "wgan/commands/manual.h"
#include "wgan/commands/presets.h"
#include "wgan/commands/project.h"
#include "wgan/commands/replay.h"
#include "wgan/commands/report.h"
#include "wgan/commands/runs.h"
#include "wgan/commands/sample.h"
#include "wgan/commands/setup.h"
#include "wgan/commands/sweep.h"
#include "wgan/commands/timelapse.h"
#include "wgan/commands/train.h"
#include "wgan/commands/verify.h"

namespace wgan {

/// Every command, in the order of `wgan --help`. A value is the command that was typed.
using Request = std::variant<Train, Describe, Presets, PresetsDiff, Sample, Interpolate, Explore,
                             Project, Evaluate, Compare, Sweep, Runs, Report, Timelapse, Info,
                             Verify, Export, Import, Replay, Lab, DataCheck, DataShow, DataAugment,
                             DataExport, Doctor, Setup, Completion, Manual>;

/// The type of the function that libwgan.so exports as kRunInEngine. It runs a request whose
/// command has kInEngine and returns its exit code, or kOtherEngine if `build` is not the engine's
/// own WGAN_ENGINE_BUILD. The build derives that from the contents of all public headers, since
/// both sides must agree on them. Throws only Error.
using RunInEngine = int (*)(const char* build, const Request& request, const ConsoleStyle& style);
inline constexpr const char* kRunInEngine = "wgan_run";
inline constexpr int kOtherEngine = -1;

}  // namespace wgan
