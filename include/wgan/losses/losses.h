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

/// Each loss is one formula in one file. A loss gets the critic as a function, and both batches. It
/// returns named terms; it never logs, updates weights or knows the step number.
namespace wgan {

/// The scores of pictures, and how steep the critic is there.
struct Slopes {
  Tensor scores;   // f(x, y), [N]
  Tensor squares;  // |grad f|^2 with respect to x, [N]; float32, or float64 for such scores
};

/// The critic f as the losses see it. `x` is float [N, C, H, W], `y` int64 [N] labels.
class Critic {
 public:
  virtual ~Critic() = default;
  /// The scores of the K classes, [N, K].
  virtual Tensor class_scores(const Tensor& x, const Tensor& y) const = 0;
  /// f(x, y), [N]: the log-sum-exp of the class scores, or the score itself if K is 1.
  Tensor score(const Tensor& x, const Tensor& y) const;
  /// The input of the critic's last layer, [N, …].
  virtual Tensor features(const Tensor& x, const Tensor& y) const = 0;
  /// The gradient of f with respect to x at (x, y), in the shape of x. It is differentiable with
  /// respect to the weights. The default uses double backward; a critic that can do it at less cost
  /// overrides it.
  virtual Tensor input_gradient(const Tensor& x, const Tensor& y) const;
  /// The scores and the squared norms of `input_gradient` at the same points. Both are
  /// differentiable with respect to the weights. The default uses double backward; a critic that
  /// can do both at once overrides it.
  virtual Slopes slopes(const Tensor& x, const Tensor& y) const;
};

/// Called with each layer's output for the pictures `x`.
using CriticObserver =
    std::function<void(const Tensor& x, const std::string& layer, const Tensor& output)>;

/// The critic that a network in training computes.
class NetworkCritic : public Critic {
 public:
  /// Dropout draws from `kernel_random`, in the order of the calls. `precision` and `norm_group`
  /// are those of `Pass`.
  explicit NetworkCritic(const Network& network, KernelRandom* kernel_random = nullptr,
                         CriticObserver observer = {},
                         std::optional<at::ScalarType> precision = std::nullopt,
                         const ProcessGroup* norm_group = nullptr)
      : network_(network),
        kernel_random_(kernel_random),
        observer_(std::move(observer)),
        precision_(precision),
        norm_group_(norm_group) {}
  Tensor class_scores(const Tensor& x, const Tensor& y) const override;
  Tensor features(const Tensor& x, const Tensor& y) const override;
  /// Uses `Network::input_gradient` where the network supports it.
  Tensor input_gradient(const Tensor& x, const Tensor& y) const override;
  /// Uses `Network::slopes` where the network supports it.
  Slopes slopes(const Tensor& x, const Tensor& y) const override;

 private:
  /// Returns `function(pass)` for a pass that reports its layers to the observer.
  template <typename Function>
  auto observed(const Tensor& x, const Tensor& y, const Function& function) const;

  const Network& network_;
  KernelRandom* kernel_random_;
  CriticObserver observer_;
  std::optional<at::ScalarType> precision_;
  const ProcessGroup* norm_group_;
};

/// Moving averages of the critic's mean scores of real and generated pictures, [1].
struct ScoreAnchors {
  Tensor real, fake;
};

/// What a loss may know of an update: its random numbers, and how much its penalties count.
class LossContext {
 public:
  virtual ~LossContext() = default;
  enum class Purpose { kInterpolate, kRealLabel, kFakeLabel };
  /// Numbers uniform in [0, 1), one for each sample: float [n, 1, 1, 1]. Each purpose has its own.
  virtual Tensor uniform(int64_t n, Purpose purpose) const = 0;
  /// Numbers uniform in [0, 1), one for each number of `x`, in its shape and on its device.
  virtual Tensor uniform_like(const Tensor& x) const = 0;
  /// What the weights of gradient penalties are multiplied by in this update; 0 leaves them out.
  virtual double penalty() const { return 1; }
  /// The anchors of LeCam regularisation, which update themselves; null without it.
  virtual const ScoreAnchors* anchors() const { return nullptr; }
};

/// `total` is minimised; `terms` are detached scalars for the log, by the name of their column.
struct LossTerms {
  Tensor total;
  std::vector<std::pair<std::string, Tensor>> terms;
};

class Loss {
 public:
  virtual ~Loss() = default;
  /// The critic's loss on a real and a fake batch. `fake.images` has no graph.
  virtual LossTerms critic(const Critic& f, const Batch& real, const Batch& fake,
                           const LossContext& random) const = 0;
  /// The generator's loss. The gradient flows through `fake.images`; `real` is the last real batch
  /// of the critic.
  virtual LossTerms generator(const Critic& f, const Batch& real, const Batch& fake) const = 0;
  /// Is called with the critic's weights after each of its updates.
  virtual void constrain(const std::vector<Parameter>& /*critic*/) const {}
};

/// Throws Error(kUsage) if wgan/losses/list.h has no loss of that name.
std::unique_ptr<Loss> make_loss(const LossOptions& options);

}  // namespace wgan
