#include "makers.h"
#include "wasserstein.h"

namespace wgan {

/// Nothing keeps the critic Lipschitz, so its scores have no bound: to see why the others are
/// there.
std::unique_ptr<Loss> make_wgan_none(const LossOptions&) { return std::make_unique<Wasserstein>(); }

}  // namespace wgan
