#include "sample_sheets.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "wgan/image/image.h"
#include "wgan/sampling/sampling.h"

namespace wgan {

SampleSheets::SampleSheets(RunFolder folder, const TrainOptions& options,
                           const TrainingState& state, Device device)
    : folder_(std::move(folder)), options_(options), state_(state), device_(device) {}

void SampleSheets::write_real(const PictureSet& pictures) const {
  constexpr int64_t kSheet = 64;
  std::error_code error;
  if (std::filesystem::exists(folder_.real_pictures(), error)) return;
  const int64_t count = std::min(kSheet, pictures.count());
  std::vector<Image> sheet;
  for (int64_t i = 0; i < count; ++i)
    sheet.push_back(pictures.picture(i * pictures.count() / count));
  make_folder(folder_.samples());
  write_atomically(folder_.real_pictures(), encode_png(grid(sheet, square_columns(kSheet))));
}

bool SampleSheets::has(int64_t step) const {
  std::error_code error;
  return std::filesystem::exists(folder_.samples(step), error);
}

void SampleSheets::write() {
  make_folder(folder_.samples());  // somebody may have removed it
  write_atomically(folder_.samples(state_.progress.step), png());
  last_step_ = state_.progress.step;
}

void SampleSheets::write_epochs(const std::vector<int64_t>& epochs) const {
  make_folder(folder_.samples());
  const std::string sheet = png();
  for (const int64_t epoch : epochs) write_atomically(folder_.snapshot(epoch), sheet);
}

void SampleSheets::go_back(int64_t step, int64_t epoch) {
  for (const int64_t later : steps_in(folder_.samples(), ".png")) {
    if (later > step) remove_file(folder_.samples(later));
  }
  for (const int64_t later : steps_in(folder_.samples(), ".png", "epoch")) {
    if (later > epoch) remove_file(folder_.snapshot(later));
  }
  last_step_ = -1;
}

std::string SampleSheets::png() const {
  std::vector<uint64_t> seeds(static_cast<size_t>(options_.grid.width * options_.grid.height));
  std::iota(seeds.begin(), seeds.end(), 0);
  const Sampler sampler(state_.average.generator(), options_.network, device_);
  return encode_png(grid(sampler.of_seeds(seeds), options_.grid.width));
}

}  // namespace wgan
