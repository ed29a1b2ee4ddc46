#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "wgan/losses/losses.h"
#include "wgan/networks/networks.h"
#include "wgan/optimizers/optimizers.h"
#include "wgan/options/options.h"
#include "wgan/random/random.h"

/// A critic of points instead of pictures, trained by the program's own losses and optimizers
/// between two laws that stay as they are. Private to this folder.
namespace wgan {

using LabFlags = std::vector<std::pair<std::string, std::string>>;

/// Returns the settings of `wgan train` with these flags, for points of that many numbers.
TrainOptions options_for_points(const LabFlags& flags, int64_t dimensions);

/// Returns points as pictures of a row, [N, 1, 1, D], and numbers as points of one, [N, 1].
Tensor as_pictures(const Tensor& points);
Tensor as_points(const std::vector<double>& numbers);

/// Draws points, float [n, D].
using DrawPoints = std::function<Tensor(Random& random, int64_t n)>;

class CriticFit {
 public:
  CriticFit(const LabFlags& flags, int64_t dimensions, uint64_t seed);

  /// Makes that many updates against fresh points, at rates that fall along a cosine to 0.
  void train(const DrawPoints& real, const DrawPoints& fake, int64_t updates);
  /// The critic's scores of points, [N], without a graph.
  Tensor scores(const Tensor& points) const;
  /// The norms of its gradient at points, [N].
  Tensor slopes(const Tensor& points) const;
  /// The norm of the loss's gradient by what each hidden layer says of the real points, from the
  /// point on.
  std::vector<double> layer_gradients(const DrawPoints& real, const DrawPoints& fake) const;
  const Network& critic() const { return critic_; }

 private:
  TrainOptions o_;
  uint64_t seed_;
  Network critic_;
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<Loss> loss_;
};

}  // namespace wgan
