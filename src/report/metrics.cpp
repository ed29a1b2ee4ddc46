#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <cstdio>

#include "wgan/report.h"
#include "wgan/text.h"

namespace wgan {
namespace {

std::string number(const char* format, double value) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, format, value);
  return buffer;
}

std::string cell(const std::optional<double>& value) { return value ? number("%.9g", *value) : ""; }

}  // namespace

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

std::string metrics_header(bool tells_classes) {
  return cat(
      "step,images,seconds,critic_loss,generator_loss,w_estimate,gradient_norm,images_per_second,"
      "data_wait,memory_mb",
      tells_classes ? ",accuracy" : "");
}

bool is_metrics_header(std::string_view line) {
  return line == metrics_header(false) || line == metrics_header(true);
}

std::string csv_line(const MetricsRow& row, bool tells_classes) {
  return cat(row.step, ',', row.images, ',', number("%.3f", row.seconds), ',',
             cell(row.critic_loss), ',', cell(row.generator_loss), ',', cell(row.w_estimate), ',',
             cell(row.gradient_norm), ',', number("%.1f", row.images_per_second), ',',
             number("%.4f", row.data_wait), ',', number("%.1f", row.memory_mb),
             tells_classes ? cat(',', cell(row.accuracy)) : "");
}

std::string status_line(const MetricsRow& row, int64_t total, std::optional<double> seconds_left) {
  std::string line = cat("step ", row.step, total ? cat('/', total) : "", ", ",
                         number("%.0f", row.images_per_second), " images/s");
  if (seconds_left)
    line += cat(", ", duration(static_cast<double>(static_cast<int64_t>(*seconds_left))), " left");
  if (row.critic_loss && !row.w_estimate)
    line += cat(", critic loss ", number("%.3g", *row.critic_loss));
  if (row.generator_loss && !row.w_estimate)
    line += cat(", generator loss ", number("%.3g", *row.generator_loss));
  // The critic's loss falls below zero as it learns; its gap, the estimate of the distance, is what
  // a person can read.
  if (row.w_estimate) line += cat(", W estimate (critic gap) ", number("%.3g", *row.w_estimate));
  if (row.gradient_norm) line += cat(", gradient norm ", number("%.2f", *row.gradient_norm));
  if (row.accuracy) line += cat(", accuracy ", number("%.1f", 100 * *row.accuracy), " %");
  return line + cat(", ", bytes(row.memory_mb * 1e6));
}

}  // namespace wgan
