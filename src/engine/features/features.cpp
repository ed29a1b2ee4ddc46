#include "wgan/features/features.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <mutex>

#include "weights.h"
#include "wgan/base/error.h"
#include "wgan/checkpoint/checkpoint.h"
#include "wgan/device/parallel.h"
#include "wgan/features/list.h"
#include "wgan/formats/safetensors.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// RGB from 0 to 255, float [n, 3, H, W].
Tensor as_rgb(const Pictures& pictures) {
  const Tensor planes = pictures.permute({0, 3, 1, 2}).to(at::kFloat);
  if (planes.size(1) == 1) return planes.expand({-1, 3, -1, -1}).contiguous();
  if (planes.size(1) == 3) return planes.contiguous();
  const Tensor opacity = planes.narrow(1, 3, 1) / 255;
  return (planes.narrow(1, 0, 3) * opacity + (1 - opacity) * 255).contiguous();
}

}  // namespace

OpenedFeatures open_features(const std::string& named) {
  const size_t equals = named.find('=');
  const std::string name = named.substr(0, equals),
                    path = equals == std::string::npos ? "" : named.substr(equals + 1);
  const std::string expected = cat("expected NAME=FILE.safetensors with NAME one of ",
                                   join(FeatureNetworkList::names(), ", "));
  if (path.empty())
    throw Error(ExitCode::kUsage, cat("--features ", escaped(named), ": ", expected));
  OpenedFeatures opened{name, "", nullptr};
  const bool known = FeatureNetworkList::visit(name, [&]<typename Entry>() {
    const SealedFile file = read_safetensors(path);
    opened.digest = digest(file.contents);
    FeatureWeights weights(unpack_checkpoint(file).tensors, path);
    opened.network = Entry::make(weights);
    weights.check(name);
  });
  if (!known)
    throw Error(ExitCode::kUsage, cat("--features ", escaped(named),
                                      ": there is no network of that name; ", expected));
  return opened;
}

Features features_of(const OpenedFeatures& features, const Pictures& pictures,
                     const std::function<void(int64_t done)>& progress) {
  constexpr int64_t kPart = 8;
  const int64_t n = pictures.size(0);
  Features all;
  std::mutex mutex;
  int64_t done = 0;
  for_parts(n, kPart, [&](int64_t first, int64_t count) {
    const at::NoGradGuard no_grad;
    const Features found = features.network->find(as_rgb(pictures.narrow(0, first, count)));
    const std::lock_guard lock(mutex);
    const auto place = [&](Tensor& to, const Tensor& from) {
      if (!from.defined()) return;
      if (!to.defined()) to = at::empty({n, from.size(1)});
      to.narrow(0, first, count).copy_(from);
    };
    place(all.values, found.values);
    place(all.probabilities, found.probabilities);
    if (progress) progress(done += count);
  });
  if (!all.values.isfinite().all().item<bool>())
    throw Error(ExitCode::kModel, cat("the network ", features.name,
                                      " finds features that are not finite, so its file "
                                      "does not hold proper weights"));
  return all;
}

}  // namespace wgan
