#include "wgan/critic_input/critic_input.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/where.h>

#include "wgan/base/error.h"
#include "wgan/critic_input/list.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// "color, translation or cutout".
std::string expected_names() {
  std::vector<std::string> names = DiffAugmentList::names();
  const std::string last = names.back();
  names.pop_back();
  return cat(join(names, ", "), " or ", last);
}

DiffAugment find(const std::string& name) {
  DiffAugment transform = nullptr;
  if (DiffAugmentList::visit(name, [&]<typename Entry>() { transform = Entry::apply; }))
    return transform;
  throw Error(ExitCode::kUsage,
              cat("--diffaugment ", escaped(name), ": expected ", expected_names()));
}

}  // namespace

CriticInput::CriticInput(Range range, const std::vector<std::string>& diffaugment, Device device)
    : range_(std::move(range)) {
  range_.to(device);
  for (const std::string& name : diffaugment) transforms_.push_back(find(name));
}

Tensor CriticInput::operator()(const Tensor& images, const SampleRandom& random,
                               double share) const {
  Tensor transformed = images;
  if (!transforms_.empty() && share > 0) {
    std::vector<Random> draws;
    for (int64_t i = 0; i < images.size(0); ++i) draws.push_back(random(i));
    Tensor chosen;
    if (share < 1) {
      chosen = at::empty({images.size(0), 1, 1, 1}, at::TensorOptions(at::kBool));
      for (int64_t i = 0; i < images.size(0); ++i)
        chosen.data_ptr<bool>()[i] = draws[static_cast<size_t>(i)].uniform() < share;
      chosen = chosen.to(images.device(), /*non_blocking=*/true);
    }
    for (const DiffAugment transform : transforms_) transformed = transform(transformed, draws);
    if (chosen.defined()) transformed = at::where(chosen, transformed, images);
  }
  return range_.from_unit(transformed);
}

}  // namespace wgan
