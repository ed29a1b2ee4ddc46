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
#include <numbers>
#include <numeric>

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

Tensor within(const Tensor& z, const LatentLaw& law, double truncation) {
  if (law.name == "uniform") return z * truncation;
  // Maps the normal distribution to the truncated one by their distribution functions.
  const double inside = std::erf(truncation / std::numbers::sqrt2);
  return ((z.to(at::kDouble) / std::numbers::sqrt2).erf() * inside)
      .erfinv()
      .mul(std::numbers::sqrt2)
      .to(z.scalar_type());
}

Tensor latents_of_seeds(const std::vector<uint64_t>& seeds, const LatentLaw& law) {
  Tensor z = at::empty({static_cast<int64_t>(seeds.size()), law.length});
  float* value = z.data_ptr<float>();
  for (size_t i = 0; i < seeds.size(); ++i)
    law.draw({seeds[i], Stream::kSample, 0, 0, 0}, value + static_cast<int64_t>(i) * law.length);
  return z;
}

Sampler::Sampler(const Network& generator, const NetworkOptions& options, Device device,
                 std::string file, std::optional<double> truncation)
    : generator_(generator),
      law_(law_of(options)),
      classes_(options.conditional ? options.classes : 0),
      device_(device),
      file_(std::move(file)),
      truncation_(truncation) {}

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

std::vector<Image> Sampler::of_group(const Tensor& z, const SampleClasses& classes) const {
  const at::NoGradGuard no_grad;
  const int64_t count = z.size(0);
  // Pads the group, since the size of a batch affects the last bits.
  const auto padded = [&](const Tensor& some) {
    std::vector<int64_t> rest = some.sizes().vec();
    rest[0] = kChunk - count;
    return (rest[0] ? at::cat({some, at::zeros(rest, some.options())}) : some).to(device_);
  };
  // Checks before the last layer, which would hide non-finite numbers.
  const LayerObserver look = [&](const std::string& layer, const Tensor& output) {
    if (layer != kBeforeRange || output.isfinite().all().item<bool>()) return;
    throw Error(ExitCode::kModel, cat(escaped(file_),
                                      ": its generator makes numbers that are not "
                                      "finite, of which no picture can be made"));
  };
  Pass pass{.training = false, .momentum = {}, .observer = file_.empty() ? nullptr : &look};
  if (classes.labels.defined()) pass.labels = padded(classes.labels);
  if (classes.others.defined()) {
    pass.other_labels = padded(classes.others);
    pass.share = padded(classes.share.unsqueeze(1));
  }
  return to_images(generator_.forward(padded(z), pass).narrow(0, 0, count));
}

void Sampler::for_each(int64_t count, const std::function<void(int64_t i)>& work) const {
  if (device_.is_cpu()) for_parts(count, 1, [&](int64_t i, int64_t) { work(i); });
  for (int64_t i = 0; !device_.is_cpu() && i < count; ++i) work(i);
}

std::vector<Image> Sampler::of_latents(const Tensor& z, const SampleClasses& classes) const {
  const int64_t all = z.size(0);
  std::vector<Image> pictures(static_cast<size_t>(all));
  for_each((all + kChunk - 1) / kChunk, [&](int64_t group) {
    const int64_t first = group * kChunk, count = std::min(kChunk, all - first);
    const auto part = [&](const Tensor& all_of_them) {
      return all_of_them.defined() ? all_of_them.narrow(0, first, count) : Tensor();
    };
    std::vector<Image> made =
        of_group(part(z), {part(classes.labels), part(classes.others), part(classes.share)});
    std::move(made.begin(), made.end(), pictures.begin() + first);
  });
  return pictures;
}

std::vector<Image> Sampler::of_seeds(const std::vector<uint64_t>& seeds, int64_t label) const {
  std::map<uint64_t, std::vector<size_t>> places;  // of the seeds, by their group
  for (size_t i = 0; i < seeds.size(); ++i) places[seeds[i] / kChunk].push_back(i);
  const std::vector<std::pair<uint64_t, std::vector<size_t>>> groups(places.begin(), places.end());
  std::vector<Image> pictures(seeds.size());
  for_each(std::ssize(groups), [&](int64_t number) {
    const auto& [group, wanted] = groups[static_cast<size_t>(number)];
    std::vector<uint64_t> members;
    for (uint64_t i = 0; i < kChunk; ++i) members.push_back(group * kChunk + i);
    const std::vector<Image> made =
        of_group(truncated(latents_of_seeds(members, law_)), {labels_of_seeds(members, label)});
    for (const size_t i : wanted) pictures[i] = made[seeds[i] % kChunk];
  });
  return pictures;
}

Tensor Sampler::truncated(const Tensor& z) const {
  return truncation_ ? within(z, law_, *truncation_) : z;
}

Tensor Sampler::bytes_of_seeds(uint64_t first, int64_t count,
                               const std::function<void(int64_t made)>& done) const {
  constexpr int64_t kAtOnce = 256;
  Tensor samples;
  for (int64_t from = 0; from < count; from += kAtOnce) {
    const int64_t many = std::min(kAtOnce, count - from);
    std::vector<uint64_t> seeds(static_cast<size_t>(many));
    std::iota(seeds.begin(), seeds.end(), first + static_cast<uint64_t>(from));
    const std::vector<Image> images = of_seeds(seeds);
    if (!samples.defined())
      samples =
          at::empty({count, images[0].height, images[0].width, images[0].channels}, at::kByte);
    uint8_t* to = samples.data_ptr<uint8_t>() + from * std::ssize(images[0].pixels);
    for (const Image& image : images) to = std::copy(image.pixels.begin(), image.pixels.end(), to);
    if (done) done(from + many);
  }
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
