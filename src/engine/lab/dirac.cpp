#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "wgan/lab/list.h"
#include "wgan/losses/losses.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr int64_t kBatch = 2;  // the real pictures are all 0, the generated ones all theta

/// f(x) = psi x for pictures of one number.
class LinearCritic : public Critic {
 public:
  explicit LinearCritic(Tensor psi) : psi_(std::move(psi)) {}
  Tensor class_scores(const Tensor& x, const Tensor&) const override { return psi_ * x.flatten(1); }
  Tensor features(const Tensor& x, const Tensor&) const override { return x.flatten(1); }

 private:
  Tensor psi_;
};

/// Points half way: the critic's gradient is the same everywhere.
class HalfWay : public LossContext {
 public:
  Tensor uniform(int64_t n, Purpose) const override {
    return at::full({n, 1, 1, 1}, 0.5, at::kDouble);
  }
  Tensor uniform_like(const Tensor& x) const override { return at::full_like(x, 0.5); }
};

struct Player {
  Tensor number;  // float64, a scalar that requires gradients
  explicit Player(double start) : number(at::full({}, start, at::kDouble).requires_grad_()) {}
  void descend(const Tensor& loss, double rate) {
    const Tensor gradient = torch::autograd::grad({loss}, {number}, {}, /*retain_graph=*/{},
                                                  /*create_graph=*/false, /*allow_unused=*/true)[0];
    if (gradient.defined()) number = (number - rate * gradient).detach().requires_grad_();
  }
  double value() const { return number.item<double>(); }
};

Batch batch(const Tensor& value) {
  return {value.to(at::kDouble).reshape({1, 1, 1, 1}).expand({kBatch, 1, 1, 1}),
          at::zeros({kBatch}, at::kLong)};
}

/// A way to train, and what is known of it at this point.
struct Case {
  const char* name;
  LossOptions options;
  enum class Known { kConverges, kDoesNot, kNothing } known;
};

std::vector<Case> cases() {
  using Known = Case::Known;
  // The non-saturating cost creeps there, like 1 / sqrt(steps).
  return {{"gan", {.name = "gan"}, Known::kNothing},
          {"gan, minimax", {.name = "gan", .generator_loss = "minimax"}, Known::kDoesNot},
          {"gan with R1", {.name = "gan", .r1 = 1}, Known::kConverges},
          {"gan with R2", {.name = "gan", .r2 = 1}, Known::kConverges},
          {"ls", {.name = "ls"}, Known::kNothing},
          {"hinge", {.name = "hinge"}, Known::kDoesNot},
          {"none", {.name = "none"}, Known::kDoesNot},
          {"clip", {.name = "clip", .clip = 1}, Known::kDoesNot},
          {"gp", {.name = "gp", .gp_lambda = 1}, Known::kDoesNot},
          {"dragan", {.name = "dragan", .gp_lambda = 1}, Known::kDoesNot},
          {"r3", {.name = "r3", .gamma = 1}, Known::kConverges}};
}

}  // namespace

Finding experiments::Dirac::run(const LabOptions& o, LabTools& tools) {
  const int64_t steps = o.steps > 0 ? o.steps : o.quick ? 800 : 2000;
  constexpr double kRate = 0.1;
  const std::vector<Case> all = cases();
  const HalfWay context;
  Finding finding;
  finding.table.columns = {"loss", "step", "theta", "psi"};
  PlotSeries circles{"gan", {}}, rests{"gan with R1", {}}, wgan_gp{"gp", {}},
      relativistic{"r3", {}};
  std::vector<PlotSeries*> drawn{&circles, &rests, &wgan_gp, &relativistic};
  for (size_t i = 0; i < all.size(); ++i) {
    const auto loss = make_loss(all[i].options);
    Player theta(1), psi(0.5);
    double late = 0;  // mean distance from the answer over the last tenth
    for (int64_t step = 0; step < steps; ++step) {
      const Batch real = batch(at::zeros({}, at::kDouble));
      {
        const LinearCritic critic(psi.number);
        psi.descend(loss->critic(critic, real, batch(theta.number.detach()), context).total, kRate);
        const std::vector<Parameter> weights{Parameter{"psi", psi.number}};
        loss->constrain(weights);
      }
      const LinearCritic critic(psi.number);
      theta.descend(loss->generator(critic, real, batch(theta.number)).total, kRate);
      if (step >= steps * 9 / 10)
        late += std::abs(theta.value()) / static_cast<double>(steps - steps * 9 / 10);
      if (step % 10 == 0)
        finding.table.rows.push_back(
            {static_cast<double>(i + 1), static_cast<double>(step), theta.value(), psi.value()});
      for (PlotSeries* series : drawn) {
        if (series->name == all[i].name && step < 400)
          series->points.push_back({theta.value(), psi.value()});
      }
    }
    finding.numbers.push_back({cat("distance at the end, ", all[i].name), late});
    const bool converged = late < 0.01;
    if (all[i].known != Case::Known::kNothing) {
      const bool expected = all[i].known == Case::Known::kConverges;
      finding.verdicts.push_back({cat(all[i].name, expected ? " comes to rest at the real point"
                                                            : " does not come to rest"),
                                  converged == expected, cat("distance ", lab_text(late)),
                                  Verdict::Kind::kClaim});
    }
    tools.progress("losses", static_cast<int64_t>(i) + 1, std::ssize(all));
  }
  finding.plots = {{.name = "dirac",
                    .title = "The Dirac-GAN, first 400 steps",
                    .x = {"theta, the generated point"},
                    .y = {"psi, the slope of the critic"},
                    .series = {circles, rests, wgan_gp, relativistic},
                    .square = true}};
  return finding;
}

}  // namespace wgan
