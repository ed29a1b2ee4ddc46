#include "wgan/commands/import.h"

#include <iostream>

#include "wgan/checkpoint/dcgan_example.h"
#include "wgan/critic_input/critic_input.h"
#include "wgan/files/files.h"
#include "wgan/formats/safetensors.h"
#include "wgan/options/settings.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/text.h"

namespace wgan {

ExitCode Import::run() const {
  if (is_there(out))
    throw Error(ExitCode::kUsage,
                cat("--out ", escaped(out), " is there already; name a new file"));
  const Checkpoint checkpoint = unpack_checkpoint(read_safetensors(weights));
  constexpr const char* kSource = "import";
  Assignments flags{
      {"dry-run", "true", kSource}, {"loss", "gan", kSource}, {"arch", "dcgan", kSource}};
  for (const auto& [flag, value] : flags_of_dcgan_example(checkpoint, weights))
    flags.push_back({flag, value, kSource});
  TrainSettings settings = [&] {
    try {
      return settle(flags, configs_folder());
    } catch (const Error& error) {  // a shape that no network of ours has
      throw Error(ExitCode::kModel, cat(escaped(weights), ": ", error.what()));
    }
  }();
  const TrainOptions& options = settings.options;
  const Network generator =
      make_generator(options.network, options.data.size, options.data.channels);
  restore_dcgan_example(generator, checkpoint, weights);
  const ModelFacts facts{.settings = setting_lines(settings, /*with_path=*/false),
                         .range = Range().text(),
                         .latent_law = options.network.latent_law};
  const Tensor picture = Sampler(generator, options.network, at::kCPU).self_test_picture();
  write_atomically(out, pack_model(generator, generator, facts, picture));
  std::cout << escaped(out) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
