#include "critic_fit.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/rand_like.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <numbers>

#include "wgan/options/settings.h"

namespace wgan {
namespace {

/// The random numbers of one update of the critic.
class FitContext : public LossContext {
 public:
  FitContext(uint64_t seed, int64_t update)
      : random_(seed, Stream::kLab, 2, static_cast<uint64_t>(update), 0) {}
  Tensor uniform(int64_t n, Purpose) const override {
    return at::rand({n, 1, 1, 1}, random_.next(at::kCPU), at::TensorOptions(at::kFloat));
  }
  Tensor uniform_like(const Tensor& x) const override {
    return at::rand(x.sizes(), random_.next(at::kCPU), x.options());
  }

 private:
  mutable KernelRandom random_;
};

}  // namespace

TrainOptions options_for_points(const LabFlags& flags, int64_t dimensions) {
  std::vector<Assignment> typed{{"data", "/points", "lab"}, {"arch", "mlp", "lab"}};
  for (const auto& [flag, value] : flags) typed.push_back({flag, value, "lab"});
  TrainOptions options = settle(typed, {}).options;
  options.data.size = {dimensions, 1}, options.data.channels = 1;
  return options;
}

Tensor as_pictures(const Tensor& points) {
  return points.reshape({points.size(0), 1, 1, points.size(1)});
}

Tensor as_points(const std::vector<double>& numbers) {
  return at::tensor(numbers, at::kDouble).to(at::kFloat).unsqueeze(1);
}

CriticFit::CriticFit(const LabFlags& flags, int64_t dimensions, uint64_t seed)
    : o_(options_for_points(flags, dimensions)),
      seed_(seed),
      critic_(make_networks(o_.network, o_.data.size, 1, seed).critic),
      optimizer_(make_optimizer(critic_optimizer_options(o_), critic_.parameters())),
      loss_(make_loss(o_.loss)) {}

void CriticFit::train(const DrawPoints& real, const DrawPoints& fake, int64_t updates) {
  const Tensor labels = at::zeros({o_.batch}, at::kLong);
  for (int64_t i = 0; i < updates; ++i) {
    Random random(seed_, Stream::kLab, 3, static_cast<uint64_t>(i), 0);
    const Batch of_real{as_pictures(real(random, o_.batch)), labels},
        of_fake{as_pictures(fake(random, o_.batch)), labels};
    const FitContext context(seed_, i);
    const LossTerms loss = loss_->critic(NetworkCritic(critic_), of_real, of_fake, context);
    const double share =
        (1 + std::cos(std::numbers::pi * static_cast<double>(i) / static_cast<double>(updates))) /
        2;
    optimizer_->step(optimizer_->gradients(loss.total), {.rate = share});
    loss_->constrain(critic_.parameters());
  }
}

std::vector<double> CriticFit::layer_gradients(const DrawPoints& real,
                                               const DrawPoints& fake) const {
  Random random(seed_, Stream::kLab, 8, 0, 0);
  const Tensor labels = at::zeros({o_.batch}, at::kLong);
  const Batch of_real{as_pictures(real(random, o_.batch)), labels},
      of_fake{as_pictures(fake(random, o_.batch)), labels};
  std::vector<Tensor> outputs;
  const NetworkCritic critic(critic_, nullptr,
                             [&](const Tensor& x, const std::string& layer, const Tensor& output) {
                               const bool hidden = layer.starts_with("act");
                               if (hidden && x.is_same(of_real.images)) outputs.push_back(output);
                             });
  const LossTerms loss = loss_->critic(critic, of_real, of_fake, FitContext(seed_, 0));
  const auto gradients =
      torch::autograd::grad({loss.total}, outputs, {}, /*retain_graph=*/{}, /*create_graph=*/false,
                            /*allow_unused=*/true);
  std::vector<double> norms;
  for (const Tensor& gradient : gradients)
    norms.push_back(gradient.defined() ? gradient.to(at::kDouble).norm().item<double>() : 0);
  return norms;
}

Tensor CriticFit::scores(const Tensor& points) const {
  const at::NoGradGuard no_grad;
  return critic_.forward(as_pictures(points), {.training = false, .momentum = {}}).flatten();
}

Tensor CriticFit::slopes(const Tensor& points) const {
  const Tensor labels = at::zeros({points.size(0)}, at::kLong);
  return NetworkCritic(critic_)
      .input_gradient(as_pictures(points), labels)
      .detach()
      .flatten(1)
      .norm(2, {1});
}

}  // namespace wgan
