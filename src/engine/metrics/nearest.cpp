#include <ATen/TensorOperators.h>
#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/minimum.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "bootstrap.h"
#include "wgan/device/parallel.h"
#include "wgan/metrics/list.h"
#include "wgan/networks/products.h"

namespace wgan {
namespace {

constexpr int64_t kPart = 256;
/// Yoon 2023: a picture is a copy if its distance to the nearest real one is less than a third of
/// the mean distance to the nearest 50.
constexpr int64_t kNeighbours = 50;
constexpr double kCopy = 1.0 / 3;
/// A picture is unlike every real one if it is further from them than 99 % of the real ones are
/// from their nearest. That distance is estimated from so many of them.
constexpr double kUsual = 0.99;
constexpr int64_t kUsualOf = 4096;

/// The pictures reduced by averaging to the side at which they are compared, float [N, h, w, C] in
/// levels of 0 to 255. Details that differ in every picture would hide what two have in common.
Tensor reduced(const Pictures& pictures) {
  constexpr int64_t kSide = 32;
  const int64_t n = pictures.size(0), height = std::min(kSide, pictures.size(1)),
                width = std::min(kSide, pictures.size(2));
  Tensor out = at::empty({n, height, width, pictures.size(3)});
  for_parts(n, kPart, [&](int64_t first, int64_t count) {
    const Tensor planes = pictures.narrow(0, first, count).permute({0, 3, 1, 2}).to(at::kFloat);
    out.narrow(0, first, count)
        .copy_(at::adaptive_avg_pool2d(planes, {height, width}).permute({0, 2, 3, 1}));
  });
  return out;
}

/// Distances in levels: root mean squares over the values of the reduced pictures.
struct Neighbours {
  Tensor which;          // int64 [N]: the nearest picture
  Tensor nearest;        // float [N]: its distance
  Tensor neighbourhood;  // float [N]: mean distance to the nearest ones
};

/// Finds the nearest of `all` for each of the first `count` of `queries`, as they are or mirrored,
/// since training may mirror. `same`: the queries are the first of `all`, and none is its own
/// neighbour.
Neighbours find(const Tensor& queries, int64_t count, const Tensor& all, bool same) {
  const int64_t others = all.size(0) - (same ? 1 : 0), k = std::min(kNeighbours, others),
                values = all[0].numel();
  const Tensor rows = all.flatten(1), lengths = rows.square().sum(1);
  Neighbours found{at::empty({count}, at::kLong), at::empty({count}), at::empty({count})};
  for_parts(count, kPart, [&](int64_t first, int64_t many) {
    const Tensor straight = queries.narrow(0, first, many);
    const auto squares_to_all = [&](const Tensor& from) {
      Tensor squares = product(from, rows).mul_(-2).add_(lengths).add_(from.square().sum(1, true));
      if (same) squares.diagonal(first).fill_(std::numeric_limits<float>::infinity());
      return squares;
    };
    const Tensor rows_here = straight.flatten(1), mirrored = straight.flip({2}).flatten(1);
    const auto [squares, indexes] = at::minimum(squares_to_all(rows_here), squares_to_all(mirrored))
                                        .topk(k, /*dim=*/1, /*largest=*/false);
    // The expansion of the square loses the distance of two nearly equal pictures.
    const Tensor nearest = rows.index_select(0, indexes.select(1, 0));
    const Tensor exact =
        at::minimum((rows_here - nearest).square().sum(1), (mirrored - nearest).square().sum(1));
    const auto levels = [&](const Tensor& sums) {
      return (sums.clamp_min(0) / static_cast<double>(values)).sqrt();
    };
    found.which.narrow(0, first, many).copy_(indexes.select(1, 0));
    found.nearest.narrow(0, first, many).copy_(levels(exact));
    found.neighbourhood.narrow(0, first, many).copy_(levels(squares).mean(1));
  });
  return found;
}

/// The distance that 99 % of the real pictures have at most to their nearest.
double usual_distance(const Tensor& real) {
  const Tensor nearest = find(real, std::min(kUsualOf, real.size(0)), real, true).nearest;
  std::vector<float> sorted(nearest.const_data_ptr<float>(),
                            nearest.const_data_ptr<float>() + nearest.numel());
  std::sort(sorted.begin(), sorted.end());
  return sorted[static_cast<size_t>(kUsual * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

std::vector<Match> closest_matches(const Pictures& training, const Pictures& fake, int64_t most) {
  const Neighbours found = find(reduced(fake), fake.size(0), reduced(training), false);
  std::vector<Match> matches;
  for (int64_t i = 0; i < fake.size(0); ++i)
    matches.push_back(
        {i, found.which.const_data_ptr<int64_t>()[i], found.nearest.const_data_ptr<float>()[i]});
  std::stable_sort(matches.begin(), matches.end(),
                   [](const Match& a, const Match& b) { return a.distance < b.distance; });
  matches.resize(std::min(matches.size(), static_cast<size_t>(most)));
  return matches;
}

std::vector<Estimate> metrics::Nearest::measure(const Comparison& sets) {
  const Tensor real = reduced(sets.training), fake = reduced(sets.fake);
  const Neighbours found = find(fake, fake.size(0), real, false);
  const Tensor copies = (found.nearest < found.neighbourhood * kCopy).to(at::kFloat),
               unlike = (found.nearest > usual_distance(real)).to(at::kFloat);
  const Tensor counts = draw_replicates(sets, Side::kFake, fake.size(0));
  return {mean_estimate({.name = kName, .good = Good::kLikeReal}, found.nearest, counts),
          mean_estimate({.name = "copies", .share = true}, copies, counts),
          mean_estimate({.name = "bad-rate", .share = true}, unlike, counts)};
}

}  // namespace wgan
