#include "walk.h"

#include <ATen/ops/full.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <cmath>

namespace wgan {

std::vector<Image> pictures_of_walk(const Sampler& sampler, const PictureSpan& walk, int64_t first,
                                    int64_t count, bool eased) {
  const auto end_of = [&](const std::vector<float>& given, uint64_t seed) {
    return given.empty() ? sampler.truncated(latents_of_seeds({seed}, sampler.law()))[0]
                         : at::tensor(given);
  };
  const Tensor from = end_of(walk.from_z, walk.seed), to = end_of(walk.to_z, walk.to.value());
  const auto [label, to_label] = classes_of_walk(sampler, walk);
  SampleClasses classes;
  if (label >= 0) classes.labels = at::full({count}, label, at::kLong);
  std::vector<Tensor> path;
  std::vector<float> shares;
  for (int64_t i = first; i < first + count; ++i) {
    const double time = static_cast<double>(i) / static_cast<double>(walk.count - 1),
                 way = eased ? time * time * (3 - 2 * time) : time;
    path.push_back(between(walk.mode, from, to, way));
    shares.push_back(static_cast<float>(way));
  }
  if (to_label != label) {
    classes.others = at::full({count}, to_label, at::kLong);
    classes.share = at::tensor(shares);
  }
  std::vector<Image> pictures = sampler.of_latents(at::stack(path), classes);
  // The ends are the samples of their seeds, computed in the same groups and so equal to the last
  // byte.
  if (first == 0 && walk.from_z.empty()) pictures.front() = sampler.of_seeds({walk.seed}, label)[0];
  if (first + count == walk.count && walk.to_z.empty())
    pictures.back() = sampler.of_seeds({*walk.to}, to_label)[0];
  return pictures;
}

std::vector<std::vector<Image>> pictures_of_parts(const Sampler& sampler,
                                                  const std::vector<WalkPart>& parts, bool eased) {
  std::vector<std::vector<Image>> pictures(parts.size());
  sampler.for_each(std::ssize(parts), [&](int64_t i) {
    const auto& [walk, first, count] = parts[static_cast<size_t>(i)];
    pictures[static_cast<size_t>(i)] = pictures_of_walk(sampler, walk, first, count, eased);
  });
  return pictures;
}

std::array<int64_t, 2> classes_of_walk(const Sampler& sampler, const PictureSpan& walk) {
  const Tensor own = sampler.labels_of_seeds({walk.seed}, walk.label);
  if (!own.defined()) return {-1, -1};
  const auto label = own.item<int64_t>();
  return {label, walk.to_label >= 0 ? walk.to_label : label};
}

double distance_from_blend(const Image& start, const Image& middle, const Image& end) {
  double from_blend = 0, apart = 0;
  for (size_t i = 0; i < middle.pixels.size(); ++i) {
    const double a = start.pixels[i], b = end.pixels[i];
    from_blend += std::pow(middle.pixels[i] - (a + b) / 2, 2);
    apart += std::pow((a - b) / 2, 2);
  }
  return apart > 0 ? std::sqrt(from_blend / apart) : 0;
}

}  // namespace wgan
