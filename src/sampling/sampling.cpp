#include "wgan/sampling.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/dot.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "wgan/image_tensor.h"

namespace wgan {
namespace {

constexpr int64_t kChunk = 16;

}  // namespace

std::vector<Image> pictures_of_latents(const Network& generator, const Tensor& z, Device device) {
  const at::NoGradGuard no_grad;
  std::vector<Image> pictures;
  for (int64_t first = 0; first < z.size(0); first += kChunk) {
    const int64_t count = std::min(kChunk, z.size(0) - first);
    Tensor chunk = z.narrow(0, first, count);
    if (count < kChunk) chunk = at::cat({chunk, at::zeros({kChunk - count, z.size(1)})});
    const Tensor images = generator.forward(chunk.to(device), {.labels = {}, .training = false});
    for (Image& image : to_images(images.narrow(0, 0, count))) pictures.push_back(std::move(image));
  }
  return pictures;
}

std::vector<Image> pictures_of_seeds(const Network& generator, int64_t latent,
                                     const std::vector<uint64_t>& seeds, Device device) {
  std::map<uint64_t, std::vector<Image>> groups;
  std::vector<Image> pictures;
  for (const uint64_t seed : seeds) {
    const uint64_t group = seed / kChunk;
    if (!groups.count(group)) {
      std::vector<uint64_t> members;
      for (uint64_t i = 0; i < kChunk; ++i) members.push_back(group * kChunk + i);
      // One group at a time is kept: neighbours follow each other, and a million samples must not
      // fill the memory twice.
      groups.clear();
      groups.emplace(group,
                     pictures_of_latents(generator, latents_of_seeds(members, latent), device));
    }
    pictures.push_back(groups.at(group)[seed % kChunk]);
  }
  return pictures;
}

Tensor self_test_picture(const Network& generator, int64_t latent, Device device) {
  const Image image = pictures_of_seeds(generator, latent, {0}, device)[0];
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
