#include <memory>

#include "command.h"
#include "engine_loader.h"
#include "wgan/options/settings.h"
#include "wgan/run/run_folder.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Throws Error(kModel) if the settings in a state, which may be a stranger's, are none to go on
/// with.
void check_stored(const std::string& stored, const std::string& file) {
  stored_settings(stored, file);
  try {
    settle_resumed(stored, {}, file);
  } catch (const Error& error) {
    throw Error(ExitCode::kModel, error.what());
  }
}

/// The settings of the run that `--resume` names: of its newest whole state, or, if it was stopped
/// before it saved one, of its settings.flags.
TrainSettings resumed(const std::string& run, const Assignments& typed) {
  const auto saved = state_to_resume(run).found;
  const RunFolder folder = run_of(run);
  const std::string stored =
      saved ? saved->file.index.text.at("settings") : read_text_file(folder.settings());
  if (saved) check_stored(stored, saved->path.string());
  return settle_resumed(stored, typed, folder.root.string());
}

}  // namespace

TrainSettings settled(const Assignments& typed) {
  for (auto a = typed.rbegin(); a != typed.rend(); ++a) {
    if (a->flag == "resume" && a->value.empty())
      throw Error(ExitCode::kUsage, "--resume is empty; name the folder of a run");
    if (a->flag == "resume") return resumed(a->value, typed);
  }
  return settle(typed, configs_folder());
}

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
      [](const Assignments& typed) { return engine().train(settled(typed)); }};
}

}  // namespace wgan
