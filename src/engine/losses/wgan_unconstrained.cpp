#include "wasserstein.h"
#include "wgan/losses/list.h"

namespace wgan {

/// Nothing keeps the critic Lipschitz, so its scores have no bound. This loss shows why the others
/// have a constraint.
std::unique_ptr<Loss> losses::WganUnconstrained::make(const LossOptions&) {
  return std::make_unique<WassersteinLoss>();
}

}  // namespace wgan
