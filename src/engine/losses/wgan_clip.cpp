#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_clamp_max.h>
#include <ATen/ops/_foreach_clamp_min.h>

#include "wasserstein.h"
#include "wgan/losses/list.h"

namespace wgan {
namespace {

/// Arjovsky et al. 2017, Algorithm 1, line 7: w <- clip(w, -c, c) after every update of the critic.
class WeightClipping : public WassersteinLoss {
 public:
  explicit WeightClipping(const LossOptions& options)
      : c_(options.clip), norm_params_(options.clip_norm_params) {}

  void constrain(const std::vector<Parameter>& critic) const override {
    const at::NoGradGuard no_grad;
    TensorList clipped;
    for (const Parameter& w : critic) {
      if (!w.norm || norm_params_) clipped.push_back(w.tensor);
    }
    at::_foreach_clamp_min_(clipped, -c_);
    at::_foreach_clamp_max_(clipped, c_);
  }

 private:
  double c_;
  bool norm_params_;
};

}  // namespace

std::unique_ptr<Loss> losses::WganClip::make(const LossOptions& options) {
  return std::make_unique<WeightClipping>(options);
}

}  // namespace wgan
