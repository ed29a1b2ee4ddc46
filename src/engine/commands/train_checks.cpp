#include "train_checks.h"

#include <algorithm>

#include "machine_text.h"
#include "pictures.h"
#include "wgan/formats/sealed_file.h"
#include "wgan/options/recommended.h"
#include "wgan/options/settings.h"
#include "wgan/text/text.h"
#include "wgan/training/duration.h"
#include "wgan/training/schedule.h"

namespace wgan {

std::string fingerprint(const PictureSet& set) {
  Digest pixels;
  std::string scratch;
  for (int64_t i = 0; i < set.count(); ++i) {
    pixels.add({reinterpret_cast<const char*>(set.bytes(i, scratch)),
                static_cast<size_t>(set.picture_bytes())});
  }
  const std::string_view labels(reinterpret_cast<const char*>(set.labels.data()),
                                set.labels.size() * sizeof(int32_t));
  return cat(set.count(), " pictures, ", digest(cat(pixels.text(), digest(labels))));
}

bool check_same_pictures(const RunFacts& stored, const std::string& found, const TrainOptions& o,
                         Console& console) {
  const std::string& before = stored.pictures;
  if (before == found) return true;
  const std::string change =
      cat("the pictures have changed since the run began (then ", before, "; now ", found, ")");
  if (!o.allow_change) {
    throw Error(ExitCode::kData,
                cat("--resume ", escaped(o.resume), ": ", change,
                    "; restore them, go on with these by --allow-change, or start a new run"));
  }
  console.warn(change);
  return false;
}

void check_same_classes(const RunFacts& stored, const std::vector<std::string>& found,
                        const TrainOptions& o) {
  if (!learns_classes(o) || stored.classes == found) return;
  throw Error(ExitCode::kData, cat("--resume ", escaped(o.resume), ": this run learns the classes ",
                                   some_of(stored.classes), ", and the pictures have ",
                                   some_of(found), ": restore them, or start a new run"));
}

void check_still_there(const TrainOptions& o) {
  for (const std::string& path : o.data.source.paths) {
    if (path == "demo" || is_there(path)) continue;
    throw Error(ExitCode::kData, cat("--resume ", escaped(o.resume), ": there are no pictures at ",
                                     escaped(path), "; give their new folder with --data"));
  }
}

void warn_of_other_machine(const RunFacts& stored, const std::string& machine,
                           const TrainOptions& o, Console& console) {
  const std::vector<std::string> changes = machine_differences(stored.machine, machine);
  if (!changes.empty())
    console.warn(cat("going on with ", join(changes, ", "),
                     ": the last bits of the numbers may differ from those of one run",
                     o.network.dropout > 0 || o.critic_noise.deviation > 0
                         ? ", and on another kind of device what --dropout and --critic-noise draw"
                         : ""));
}

void check_same_length(const RunFacts& stored, const TrainOptions& o, int64_t step, int64_t steps) {
  const bool follows = o.schedule != "constant";
  if (!follows || !stored.steps || *stored.steps == steps || o.allow_change) return;
  throw Error(ExitCode::kUsage,
              cat("--resume ", escaped(o.resume), ": --schedule ", o.schedule, " was made for ",
                  grouped(*stored.steps), " steps, and the run would now have ", grouped(steps),
                  "; at step ", grouped(step), " the share of the rates would jump from ",
                  short_number(rate_share(o, step, *stored.steps)), " to ",
                  short_number(rate_share(o, step, steps)),
                  ". Keep the length, accept the jump by --allow-change, or train a new run"));
}

double bytes_to_write(const TrainOptions& o, const TrainingState& state, const RunFolder& folder,
                      int64_t steps) {
  const auto size_of = [](const NamedTensors& tensors) {
    double bytes = 0;
    for (const auto& [name, tensor] : tensors) bytes += static_cast<double>(tensor.nbytes());
    return bytes;
  };
  const double bytes = size_of(state.weights());
  // The newest generator and its average; best.pt and the models in best/ hold them too.
  const double model = 2 * size_of(state.nets.generator.state());
  const double models = o.best == "none" ? 0 : static_cast<double>(o.keep.best) + 1;
  std::error_code unknown;
  const double there = static_cast<double>(steps_in(folder.checkpoints(), ".pt").size()) +
                       (std::filesystem::exists(folder.state(), unknown) ? 1 : 0);
  // There is one state at the start and at most one per step.
  const double kept = std::min(static_cast<double>(o.keep.last),
                               static_cast<double>(steps - state.progress.step) + 1);
  const double left = static_cast<double>(steps - state.progress.step);
  // Those by the clock come in the first minutes.
  constexpr double kByTheClock = 12;
  const double sheets =
      left / static_cast<double>(sheet_steps(o)) + (o.sample_every == 0 ? kByTheClock : 0) + 2;
  const double sheet = static_cast<double>(o.grid.width * o.grid.height * o.data.size.width *
                                           o.data.size.height * o.data.channels);
  constexpr double kHistogram = 700, kReport = 10e6;  // bytes
  const double events =
      o.tensorboard == "off" ? 0 : sheet + kHistogram * static_cast<double>(state.weights().size());
  const double report = o.report == "off" ? 0 : std::min(kReport, 2 * sheets * sheet);
  return (std::max(0.0, kept - there) + 2) * bytes + models * model +
         std::min(left + 2, sheets) * (sheet + events) + report;
}

void check_room(const TrainOptions& o, const TrainingState& state, const RunFolder& folder,
                int64_t steps) {
  check_space(folder.root, bytes_to_write(o, state, folder, steps),
              cat("the files of this run (--keep last:", o.keep.last, ")"));
}

std::vector<std::string> expectations(const TrainOptions& o, const TrainingState& state,
                                      const RunFolder& folder, int64_t steps, Device device) {
  constexpr double kDay = 24 * 60 * 60;
  const int64_t step = state.progress.step;
  if (step >= steps) return {};
  const double one = estimated_step_seconds(o, state, device),
               left = one * static_cast<double>(steps - step);
  const std::string room =
      cat(", and at most ", bytes(bytes_to_write(o, state, folder, steps)), " on the disk");
  if (o.time_limit > 0 && left > o.time_limit) {
    const auto last = step + static_cast<int64_t>(o.time_limit / one);
    std::vector<std::string> lines{cat("by an estimate, the time limit of ", duration(o.time_limit),
                                       " ends the run near step ", grouped(last), room)};
    if (o.schedule != "constant" && o.epochs == 0 && step == 0)
      lines.push_back(cat("--schedule ", o.schedule, " is spread over ", grouped(steps),
                          " steps; --steps ", last, " lets it end within the time limit"));
    return lines;
  }
  std::vector<std::string> lines{cat("by an estimate, the run takes ", rough_duration(left),
                                     " to step ", grouped(steps), room)};
  if (left < kDay || !device.is_cpu()) return lines;
  if (o.sample_every == 0)
    lines.push_back(cat("sheets of samples come after ", duration(kFirstSheetSeconds), ", ",
                        duration(2 * kFirstSheetSeconds), ", ", duration(4 * kFirstSheetSeconds),
                        " and so on, and every ", grouped(sheet_steps(o)), " steps"));
  if (o.preset != kRecommended && preset_file(configs_folder(), kRecommended)) {
    const std::string size = cat(o.data.size.width, "x", o.data.size.height);
    const TrainSettings sooner =
        settle({{"dry-run", "true", ""}, {"preset", kRecommended, ""}, {"size", size, ""}},
               configs_folder());
    lines.push_back(
        cat("what would end sooner: ", ways_to_end_sooner(o, one, left, sooner.options)));
  }
  return lines;
}

void check_counters(const Progress& p, const TrainOptions& o, int64_t steps, const Path& file) {
  const double left = std::max(0.0, static_cast<double>(steps - p.step)),
               updates = static_cast<double>(std::max(critic_updates(o, 0), o.loss.n_critic));
  const double images =
      static_cast<double>(p.images) + left * updates * static_cast<double>(o.batch);
  if (images <= static_cast<double>(kMostCounted)) return;
  throw Error(ExitCode::kModel, cat(escaped(file.string()), ": progress.images is ", p.images,
                                    ", and there is no counting on for the ",
                                    grouped(steps - p.step), " steps that are left"));
}

void check_enough(const PictureSet& pictures, const TrainOptions& o) {
  if (pictures.count() >= o.batch) return;
  throw Error(ExitCode::kData,
              cat("--data ", escaped(join(o.data.source.paths, ", ")), ": ", pictures.count(),
                  pictures.count() == 1 ? " usable picture (" : " usable pictures (",
                  count_unused(pictures.skipped), " skipped), and a batch takes ", o.batch,
                  pictures.count() >= 2
                      ? cat("; use --batch ", pictures.count(), " or less, or more pictures")
                      : "; more pictures are needed"));
}

}  // namespace wgan
