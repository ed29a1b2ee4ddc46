#include "wgan/distributed/gradient_mean.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

namespace wgan {
namespace {

/// The first bucket is small, so that something travels soon. Bytes, as in PyTorch.
constexpr size_t kFirstBucket = 1 << 20, kBucket = 25 << 20;

/// Returns the place of a weight's gradient in a flat tensor, with the strides of the weight if
/// these fill a block of memory.
Tensor view_of(const Tensor& flat, int64_t begin, const Tensor& weight) {
  const Tensor block = flat.narrow(0, begin, weight.numel());
  return weight.is_non_overlapping_and_dense()
             ? block.as_strided(weight.sizes(), weight.strides(), block.storage_offset())
             : block.view(weight.sizes());
}

}  // namespace

GradientMean::GradientMean(const ProcessGroup& group, const TensorList& weights)
    : group_(group), bucket_of_(weights.size()), views_(weights.size()), added_(weights.size()) {
  for (size_t end = weights.size(); end > 0;) {
    const size_t limit = buckets_.empty() ? kFirstBucket : kBucket;
    size_t begin = end, bytes = 0;
    int64_t numbers = 0;
    while (begin > 0 && (bytes == 0 || bytes + weights[begin - 1].nbytes() <= limit) &&
           weights[begin - 1].scalar_type() == weights[end - 1].scalar_type()) {
      --begin;
      bytes += weights[begin].nbytes();
      numbers += weights[begin].numel();
    }
    Bucket& bucket = buckets_.emplace_back();
    bucket.flat = at::empty({numbers}, weights[begin].options().requires_grad(false));
    bucket.missing = end - begin;
    int64_t place = 0;
    for (size_t i = end; i-- > begin;) {
      bucket_of_[i] = buckets_.size() - 1;
      views_[i] = view_of(bucket.flat, place, weights[i]);
      place += weights[i].numel();
    }
    end = begin;
  }
}

void GradientMean::add(size_t index, const Tensor& gradient) {
  const at::NoGradGuard no_grad;
  views_[index].copy_(gradient);
  added_[index] = true;
  --buckets_[bucket_of_[index]].missing;
  start_full_buckets();
}

/// All ranks must send their buckets in the same order, whatever is ready first.
void GradientMean::start_full_buckets() {
  for (; next_ < buckets_.size() && buckets_[next_].missing == 0; ++next_)
    buckets_[next_].sum = group_.start_sum(buckets_[next_].flat);
}

TensorList GradientMean::wait() {
  const at::NoGradGuard no_grad;
  for (size_t i = 0; i < added_.size(); ++i) {
    if (!added_[i]) views_[i].zero_();
  }
  for (Bucket& bucket : buckets_) bucket.missing = 0;
  start_full_buckets();
  for (Bucket& bucket : buckets_) {
    bucket.sum->wait();
    bucket.flat.div_(static_cast<double>(group_.size()));
  }
  return views_;
}

}  // namespace wgan
