#include <ATen/core/grad_mode.h>
#include <ATen/ops/topk.h>

#include <algorithm>
#include <cmath>

#include "decorators.h"

namespace wgan {
namespace {

/// Sinha et al. 2020, "Top-k Training of GANs", equation 3: the generator learns from the k samples
/// of a batch whose scores are highest, k being a share of the batch. The paper lowers k over the
/// first epochs; here it is constant.
class TopK : public LossDecorator {
 public:
  TopK(std::unique_ptr<Loss> loss, double share) : LossDecorator(std::move(loss)), share_(share) {}

  LossTerms generator(const Critic& f, const Batch& real, const Batch& fake) const override {
    const Tensor kept = highest(f, fake);
    const auto of = [&](const Batch& batch) {
      return Batch{batch.images.index_select(0, kept), batch.labels.index_select(0, kept)};
    };
    return LossDecorator::generator(f, of(real), of(fake));
  }

 private:
  /// Returns the places of the samples that count, int64 [k]; at least two, which norms over a
  /// batch need.
  Tensor highest(const Critic& f, const Batch& fake) const {
    const at::NoGradGuard no_grad;
    const int64_t count = fake.images.size(0);
    const auto k = std::llround(share_ * static_cast<double>(count));
    return std::get<1>(at::topk(f.score(fake.images, fake.labels),
                                std::clamp<int64_t>(k, std::min<int64_t>(2, count), count)));
  }

  double share_;
};

}  // namespace

std::unique_ptr<Loss> with_top_k(std::unique_ptr<Loss> loss, double share) {
  return std::make_unique<TopK>(std::move(loss), share);
}

}  // namespace wgan
