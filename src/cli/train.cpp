#include <memory>

#include "command.h"
#include "engine_loader.h"
#include "wgan/run_folder.h"
#include "wgan/sealed_file.h"
#include "wgan/settings.h"
#include "wgan/text.h"

namespace wgan {
namespace {

/// The settings in the state file of the run that `--resume` names, if it is there.
TrainSettings resumed(const std::string& run, const std::vector<Assignment>& typed) {
  const SealedFile state = read_sealed(existing_run_folder(run).state());
  const auto stored = state.index.text.find("settings");
  if (stored == state.index.text.end()) {
    throw Error(ExitCode::kModel,
                cat(escaped(run), "/state.pt holds no settings; it is no state of a run"));
  }
  return settle_resumed(stored->second, typed, run);
}

ExitCode run(const std::vector<Assignment>& typed) {
  for (auto a = typed.rbegin(); a != typed.rend(); ++a) {
    if (a->flag == "resume") return engine().train(resumed(a->value, typed));
  }
  return engine().train(settle(typed, configs_folder()));
}

}  // namespace

Command train_command() {
  auto options = std::make_shared<TrainOptions>();
  return {
      "train",
      "Train a GAN, WGAN or WGAN-GP on pictures",
      "  wgan train pokemon/                           WGAN-GP with its paper's settings\n"
      "  wgan train --loss clip --data pokemon/ --size 68x56 --flip\n"
      "  wgan train --data demo                        three minutes on drawn creatures\n"
      "  wgan train --resume runs/000-pokemon-gp --steps 200000\n"
      "  wgan train --loss gan pokemon/ --dry-run      every setting, the networks, the memory\n",
      "data",
      [options] { return train_flags(*options); },
      run};
}

}  // namespace wgan
