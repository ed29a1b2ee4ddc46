#include "update_random.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/rand.h>

namespace wgan {

Tensor UpdateRandom::uniform(int64_t n, Purpose purpose) const {
  const Stream stream = purpose == Purpose::kInterpolate ? Stream::kPenalty : Stream::kLabelFlip;
  // The flips of fakes come after those of all real pictures.
  const uint64_t behind = purpose == Purpose::kFakeLabel ? uint64_t{1} << 32 : 0;
  Tensor values = at::empty({n, 1, 1, 1});
  for (int64_t i = 0; i < n; ++i) {
    values.data_ptr<float>()[i] =
        Random(seed, stream, attempt, step, behind + first + static_cast<uint64_t>(i)).uniform();
  }
  return values.to(device, type, /*non_blocking=*/true);
}

Tensor UpdateRandom::uniform_like(const Tensor& x) const {
  return at::rand(x.sizes(), kernel_random(Stream::kPenaltyNoise).next(x.device()), x.options());
}

SampleRandom UpdateRandom::each(Stream stream) const {
  return [draws = *this, stream](int64_t i) {
    return Random(draws.seed, stream, draws.attempt, draws.step,
                  draws.first + static_cast<uint64_t>(i));
  };
}

Tensor UpdateRandom::latent(Stream stream, int64_t n, const LatentLaw& law) const {
  Tensor z = at::empty({n, law.length});
  float* value = z.data_ptr<float>();
  for (int64_t i = 0; i < n; ++i) {
    law.draw({seed, stream, attempt, step, first + static_cast<uint64_t>(i)},
             value + i * law.length);
  }
  return z.to(device, type, /*non_blocking=*/true);
}

}  // namespace wgan
