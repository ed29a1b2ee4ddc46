#include "wgan/commands/train.h"

#include <algorithm>

#include "wgan/formats/sealed_file.h"
#include "wgan/run/facts.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Throws Error(kModel) if a run cannot be resumed with the settings in a state, which may be a
/// stranger's.
void check_stored(const std::string& stored, const std::string& file) {
  stored_settings(stored, file);
  try {
    settle_resumed(stored, {}, file);
  } catch (const Error& error) {
    throw Error(ExitCode::kModel, error.what());
  }
}

/// Whether a run that starts from a model takes over this setting: what shapes its networks, but
/// not what belongs to its pictures or to its training.
bool inherited_from_model(const Flag& flag) {
  static const std::vector<std::string> kOwn{"conditional", "class-input", "freeze-critic"};
  if (std::find(kOwn.begin(), kOwn.end(), flag.name) != kOwn.end()) return false;
  return flag.group == "Network" || flag.name == "size";
}

/// Returns the settings of the networks in the file of --init-from; none if it was not typed.
Assignments settings_of_model(const Assignments& typed) {
  const auto from = std::find_if(typed.rbegin(), typed.rend(),
                                 [](const Assignment& a) { return a.flag == "init-from"; });
  if (from == typed.rend()) return {};
  TrainOptions options;
  const Flags flags = train_flags(options);
  const std::string source = cat("--init-from ", Path(from->value).filename().string());
  Assignments all;
  for (Assignment& a :
       parse_flag_lines(settings_in(read_sealed(from->value).index.text), from->value)) {
    a.source = source;
    if (inherited_from_model(find_flag(flags, a.flag, a.source))) all.push_back(std::move(a));
  }
  return all;
}

/// Whether a switch was typed and is on after its last value.
bool is_on(const Assignments& typed, const std::string& name) {
  TrainOptions options;
  const Flags flags = train_flags(options);
  const Flag& flag = find_flag(flags, name, "");
  for (const Assignment& a : typed) {
    if (a.flag == name) assign(flag, a.value, a.source);
  }
  return value_of(flag) == "true";
}

}  // namespace

std::optional<std::string> run_to_resume(const Assignments& typed) {
  const auto found = std::find_if(typed.rbegin(), typed.rend(),
                                  [](const Assignment& a) { return a.flag == "resume"; });
  if (found == typed.rend()) return std::nullopt;
  if (found->value.empty())
    throw Error(ExitCode::kUsage, "--resume is empty; name the folder of a run");
  return found->value;
}

TrainSettings resumed_settings(const RunFolder& folder, const NewestState& newest,
                               const Assignments& typed) {
  const auto& state = newest.found;
  const std::string stored =
      state ? settings_in(state->file.index.text) : read_text_file(folder.settings());
  if (state) check_stored(stored, state->path.string());
  return settle_resumed(stored, typed, folder.root.string());
}

TrainSettings settings_of(const Assignments& typed) {
  const auto run = run_to_resume(typed);
  if (!run) return settle(typed, configs_folder(), settings_of_model(typed));
  return resumed_settings(run_of(*run), state_to_resume(*run), typed);
}

void Train::take(const Assignments& typed) {
  const auto run = run_to_resume(typed);
  if (run && !is_on(typed, "dry-run")) resume = *run, changes = typed;
  else settings = settings_of(typed);
}

}  // namespace wgan
