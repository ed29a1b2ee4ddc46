#pragma once

#include "wgan/training/callbacks.h"

namespace wgan {

/// Trains until the last step, or until `callbacks` stop it. Throws NonFiniteError.
Ending train(const Training& training, Batches& batches, Callbacks& callbacks);

}  // namespace wgan
