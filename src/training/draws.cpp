#include "draws.h"

#include <ATen/ops/empty.h>

namespace wgan {

Tensor Draws::uniform(int64_t n) const {
  Tensor values = at::empty({n, 1, 1, 1});
  for (int64_t i = 0; i < n; ++i) {
    values.data_ptr<float>()[i] =
        Random(seed, Stream::kPenalty, attempt, step, first + static_cast<uint64_t>(i)).uniform();
  }
  return values.to(device, /*non_blocking=*/true);
}

SampleRandom Draws::each(Stream stream) const {
  return [draws = *this, stream](int64_t i) {
    return Random(draws.seed, stream, draws.attempt, draws.step,
                  draws.first + static_cast<uint64_t>(i));
  };
}

Tensor Draws::latent(Stream stream, int64_t n, int64_t latent) const {
  Tensor z = at::empty({n, latent});
  float* value = z.data_ptr<float>();
  for (int64_t i = 0; i < n; ++i) {
    Random random(seed, stream, attempt, step, first + static_cast<uint64_t>(i));
    for (int64_t j = 0; j < latent; ++j) *value++ = random.normal();
  }
  return z.to(device, /*non_blocking=*/true);
}

}  // namespace wgan
