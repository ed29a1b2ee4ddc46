#include "sample_sheets.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "wgan/checkpoint/checkpoint.h"
#include "wgan/image/image.h"
#include "wgan/provenance/provenance.h"
#include "wgan/report/live_view.h"
#include "wgan/sampling/sampling.h"

namespace wgan {

namespace {

EncodedSheet encoded(const Image& sheet, const PngTexts& texts) {
  return {with_texts(encode_png(sheet), texts), sheet.width, sheet.height, sheet.channels};
}

}  // namespace

SampleSheets::SampleSheets(RunFolder folder, const TrainOptions& options,
                           const TrainingState& state, Device device, std::string command)
    : folder_(std::move(folder)),
      options_(options),
      state_(state),
      device_(device),
      command_(std::move(command)) {}

std::optional<EncodedSheet> SampleSheets::write_real(const PictureSet& pictures) const {
  constexpr int64_t kSheet = 64;
  std::error_code error;
  if (std::filesystem::exists(folder_.real_pictures(), error)) return std::nullopt;
  const int64_t count = std::min(kSheet, pictures.count());
  std::vector<Image> sheet;
  for (int64_t i = 0; i < count; ++i)
    sheet.push_back(pictures.picture(i * pictures.count() / count));
  make_folder(folder_.samples());
  EncodedSheet real = encoded(grid(sheet, square_columns(kSheet)), texts_of_command(command_));
  write_atomically(folder_.real_pictures(), real.png);
  return real;
}

bool SampleSheets::has(int64_t step) const {
  std::error_code error;
  return std::filesystem::exists(folder_.samples(step), error);
}

EncodedSheet SampleSheets::write() {
  make_folder(folder_.samples());  // somebody may have removed it
  EncodedSheet sheet = drawn();
  write_atomically(folder_.samples(state_.progress.step), sheet.png);
  last_step_ = state_.progress.step;
  return sheet;
}

void SampleSheets::write_epochs(const std::vector<int64_t>& epochs) {
  make_folder(folder_.samples());
  const std::string sheet = drawn().png;
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

EncodedSheet SampleSheets::drawn() {
  std::vector<uint64_t> seeds(static_cast<size_t>(options_.grid.width * options_.grid.height));
  std::iota(seeds.begin(), seeds.end(), 0);
  const Sampler sampler(state_.average.generator(), options_.network, device_);
  const Provenance provenance{
      .version = WGAN_VERSION,
      .command = command_,
      .generator = {digest_of(state_.average.generator()), "", state_.progress.step, false},
      .columns = options_.grid.width,
      .width = options_.data.size.width,
      .height = options_.data.size.height,
      .spans = {{.seed = 0, .count = std::ssize(seeds)}}};
  constexpr size_t kShown = 16;  // pictures that a wide terminal has room for
  const std::vector<Image> samples = sampler.of_seeds(seeds);
  newest_.clear();
  for (size_t i = 0; i < std::min(kShown, samples.size()); ++i)
    newest_.push_back(preview_of(samples[i]));
  return encoded(grid(samples, options_.grid.width), to_texts(provenance));
}

}  // namespace wgan
