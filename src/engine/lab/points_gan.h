#pragma once

#include <memory>

#include "points.h"
#include "wgan/training/update.h"

/// A GAN of points instead of pictures, trained by the program's own updates. Private to this
/// folder.
namespace wgan {

/// The frames of a film of a training, about.
constexpr int64_t kFrames = 15;

/// The flags of a WGAN-GP that learns points in a minute: penalty, batch and latents of Gulrajani's
/// toys, narrower networks and a higher rate.
LabFlags toy_gp();

class PointsGan {
 public:
  /// The points of `real` lie in [-1, 1], where the generator's are.
  PointsGan(const LabFlags& flags, int64_t dimensions, DrawPoints real, uint64_t seed,
            int64_t steps);

  /// Makes a step: the updates of the critic, then one of the generator.
  void step();
  /// Points of the newest generator, [n, D], the same latents each time.
  Tensor samples(int64_t n) const;
  /// The critic's scores of points, [N].
  Tensor scores(const Tensor& points) const;
  const Networks& nets() const { return state_.nets; }
  /// E f(real) - E f(fake) over other points than it learns from, the same each time.
  double gap(int64_t n) const;
  /// The mean norm of the critic's gradient half way between real and generated points.
  double slope(int64_t n) const;

 private:
  Tensor real_points(Stream stream, int64_t n) const;

  TrainOptions o_;
  DrawPoints real_;
  std::unique_ptr<Loss> loss_;
  CriticInput critic_input_;
  TrainingState state_;
  Training training_;
};

/// Lines along which a function of points in [-1, 1]^2 has some of its values: its level sets.
PlotSeries level_sets(const std::function<Tensor(const Tensor& points)>& f, int64_t levels);

/// The first two numbers of points as dots.
PlotSeries as_dots(const std::string& name, const Tensor& points, int64_t most);

}  // namespace wgan
