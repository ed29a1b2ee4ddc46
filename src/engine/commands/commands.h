#pragma once

#include "wgan/commands/engine.h"
#include "wgan/networks/networks.h"

/// The commands of the engine, one a file.
namespace wgan {

ExitCode run_train(const TrainSettings& settings);
ExitCode run_describe(const TrainSettings& settings, const std::string& svg);
ExitCode run_sample(const SampleOptions& options);
ExitCode run_interpolate(const InterpolateOptions& options);
ExitCode run_verify(const VerifyOptions& options);
ExitCode run_replay(const ReplayOptions& options);
ExitCode run_export(const ExportOptions& options);
ExitCode run_check(const CheckOptions& options);
ExitCode run_show(const ShowOptions& options);
ExitCode run_enrich(const EnrichOptions& options);

/// The networks of these options before anybody has looked at the pictures: three channels and so
/// many classes if nothing else is said.
inline constexpr int64_t kAssumedClasses = 10;
Networks networks_for(const TrainOptions& options);
int64_t channels_of(const TrainOptions& options);

/// The layers of a network, a line each.
std::string layer_table(const char* title, const Network& network,
                        const std::vector<LayerInfo>& layers);

/// What `--dry-run` prints.
std::string plan(const TrainSettings& settings);

/// How the user calls the program: "wgan", or what a launcher put into WGAN_COMMAND.
std::string program();

}  // namespace wgan
