#include "points_gan.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <numeric>

#include "wgan/sampling/sampling.h"

namespace wgan {

LabFlags toy_gp() {
  return {{"loss", "gp"},       {"mlp-layers", "3"},        {"mlp-width", "128"},
          {"latent", "2"},      {"batch", "256"},           {"init", "he"},
          {"act", "relu"},      {"generator-norm", "none"}, {"critic-norm", "none"},
          {"rate", "2e-3"},     {"beta1", "0.5"},           {"beta2", "0.9"},
          {"gp-lambda", "0.1"}, {"n-critic", "3"},          {"schedule", "cosine"}};
}

PointsGan::PointsGan(const LabFlags& flags, int64_t dimensions, DrawPoints real, uint64_t seed,
                     int64_t steps)
    : o_([&] {
        TrainOptions options = options_for_points(flags, dimensions);
        options.seed = seed;
        return options;
      }()),
      real_(std::move(real)),
      loss_(make_loss(o_.loss)),
      state_(o_, at::kCPU),
      training_{o_, state_, critic_input_, *loss_, steps} {}

void PointsGan::step() {
  Progress& at = state_.progress;
  const Tensor labels = at::zeros({o_.batch}, at::kLong);
  Batch seen;
  for (at.critic_updates = 0; at.critic_updates < o_.loss.n_critic; ++at.critic_updates) {
    Random random(o_.seed, Stream::kLab, 6, static_cast<uint64_t>(at.step),
                  static_cast<uint64_t>(at.critic_updates) << 32);
    seen = {as_pictures(real_(random, o_.batch)), labels};
    update_critic(training_, seen);
    at.images += o_.batch;
  }
  update_generator(training_, seen);
  at.critic_updates = 0;
  ++at.step;
}

Tensor PointsGan::samples(int64_t n) const {
  const at::NoGradGuard no_grad;
  std::vector<uint64_t> seeds(static_cast<size_t>(n));
  std::iota(seeds.begin(), seeds.end(), 0);
  return state_.nets.generator
      .forward(latents_of_seeds(seeds, law_of(o_.network)), {.training = false, .momentum = {}})
      .flatten(1);
}

Tensor PointsGan::scores(const Tensor& points) const {
  const at::NoGradGuard no_grad;
  return state_.nets.critic.forward(as_pictures(points), {.training = false, .momentum = {}})
      .flatten();
}

Tensor PointsGan::real_points(Stream stream, int64_t n) const {
  Random random(o_.seed, stream, 7, 0, 0);
  return real_(random, n);
}

double PointsGan::gap(int64_t n) const {
  return (scores(real_points(Stream::kLab, n)).mean() - scores(samples(n)).mean()).item<double>();
}

double PointsGan::slope(int64_t n) const {
  const Tensor between = (real_points(Stream::kLab, n) + samples(n)) / 2;
  return NetworkCritic(state_.nets.critic)
      .input_gradient(as_pictures(between), at::zeros({n}, at::kLong))
      .detach()
      .flatten(1)
      .norm(2, {1})
      .mean()
      .item<double>();
}

PlotSeries level_sets(const std::function<Tensor(const Tensor& points)>& f, int64_t levels) {
  constexpr int64_t kSide = 65;  // points of the grid
  std::vector<double> places;
  for (int64_t y = 0; y < kSide; ++y) {
    for (int64_t x = 0; x < kSide; ++x) {
      for (const int64_t at : {x, y})
        places.push_back(2.0 * static_cast<double>(at) / (kSide - 1) - 1);
    }
  }
  const Tensor points = at::tensor(places, at::kDouble).to(at::kFloat).reshape({-1, 2});
  const Tensor values = f(points).to(at::kDouble).contiguous();
  const double* v = values.const_data_ptr<double>();
  const double least = values.min().item<double>(), most = values.max().item<double>();
  PlotSeries lines{"", {}, PlotSeries::Mark::kLevels};
  const PlotPoint gap{NAN, NAN};
  for (int64_t level = 1; level <= levels; ++level) {
    const double value =
        least + (most - least) * static_cast<double>(level) / static_cast<double>(levels + 1);
    for (int64_t y = 0; y + 1 < kSide; ++y) {
      for (int64_t x = 0; x + 1 < kSide; ++x) {
        // Where the level crosses the sides of a cell, a line goes from one crossing to the next.
        constexpr int64_t kCorners[] = {0, 1, kSide + 1, kSide};
        const int64_t first = y * kSide + x;
        std::vector<PlotPoint> crossings;
        for (int side = 0; side < 4; ++side) {
          const int64_t a = first + kCorners[side], b = first + kCorners[(side + 1) % 4];
          if ((v[a] < value) == (v[b] < value)) continue;
          const double share = (value - v[a]) / (v[b] - v[a]);
          const auto between = [&](size_t axis) {
            const double from = places[2 * static_cast<size_t>(a) + axis];
            return from + share * (places[2 * static_cast<size_t>(b) + axis] - from);
          };
          crossings.push_back({between(0), between(1)});
        }
        for (size_t i = 0; i + 1 < crossings.size(); i += 2)
          lines.points.insert(lines.points.end(), {crossings[i], crossings[i + 1], gap});
      }
    }
  }
  return lines;
}

PlotSeries as_dots(const std::string& name, const Tensor& points, int64_t most) {
  PlotSeries dots{name, {}, PlotSeries::Mark::kDots};
  const Tensor numbers = points.to(at::kDouble).contiguous();
  const double* p = numbers.const_data_ptr<double>();
  const int64_t side = numbers.size(1);
  for (int64_t i = 0; i < std::min(most, numbers.size(0)); ++i)
    dots.points.push_back({p[i * side], p[i * side + 1]});
  return dots;
}

}  // namespace wgan
