#include "weights.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "wgan/base/error.h"
#include "wgan/device/shape_text.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

Tensor padded_same(const Tensor& x, const Window& window) {
  const auto missing = [&](int64_t side, int64_t kernel) {
    const int64_t out = (side + window.stride - 1) / window.stride;
    return std::max<int64_t>(0, (out - 1) * window.stride + kernel - side);
  };
  const int64_t across = missing(x.size(3), window.kernel[1]),
                down = missing(x.size(2), window.kernel[0]);
  if (across == 0 && down == 0) return x;
  return at::constant_pad_nd(x, {across / 2, across - across / 2, down / 2, down - down / 2});
}

}  // namespace

Tensor FeatureWeights::take(const std::string& name, const std::vector<int64_t>& shape) {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) {
    faults_.push_back(cat("no ", name));
  } else if (found->second.sizes() != at::IntArrayRef(shape)) {
    faults_.push_back(
        cat(name, " is ", shape_text(found->second.sizes()), " instead of ", shape_text(shape)));
  } else {
    return found->second.to(at::kFloat);
  }
  return at::zeros(shape);
}

void FeatureWeights::check(const std::string& name) const {
  if (faults_.empty()) return;
  throw Error(
      ExitCode::kModel,
      cat(escaped(file_.string()), " does not hold the weights of ", name, ": ", some_of(faults_),
          "; scripts/convert-features makes a file of the published ones"));
}

NormedConvolution::NormedConvolution(FeatureWeights& from, const std::string& weight,
                                     const std::string& norm, int64_t in, int64_t out,
                                     const Window& window, double epsilon)
    : window_(window) {
  const Tensor raw =
      from.take(weight, {out, in / window.groups, window.kernel[0], window.kernel[1]});
  const auto of_norm = [&](const char* part) { return from.take(cat(norm, ".", part), {out}); };
  const Tensor scale = of_norm("weight") / (of_norm("running_var") + epsilon).sqrt();
  weight_ = (raw * scale.view({-1, 1, 1, 1})).contiguous(at::MemoryFormat::ChannelsLast);
  bias_ = of_norm("bias") - of_norm("running_mean") * scale;
}

Tensor NormedConvolution::operator()(const Tensor& input) const {
  const Tensor x = window_.same ? padded_same(input, window_) : input;
  return at::conv2d(x, weight_, bias_, {window_.stride, window_.stride}, window_.padding, {1, 1},
                    window_.groups);
}

}  // namespace wgan
