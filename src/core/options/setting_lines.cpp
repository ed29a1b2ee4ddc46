#include "validate.h"
#include "wgan/base/error.h"
#include "wgan/options/settings.h"
#include "wgan/text/text.h"

namespace wgan {

std::string setting_lines(const TrainSettings& settings, bool with_path) {
  TrainOptions options = settings.options;
  std::string lines;
  for (const Flag& flag : train_flags(options)) {
    if (flag.field.names_paths() && !with_path) continue;
    if (flag.role == Role::kOnce || (flag.unused && !flag.unused().empty())) continue;
    for (const std::string& text : flag.field.texts())
      lines += cat("--", flag.name, flag.field.is_switch() || text.empty() ? "=" : " ", text, "\n");
  }
  return lines;
}

std::string train_command(const TrainSettings& settings) {
  TrainOptions options = settings.options, usual;
  const Flags flags = train_flags(options), defaults = train_flags(usual);
  std::string command = "wgan train";
  for (size_t i = 0; i < flags.size(); ++i) {
    const Flag& flag = flags[i];
    const bool decides = flag.role == Role::kShape || flag.role == Role::kResult;
    if (decides && !flag.field.names_paths() && (!flag.unused || flag.unused().empty()))
      command += words_of(flag, defaults[i]);
  }
  return command;
}

TrainOptions read_settings(std::string_view lines, const std::string& file) {
  TrainOptions options;
  const Flags flags = train_flags(options);
  for (const Assignment& a : parse_flag_lines(lines, file))
    assign(find_flag(flags, a.flag, a.source), a.value, a.source);
  return options;
}

TrainOptions stored_settings(std::string_view lines, const std::string& file) {
  try {
    TrainOptions options = read_settings(lines, file);
    if (options.data.channels == 2)
      throw Error(ExitCode::kModel, cat(escaped(file), ": --channels 2: expected 1, 3 or 4"));
    if (const auto found = contradiction(options))
      throw Error(ExitCode::kModel, cat(escaped(file), ": ", found->what));
    return options;
  } catch (const Error& error) {
    throw Error(ExitCode::kModel, error.what());
  }
}

}  // namespace wgan
