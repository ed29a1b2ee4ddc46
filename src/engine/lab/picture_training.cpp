#include "picture_training.h"

#include <ATen/ops/empty.h>

#include <algorithm>

#include "wgan/base/error.h"
#include "wgan/image/image.h"
#include "wgan/options/settings.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/text.h"

namespace wgan {

TrainOptions options_for_pictures(std::vector<std::pair<std::string, std::string>> flags,
                                  const PictureSet& pictures, uint64_t seed) {
  std::vector<Assignment> typed{{"data", "/pictures", "lab"}};
  for (const auto& [flag, value] : flags) typed.push_back({flag, value, "lab"});
  TrainOptions options = settle(typed, {}).options;
  options.data.size = pictures.size, options.data.channels = pictures.channels;
  options.seed = seed;
  return options;
}

namespace {

Range range_of(const std::string& norm, const PictureSet& pictures) {
  const ChannelStatistics found = statistics(pictures);
  return {norm, found.mean, found.deviation};
}

}  // namespace

PictureTraining::PictureTraining(TrainOptions options, const PictureSet& pictures, int64_t steps,
                                 const std::optional<Range>& range)
    : options_(std::move(options)),
      loss_(make_loss(options_.loss)),
      critic_input_(range ? *range : range_of(options_.data.norm, pictures),
                    options_.data.diffaugment),
      state_(options_, at::kCPU),
      batches_(pictures, batch_options(options_), at::kCPU, 0),
      training_{options_, state_, critic_input_, *loss_, steps},
      updates_(training_, batches_) {}

void PictureTraining::step() {
  const int64_t before = state_.progress.step;
  while (state_.progress.step == before) updates_.take();
}

void PictureTraining::update_critic_alone(const Batch& real) {
  update_critic(training_, real);
  ++state_.progress.step;  // so that the next update draws other latents
}

Batch PictureTraining::next() {
  Batch batch = batches_.next();
  return {critic_input_.range().from_unit(batch.images), batch.labels};
}

Pictures PictureTraining::samples(int64_t count) {
  state_.average.calibrate(options_.seed, options_.network);
  return Sampler(state_.average.generator(), options_.network, at::kCPU).bytes_of_seeds(0, count);
}

Pictures some_of_set(const PictureSet& pictures, int64_t count) {
  if (pictures.count() < kFewestPictures)
    throw Error(ExitCode::kData,
                cat("at least ", kFewestPictures, " pictures are needed here, and there are ",
                    pictures.count()));
  count = std::min(count, pictures.count());
  Pictures some =
      at::empty({count, pictures.size.height, pictures.size.width, pictures.channels}, at::kByte);
  std::string scratch;
  for (int64_t i = 0; i < count; ++i)
    std::copy_n(pictures.bytes(i * pictures.count() / count, scratch), pictures.picture_bytes(),
                some.data_ptr<uint8_t>() + i * pictures.picture_bytes());
  return some;
}

Image sheet_of(const Pictures& pictures, int64_t columns) {
  std::vector<Image> images;
  for (int64_t i = 0; i < pictures.size(0); ++i) {
    Image image(pictures.size(2), pictures.size(1), pictures.size(3));
    std::copy_n(pictures.const_data_ptr<uint8_t>() + i * std::ssize(image.pixels),
                image.pixels.size(), image.pixels.begin());
    images.push_back(std::move(image));
  }
  return grid(images, columns);
}

}  // namespace wgan
