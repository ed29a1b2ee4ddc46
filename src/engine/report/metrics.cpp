#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "wgan/report/report.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

std::string number(const char* format, double value) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, format, value);
  return buffer;
}

std::string cell(const std::optional<double>& value) { return value ? number("%.9g", *value) : ""; }

struct Column {
  std::string_view name;
  std::string (*cell)(const MetricsRow& row);
};

constexpr std::string_view kAccuracy = "accuracy";

constexpr std::array kColumns{
    Column{"step", [](const MetricsRow& r) { return cat(r.step); }},
    Column{"images", [](const MetricsRow& r) { return cat(r.images); }},
    Column{"seconds", [](const MetricsRow& r) { return number("%.3f", r.seconds); }},
    Column{"critic_loss", [](const MetricsRow& r) { return cell(r.critic_loss); }},
    Column{"generator_loss", [](const MetricsRow& r) { return cell(r.generator_loss); }},
    Column{"w_estimate", [](const MetricsRow& r) { return cell(r.w_estimate); }},
    Column{"gradient_norm", [](const MetricsRow& r) { return cell(r.gradient_norm); }},
    Column{"critic_gradient", [](const MetricsRow& r) { return cell(r.critic_gradient); }},
    Column{"generator_gradient", [](const MetricsRow& r) { return cell(r.generator_gradient); }},
    Column{"images_per_second",
           [](const MetricsRow& r) { return number("%.1f", r.images_per_second); }},
    Column{"data_wait", [](const MetricsRow& r) { return number("%.4f", r.data_wait); }},
    Column{"memory_mb", [](const MetricsRow& r) { return number("%.1f", r.memory_mb); }},
    Column{kAccuracy, [](const MetricsRow& r) { return cell(r.accuracy); }}};

/// Returns the column of that name, or nothing.
const Column* column(std::string_view name) {
  const auto found = std::find_if(kColumns.begin(), kColumns.end(),
                                  [&](const Column& known) { return known.name == name; });
  return found == kColumns.end() ? nullptr : &*found;
}

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
  std::vector<std::string> names;
  for (const Column& c : kColumns) {
    if (c.name != kAccuracy || tells_classes) names.emplace_back(c.name);
  }
  return join(names, ",");
}

bool is_metrics_header(std::string_view line) {
  for (const bool tells_classes : {false, true}) {
    const std::string now = metrics_header(tells_classes);
    // The first versions had no columns for the networks' gradients.
    if (line == now || line == replaced(now, ",critic_gradient,generator_gradient", ""))
      return true;
  }
  return false;
}

std::string csv_line(const MetricsRow& row, std::string_view header) {
  std::vector<std::string> cells;
  for (const std::string_view name : split(header, ',')) cells.push_back(column(name)->cell(row));
  return join(cells, ",");
}

std::vector<std::string> status_parts(const MetricsRow& row, const Outlook& outlook) {
  std::vector<std::string> parts{cat("step ", row.step, '/', outlook.steps),
                                 cat("epoch ", outlook.epoch)};
  if (outlook.seconds_left)
    parts.push_back(cat(duration(std::floor(*outlook.seconds_left)), " left"));
  parts.push_back(cat(grouped(row.images), " images"));
  parts.push_back(cat(number("%.0f", row.images_per_second), " images/s"));
  if (row.critic_loss && !row.w_estimate)
    parts.push_back(cat("critic loss ", number("%.3g", *row.critic_loss)));
  if (row.generator_loss && !row.w_estimate)
    parts.push_back(cat("generator loss ", number("%.3g", *row.generator_loss)));
  // The critic's loss falls below zero as it learns; for people, its gap, the distance estimate, is
  // easier to read.
  if (row.w_estimate)
    parts.push_back(cat("W estimate (critic gap) ", number("%.3g", *row.w_estimate)));
  if (row.gradient_norm) parts.push_back(cat("gradient norm ", number("%.2f", *row.gradient_norm)));
  if (row.accuracy) parts.push_back(cat("accuracy ", number("%.1f", 100 * *row.accuracy), " %"));
  parts.push_back(bytes(row.memory_mb * 1e6));
  return parts;
}

}  // namespace wgan
