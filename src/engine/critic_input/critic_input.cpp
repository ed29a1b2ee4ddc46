#include "wgan/critic_input/critic_input.h"

#include "changes.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr DiffAugment kChanges[] = {
    {"color", change_color}, {"translation", change_place}, {"cutout", cut_out}};

const DiffAugment& find(const std::string& name) {
  for (const DiffAugment& change : kChanges) {
    if (name == change.name) return change;
  }
  throw Error(ExitCode::kUsage,
              cat("--diffaugment ", escaped(name), ": expected color, translation or cutout"));
}

}  // namespace

CriticInput::CriticInput(Range range, const std::vector<std::string>& diffaugment, Device device)
    : range_(std::move(range)) {
  range_.to(device);
  for (const std::string& name : diffaugment) changes_.push_back(find(name));
}

Tensor CriticInput::operator()(const Tensor& images, const SampleRandom& random) const {
  Tensor seen = images;
  if (!changes_.empty()) {
    std::vector<Random> draws;
    for (int64_t i = 0; i < images.size(0); ++i) draws.push_back(random(i));
    for (const DiffAugment& change : changes_) seen = change.apply(seen, draws);
  }
  return range_.from_unit(seen);
}

}  // namespace wgan
