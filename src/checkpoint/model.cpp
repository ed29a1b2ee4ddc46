#include "wgan/checkpoint.h"
#include "wgan/error.h"
#include "wgan/flags.h"
#include "wgan/text.h"
#include "wgan/view.h"

namespace wgan {
namespace {

constexpr const char* kKind = "generator";
constexpr const char* kAverage = "g_ema.";
constexpr const char* kNewest = "g.";

/// The settings that a model file holds. A flag of a newer version is refused: it may concern the
/// generator.
TrainOptions parse_settings(const std::string& lines, const std::string& file) {
  TrainOptions options;
  const Flags flags = train_flags(options);
  for (const Assignment& a : parse_flag_lines(lines, file))
    assign(find_flag(flags, a.flag, a.source), a.value, a.source);
  return options;
}

}  // namespace

std::string pack_model(const Network& average, const Network& newest, const std::string& settings,
                       int64_t step, const Texts& about) {
  NamedTensors tensors = prefixed(kNewest, newest.state());
  const NamedTensors averaged = prefixed(kAverage, average.state());
  tensors.insert(tensors.end(), averaged.begin(), averaged.end());
  Texts text{{"kind", kKind},
             {"settings", settings},
             {"step", std::to_string(step)},
             {"program", cat("wgan ", WGAN_VERSION)},
             {"range", Range().text()},
             {"latent_law", "normal"}};
  for (const auto& [name, value] : about) text[name] = value;
  return pack_checkpoint(tensors, text);
}

Model read_model(const Path& path, bool raw) {
  const Checkpoint checkpoint = read_checkpoint(path);
  const auto text = [&](const char* name) {
    const auto found = checkpoint.text.find(name);
    return found == checkpoint.text.end() ? std::string() : found->second;
  };
  if (text("kind") != kKind) {
    throw Error(ExitCode::kModel, cat(escaped(path.string()), " holds a ",
                                      text("kind").empty() ? "file of unknown kind" : text("kind"),
                                      ", not a generator; name the g.pt of a run"));
  }
  if (!Range::parse(text("range")) || text("latent_law") != "normal") {
    throw Error(ExitCode::kModel, cat(escaped(path.string()), " was made by a newer wgan (range '",
                                      escaped(text("range")), "', latent law '",
                                      escaped(text("latent_law")), "'); use that version"));
  }
  try {
    const TrainOptions options = parse_settings(text("settings"), path.string());
    Model model{options.network, options.data.size, options.data.channels,
                make_generator(options.network, options.data.size, options.data.channels)};
    restore(model.generator.state(), raw ? kNewest : kAverage, checkpoint, path);
    return model;
  } catch (const Error& error) {
    throw Error(ExitCode::kModel, error.what());
  }
}

}  // namespace wgan
