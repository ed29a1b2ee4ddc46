#include "wgan/commands/timelapse.h"

#include <cmath>
#include <iostream>
#include <optional>

#include "wgan/animation/animation.h"
#include "wgan/image/image.h"
#include "wgan/report/report.h"
#include "wgan/run/run_folder.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns the sheet in a file; warns and returns nothing if it is damaged.
std::optional<Image> read_sheet(const Path& file, Console& console) {
  try {
    return decode(read_file(file), kMostSheetPixels);
  } catch (const Error& error) {
    console.warn(cat("left out ", escaped(file.string()), ": ", error.what()));
    return std::nullopt;
  }
}

bool same_shape(const Image& a, const Image& b) {
  return a.width == b.width && a.height == b.height && a.channels == b.channels;
}

}  // namespace

ExitCode Timelapse::run() const {
  Console console;
  const RunFolder folder{run_folder};
  const bool epochs = of == "epochs";
  const std::vector<int64_t> all = steps_in(folder.samples(), ".png", epochs ? "epoch" : "step");
  if (all.empty())
    throw Error(ExitCode::kUsage,
                cat(escaped(folder.samples().string()), " has no sheets ",
                    epochs ? "of epochs; train with --snapshot-every, or use --of steps"
                           : "of steps; name the folder of a run that has written samples"));
  const auto animation = make_animation(out, {.fps = fps, .loop = true});
  std::optional<Image> first, last;
  int64_t other_shapes = 0;
  for (size_t i = 0; i < all.size(); ++i) {
    const auto sheet =
        read_sheet(epochs ? folder.snapshot(all[i]) : folder.samples(all[i]), console);
    console.live({cat("drawing frames ", progress_bar(static_cast<int64_t>(i), std::ssize(all)))});
    if (!sheet) continue;
    if (!first) first = *sheet;
    if (!same_shape(*sheet, *first)) {
      ++other_shapes;
      continue;
    }
    last = captioned(enlarged(*sheet, scale), cat(epochs ? "epoch " : "step ", grouped(all[i])));
    animation->add(*last);
  }
  console.live({});
  if (!last) throw Error(ExitCode::kData, "no sheet of the run can be read");
  if (other_shapes > 0)
    console.warn(cat("left out ", other_shapes, other_shapes == 1 ? " sheet" : " sheets",
                     " of another shape than the first: --grid changed on the way"));
  for (auto more = std::lround(hold * fps); more > 1; --more) animation->add(*last);
  animation->commit();
  if (const std::string changed = animation->changed(); !changed.empty()) console.warn(changed);
  std::cout << escaped(out) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
