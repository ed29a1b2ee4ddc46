#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_sub.h>
#include <ATen/ops/ones.h>

#include "wgan/training/historical_average.h"

namespace wgan {

HistoricalAverage::HistoricalAverage(const Network& network, double weight) : weight_(weight) {
  if (weight == 0) return;
  for (const Parameter& p : network.parameters()) {
    mean_.emplace_back("mean." + p.name, p.tensor.detach().clone());
    means_.push_back(mean_.back().second);
  }
  count_ = at::ones({}, means_.front().options().dtype(at::kDouble));
}

void HistoricalAverage::restart(const Network& network) {
  if (weight_ == 0) return;
  const at::NoGradGuard no_grad;
  for (size_t i = 0; i < means_.size(); ++i) means_[i].copy_(network.parameters()[i].tensor);
  count_.fill_(1);
}

void HistoricalAverage::pull(const Network& network, TensorList& gradients) const {
  if (weight_ == 0) return;
  const at::NoGradGuard no_grad;
  TensorList weights;
  for (const Parameter& p : network.parameters()) weights.push_back(p.tensor.detach());
  at::_foreach_add_(gradients, at::_foreach_sub(weights, means_), 2 * weight_);
}

void HistoricalAverage::add(const Network& network) {
  if (weight_ == 0) return;
  const at::NoGradGuard no_grad;
  TensorList weights;
  for (const Parameter& p : network.parameters()) weights.push_back(p.tensor.detach());
  count_.add_(1);
  TensorList moves = at::_foreach_sub(weights, means_);
  at::_foreach_mul_(moves, count_.reciprocal());
  at::_foreach_add_(means_, moves);
}

NamedTensors HistoricalAverage::state() const {
  NamedTensors all = mean_;
  if (weight_ > 0) all.emplace_back("count", count_);
  return all;
}

}  // namespace wgan
