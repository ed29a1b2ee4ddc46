#include "best_models.h"

#include <algorithm>

#include "wgan/files/files.h"

namespace wgan {

BestModels::BestModels(RunFolder folder, const TrainOptions& options)
    : folder_(std::move(folder)), options_(options), so_far_(options.best) {}

void BestModels::go_back(const std::vector<MetricsRow>& rows, int64_t step) {
  so_far_ = BestSoFar(options_.best);
  for (const MetricsRow& row : rows) so_far_.add(row);
  for (const int64_t later : steps_in(folder_.best_models(), ".pt")) {
    if (later > step) remove_file(folder_.best(later));
  }
  name_the_best();
}

bool BestModels::add(const MetricsRow& row, const std::function<std::string()>& pack) {
  so_far_.add(row);
  const auto best = so_far_.steps(options_.keep.best);
  if (std::count(best.begin(), best.end(), row.step) == 0) return false;
  make_folder(folder_.best_models());
  const std::string model = pack();
  write_atomically(folder_.best(row.step), model);
  if (best[0] != row.step) return false;
  write_atomically(folder_.best(), model);
  return true;
}

void BestModels::drop_superfluous() const {
  const auto best = so_far_.steps(options_.keep.best);
  for (const int64_t step : steps_in(folder_.best_models(), ".pt")) {
    if (std::count(best.begin(), best.end(), step) == 0) remove_file(folder_.best(step));
  }
}

/// Makes best.pt the best of the models that are there.
void BestModels::name_the_best() const {
  const auto there = steps_in(folder_.best_models(), ".pt");
  for (const int64_t step : so_far_.steps(std::ssize(there) + options_.keep.best)) {
    if (std::count(there.begin(), there.end(), step) == 0) continue;
    const std::string model = read_file(folder_.best(step));
    if (is_there(folder_.best()) && read_file(folder_.best()) == model) return;
    return write_atomically(folder_.best(), model);
  }
  if (is_there(folder_.best())) remove_file(folder_.best());
}

}  // namespace wgan
