#pragma once

#include <ATen/TensorOperators.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/autograd.h>

#include <functional>
#include <string>
#include <vector>

#include "support.h"
#include "wgan/losses/losses.h"

/// Critics, batches and random numbers that tests of losses work out by hand.
namespace wgan {

/// A critic given as a function of the images.
class FunctionCritic : public Critic {
 public:
  explicit FunctionCritic(std::function<Tensor(const Tensor&)> f) : f_(std::move(f)) {}
  Tensor class_scores(const Tensor& x, const Tensor&) const override { return f_(x).unsqueeze(1); }
  Tensor features(const Tensor& x, const Tensor&) const override { return x.flatten(1); }

 private:
  std::function<Tensor(const Tensor&)> f_;
};

/// Given random numbers, and what penalties are multiplied by.
class GivenNoise : public LossContext {
 public:
  explicit GivenNoise(std::vector<double> values, double penalty = 1)
      : values_(std::move(values)), penalty_(penalty) {}
  Tensor uniform(int64_t n, Purpose) const override {
    EXPECT_EQ(static_cast<size_t>(n), values_.size()) << "one epsilon for each sample";
    return at::tensor(values_, at::kDouble).reshape({-1, 1, 1, 1});
  }
  Tensor uniform_like(const Tensor& x) const override { return at::full_like(x, kEachPixel); }
  double penalty() const override { return penalty_; }
  const ScoreAnchors* anchors() const override { return &score_anchors; }

  static constexpr double kEachPixel = 0.5;
  ScoreAnchors score_anchors;

 private:
  std::vector<double> values_;
  double penalty_;
};

/// Pictures of one pixel with these values; the critic f(x) = x then has these scores.
inline Batch scores(std::vector<double> values) {
  return {at::tensor(values, at::kDouble).reshape({-1, 1, 1, 1}),
          at::zeros({static_cast<int64_t>(values.size())}, at::kLong)};
}
inline const FunctionCritic kIdentity([](const Tensor& x) { return x.flatten(); });

inline std::vector<double> gradient(const Tensor& of, const Tensor& by) {
  const Tensor g = torch::autograd::grad({of}, {by})[0].flatten().to(at::kDouble).contiguous();
  return {g.data_ptr<double>(), g.data_ptr<double>() + g.numel()};
}

inline void expect_near(const std::vector<double>& found, const std::vector<double>& expected,
                        double within = 1e-6) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], within) << i;
}

inline double term(const LossTerms& terms, const std::string& name) {
  for (const auto& [known, value] : terms.terms) {
    if (known == name) return value.item<double>();
  }
  ADD_FAILURE() << "there is no term " << name;
  return 0;
}

}  // namespace wgan
