#include "wgan/sampling/sampling.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/dot.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>

#include "wgan/base/error.h"
#include "wgan/device/parallel.h"
#include "wgan/image/image_tensor.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr int64_t kChunk = 16;
/// The layer before the one that limits pictures to their range.
constexpr std::string_view kBeforeRange = "picture";

}  // namespace

LatentLaw law_of(const NetworkOptions& options) { return {options.latent_law, options.latent}; }

Tensor latents_of_seeds(const std::vector<uint64_t>& seeds, const LatentLaw& law) {
  Tensor z = at::empty({static_cast<int64_t>(seeds.size()), law.length});
  float* value = z.data_ptr<float>();
  for (size_t i = 0; i < seeds.size(); ++i)
    law.draw({seeds[i], Stream::kSample, 0, 0, 0}, value + static_cast<int64_t>(i) * law.length);
  return z;
}

Sampler::Sampler(const Network& generator, const NetworkOptions& options, Device device,
                 std::string file)
    : generator_(generator),
      law_(law_of(options)),
      classes_(options.conditional ? options.classes : 0),
      device_(device),
      file_(std::move(file)) {}

Tensor Sampler::labels_of_seeds(const std::vector<uint64_t>& seeds, int64_t label) const {
  if (classes_ == 0) return {};
  Tensor labels = at::empty({static_cast<int64_t>(seeds.size())}, at::kLong);
  for (size_t i = 0; i < seeds.size(); ++i) {
    labels.data_ptr<int64_t>()[i] =
        label >= 0
            ? label
            : Random(seeds[i], Stream::kSample, 0, 0, 1).below(static_cast<uint32_t>(classes_));
  }
  return labels;
}

std::vector<Image> Sampler::of_latents(const Tensor& z, const Tensor& labels) const {
  const at::NoGradGuard no_grad;
  std::vector<Image> pictures;
  // Pads the last group, since the size of a batch affects the last bits.
  const auto group = [&](const Tensor& all, int64_t first, int64_t count) {
    std::vector<int64_t> rest = all.sizes().vec();
    rest[0] = kChunk - count;
    const Tensor some = all.narrow(0, first, count);
    return (rest[0] ? at::cat({some, at::zeros(rest, all.options())}) : some).to(device_);
  };
  // Checks before the last layer, which would hide non-finite numbers.
  const LayerObserver look = [&](const std::string& layer, const Tensor& output) {
    if (layer != kBeforeRange || output.isfinite().all().item<bool>()) return;
    throw Error(ExitCode::kModel, cat(escaped(file_),
                                      ": its generator makes numbers that are not "
                                      "finite, of which no picture can be made"));
  };
  for (int64_t first = 0; first < z.size(0); first += kChunk) {
    const int64_t count = std::min(kChunk, z.size(0) - first);
    Pass pass{.training = false, .momentum = {}, .observer = file_.empty() ? nullptr : &look};
    if (labels.defined()) pass.labels = group(labels, first, count);
    const Tensor images = generator_.forward(group(z, first, count), pass);
    for (Image& image : to_images(images.narrow(0, 0, count))) pictures.push_back(std::move(image));
  }
  return pictures;
}

std::vector<Image> Sampler::of_seeds(const std::vector<uint64_t>& seeds, int64_t label) const {
  std::map<uint64_t, std::vector<Image>> groups;
  std::vector<Image> pictures;
  for (const uint64_t seed : seeds) {
    const uint64_t group = seed / kChunk;
    if (!groups.count(group)) {
      std::vector<uint64_t> members;
      for (uint64_t i = 0; i < kChunk; ++i) members.push_back(group * kChunk + i);
      // Only one group is kept: neighbours follow each other, and a million samples must not fill
      // the memory twice.
      groups.clear();
      groups.emplace(group,
                     of_latents(latents_of_seeds(members, law_), labels_of_seeds(members, label)));
    }
    pictures.push_back(groups.at(group)[seed % kChunk]);
  }
  return pictures;
}

Tensor Sampler::bytes_of_seeds(uint64_t first, int64_t count,
                               const std::function<void(int64_t made)>& done) const {
  constexpr int64_t kAtOnce = 64;
  Tensor samples;
  std::mutex mutex;
  int64_t made = 0;
  const auto make = [&](int64_t from, int64_t many) {
    std::vector<uint64_t> seeds;
    for (int64_t i = from; i < from + many; ++i) seeds.push_back(first + static_cast<uint64_t>(i));
    const std::vector<Image> images = of_seeds(seeds);
    const std::lock_guard lock(mutex);
    if (!samples.defined())
      samples =
          at::empty({count, images[0].height, images[0].width, images[0].channels}, at::kByte);
    uint8_t* to = samples.data_ptr<uint8_t>() + from * std::ssize(images[0].pixels);
    for (const Image& image : images) to = std::copy(image.pixels.begin(), image.pixels.end(), to);
    made += many;
    if (done) done(made);
  };
  if (device_.is_cpu()) for_parts(count, kAtOnce, make);
  for (int64_t from = 0; !device_.is_cpu() && from < count; from += kAtOnce)
    make(from, std::min(kAtOnce, count - from));
  return samples;
}

Tensor Sampler::self_test_picture() const {
  const Image image = of_seeds({0})[0];
  Tensor bytes = at::empty({image.height, image.width, image.channels}, at::kByte);
  std::copy(image.pixels.begin(), image.pixels.end(), bytes.data_ptr<uint8_t>());
  return bytes;
}

Tensor between(const std::string& mode, const Tensor& a, const Tensor& b, double t) {
  if (t <= 0) return a;
  if (t >= 1) return b;
  const double length_a = a.norm().item<double>(), length_b = b.norm().item<double>();
  const double cosine =
      length_a * length_b > 0 ? at::dot(a, b).item<double>() / (length_a * length_b) : 1;
  const double angle = std::acos(std::clamp(cosine, -1.0, 1.0));
  // Nearly parallel or opposite points have no arc of their own.
  if (mode == "lerp" || std::sin(angle) < 1e-6) return a * (1 - t) + b * t;
  const double length = length_a * (1 - t) + length_b * t;
  return (a * (std::sin((1 - t) * angle) / std::sin(angle) / length_a) +
          b * (std::sin(t * angle) / std::sin(angle) / length_b)) *
         length;
}

}  // namespace wgan
