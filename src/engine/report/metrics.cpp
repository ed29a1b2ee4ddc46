#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <cmath>

#include "wgan/report/report.h"
#include "wgan/text/text.h"

namespace wgan {
void Mean::add(const Tensor& value) {
  const Tensor wide = value.detach().to(at::kDouble);
  sum_ = sum_.defined() ? sum_ + wide : wide;
  ++count_;
}

std::optional<double> Mean::value() const {
  if (count_ == 0) return std::nullopt;
  return sum_.item<double>() / static_cast<double>(count_);
}

Tensor Mean::pack() const {
  Tensor packed = at::empty({2}, at::TensorOptions(at::kDouble));
  packed.data_ptr<double>()[0] = count_ ? sum_.item<double>() : 0;
  packed.data_ptr<double>()[1] = static_cast<double>(count_);
  return packed;
}

void Mean::unpack(const Tensor& packed, Device device) {
  count_ = static_cast<int64_t>(packed.data_ptr<double>()[1]);
  sum_ = count_ ? packed[0].to(device) : Tensor();
}

std::vector<std::string> status_parts(const MetricsRow& row, const Outlook& outlook) {
  std::vector<std::string> parts{cat("step ", row.step, '/', outlook.steps),
                                 cat("epoch ", outlook.epoch)};
  if (!outlook.condition.empty()) parts.push_back(outlook.condition);
  if (outlook.seconds_left)
    parts.push_back(cat(duration(std::floor(*outlook.seconds_left)), " left"));
  parts.push_back(cat(grouped(row.images), " images"));
  parts.push_back(cat(printed("%.0f", row.images_per_second), " images/s"));
  if (row.critic_loss && !row.w_estimate)
    parts.push_back(cat("critic loss ", printed("%.3g", *row.critic_loss)));
  if (row.generator_loss && !row.w_estimate)
    parts.push_back(cat("generator loss ", printed("%.3g", *row.generator_loss)));
  // The critic's loss falls below zero as it learns; for people, its gap, the distance estimate, is
  // easier to read.
  if (row.w_estimate)
    parts.push_back(cat("W estimate (critic gap) ", printed("%.3g", *row.w_estimate)));
  if (row.gradient_norm)
    parts.push_back(cat("gradient norm ", printed("%.2f", *row.gradient_norm)));
  if (row.swd) parts.push_back(cat("swd ", printed("%.3g", *row.swd)));
  if (row.accuracy) parts.push_back(cat("accuracy ", printed("%.1f", 100 * *row.accuracy), " %"));
  parts.push_back(bytes(row.memory_mb * 1e6));
  return parts;
}

}  // namespace wgan
