#include "wgan/commands/sample.h"

#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Throws Error(kUsage) if there are too many seeds.
void check_count(const std::vector<SeedRange>& seeds) {
  double all = 0;
  for (const SeedRange& range : seeds) all += static_cast<double>(range.last - range.first) + 1;
  if (all <= static_cast<double>(Sample::kMostPictures)) return;
  throw Error(ExitCode::kUsage, cat("--seeds names more than ", grouped(Sample::kMostPictures),
                                    " pictures; make them in several goes"));
}

}  // namespace

void Sample::take(const Assignments& typed) {
  constexpr int64_t kOfEachClass = 8;
  assign_all(flags(), typed);
  if (from.empty()) need_model(model);
  if (!from.empty() && (!files.empty() || !npz.empty()))
    throw Error(ExitCode::kUsage, "--from makes one picture, which --out names");
  if (!from.empty() && model.raw)
    throw Error(ExitCode::kUsage, "--raw has no effect here: --from says what is made");
  if (!cell.empty() && (cell.size() != 2 || cell[0] == 0 || cell[1] == 0))
    throw Error(ExitCode::kUsage,
                "--cell takes a column and a row, counted from 1, such as --cell 3,5");
  if (best > 0 && is_typed(typed, "n"))
    throw Error(ExitCode::kUsage, "-n has no effect here: --best is the number of pictures");
  if (best > of)
    throw Error(ExitCode::kUsage, cat("--best ", grouped(best), " of --of ", grouped(of),
                                      ": there are no more than these to choose from"));
  if (best > 0 && class_name == kAllClasses)
    throw Error(ExitCode::kUsage, "--best picks of one class or of all together, not of each");
  check_picture_name(out);
  check_count(seeds);
  if (!npz.empty() && !npz.ends_with(".npz"))
    throw Error(ExitCode::kUsage,
                cat("--npz ", escaped(npz), ": let its name end in .npz, by which NumPy goes"));
  if (class_name == kAllClasses && !is_typed(typed, "n")) count = kOfEachClass;
}

}  // namespace wgan
