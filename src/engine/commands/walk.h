#pragma once

#include <array>
#include <vector>

#include "wgan/image/image.h"
#include "wgan/provenance/provenance.h"
#include "wgan/sampling/sampling.h"

namespace wgan {

/// Returns `count` pictures of a walk, from its place `first` on, which is a multiple of
/// kWalkGroup. The walk begins in the class of the span or, if that is -1, in that of its first
/// seed, and stays there unless the span names another one. Its ends are the samples of their
/// seeds. If `eased`, it starts and ends slowly: at t of its time it is at t^2 (3 - 2t) of its way.
std::vector<Image> pictures_of_walk(const Sampler& sampler, const PictureSpan& walk, int64_t first,
                                    int64_t count, bool eased = false);

/// A part of a walk, as `pictures_of_walk` makes it.
struct WalkPart {
  PictureSpan walk;
  int64_t first = 0, count = 0;
};
/// Returns the pictures of each part: on a CPU, several parts are made at once.
std::vector<std::vector<Image>> pictures_of_parts(const Sampler& sampler,
                                                  const std::vector<WalkPart>& parts,
                                                  bool eased = false);

/// Returns the classes at both ends of a walk; -1 if the network is not conditional.
std::array<int64_t, 2> classes_of_walk(const Sampler& sampler, const PictureSpan& walk);

/// Returns how far the picture half way is from the mere blend of the two ends, as a share of half
/// of the ends' own difference, both root mean squares over the pixels: 0 is a cross-fade.
double distance_from_blend(const Image& start, const Image& middle, const Image& end);

/// Pictures that go through the network together.
inline constexpr int64_t kWalkGroup = 16;

}  // namespace wgan
