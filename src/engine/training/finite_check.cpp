#include <ATen/TensorOperators.h>

#include <cmath>

#include "wgan/text/text.h"
#include "wgan/training/finite_check.h"

namespace wgan {

void FiniteCheck::add(Player player, const Progress& progress, const Update& update) {
  constexpr size_t kKept = 20;
  const Tensor both = update.loss.total.detach().to(at::kDouble) + update.gradient_norm;
  sum_ = sum_.defined() ? sum_ + both : both;  // once not finite, it stays so
  const int64_t step = progress.step + (player == Player::kCritic ? 1 : 0);  // of the update
  norms_.push_back({step, progress.critic_updates, player, update.gradient_norm});
  if (norms_.size() > kKept) norms_.pop_front();
}

bool FiniteCheck::sound() const { return !sum_.defined() || std::isfinite(sum_.item<double>()); }

void FiniteCheck::forget() { sum_ = Tensor(); }

void FiniteCheck::go_back(const Progress& progress) {
  forget();
  std::erase_if(norms_, [&](const Norm& n) {
    const bool this_step = n.step == progress.step + 1 && n.player == Player::kCritic;
    return n.step > progress.step && !(this_step && n.update <= progress.critic_updates);
  });
}

std::vector<std::string> FiniteCheck::gradient_norms() const {
  std::vector<std::string> lines;
  for (const Norm& n : norms_) {
    lines.push_back(cat("step ", n.step,
                        n.player == Player::kCritic ? cat(", critic ", n.update) : ", generator",
                        ": ", n.value.item<double>()));
  }
  return lines;
}

}  // namespace wgan
