#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "wgan/device/tensor.h"
#include "wgan/networks/networks.h"
#include "wgan/options/options.h"

/// One formula a file. A loss sees the critic as a function and both batches; it returns named
/// terms and never logs, steps, or knows the step number.
namespace wgan {

/// What a loss may ask of a critic f. `x` is float [N, C, H, W], `y` int64 [N] labels.
class Critic {
 public:
  virtual ~Critic() = default;
  /// The critic's score of each class, [N, K].
  virtual Tensor class_scores(const Tensor& x, const Tensor& y) const = 0;
  /// f(x, y), [N]: log sum exp of those, or their one number.
  Tensor score(const Tensor& x, const Tensor& y) const;
  /// The activations that the score is made of, [N, …].
  virtual Tensor features(const Tensor& x, const Tensor& y) const = 0;
  /// The gradient of f with respect to x at (x, y), in the shape of x, itself differentiable with
  /// respect to the weights. By double backward here; a critic that has a cheaper way overrides it.
  virtual Tensor input_gradient(const Tensor& x, const Tensor& y) const;
};

/// Shown each layer's output for the pictures `x`.
using CriticObserver =
    std::function<void(const Tensor& x, const std::string& layer, const Tensor& output)>;

/// A network in training as a critic.
class NetworkCritic : public Critic {
 public:
  /// `kernel_random` is what dropout draws from, in the order of the calls; `precision` as in a
  /// Pass.
  explicit NetworkCritic(const Network& network, KernelRandom* kernel_random = nullptr,
                         CriticObserver observer = {},
                         std::optional<at::ScalarType> precision = std::nullopt)
      : network_(network),
        kernel_random_(kernel_random),
        observer_(std::move(observer)),
        precision_(precision) {}
  Tensor class_scores(const Tensor& x, const Tensor& y) const override;
  Tensor features(const Tensor& x, const Tensor& y) const override;
  /// As a chain where the network has one.
  Tensor input_gradient(const Tensor& x, const Tensor& y) const override;

 private:
  /// `function` of a pass whose layers are shown to the observer as those of x.
  template <typename Function>
  auto shown(const Tensor& x, const Tensor& y, const Function& function) const;

  const Network& network_;
  KernelRandom* kernel_random_;
  CriticObserver observer_;
  std::optional<at::ScalarType> precision_;
};

/// The random numbers that belong to one update.
class LossRandom {
 public:
  virtual ~LossRandom() = default;
  enum class Purpose { kInterpolate, kRealLabel, kFakeLabel };
  /// Uniform in [0, 1), one for each sample and purpose: float [n, 1, 1, 1].
  virtual Tensor uniform(int64_t n, Purpose purpose) const = 0;
};

/// `total` is what is minimised; `terms` are detached scalars for the log, by the name of their
/// column.
struct LossTerms {
  Tensor total;
  std::vector<std::pair<std::string, Tensor>> terms;
};

class Loss {
 public:
  virtual ~Loss() = default;
  /// The critic's loss on a real and a fake batch; `fake.images` has no graph.
  virtual LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                           const LossRandom& random) const = 0;
  /// The generator's loss; the gradient flows through `fake.images`. `real` is the critic's last
  /// real batch.
  virtual LossTerms generator(const Critic& f, const Batch& real, const Batch& fake) const = 0;
  /// Called with the critic's weights after each of its updates.
  virtual void constrain(const std::vector<Parameter>& /*critic*/) const {}
};

std::unique_ptr<Loss> make_loss(const LossOptions& options);
std::vector<std::string> loss_names();

}  // namespace wgan
