#include <ATen/ops/empty.h>

#include <algorithm>

#include "bootstrap.h"
#include "wgan/device/parallel.h"
#include "wgan/metrics/list.h"

namespace wgan {

std::vector<Estimate> metrics::Saturated::measure(const Comparison& sets) {
  const int64_t n = sets.fake.size(0), values = sets.fake[0].numel();
  const Tensor shares = at::empty({n});
  const uint8_t* byte = sets.fake.const_data_ptr<uint8_t>();
  for_parts(n, 64, [&](int64_t first, int64_t count) {
    for (int64_t i = first; i < first + count; ++i) {
      const auto ends = std::count_if(byte + i * values, byte + (i + 1) * values,
                                      [](uint8_t value) { return value == 0 || value == 255; });
      shares.data_ptr<float>()[i] = static_cast<float>(ends) / static_cast<float>(values);
    }
  });
  return {mean_estimate({.name = kName, .good = Good::kLikeReal}, shares,
                        draw_replicates(sets, Side::kFake, sets.fake.size(0)))};
}

}  // namespace wgan
