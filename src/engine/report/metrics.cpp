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

/// A column: its name, its cell for a row, and how a cell's number comes back into a row.
struct Column {
  std::string_view name;
  std::string (*cell)(const MetricsRow& row);
  void (*read)(MetricsRow& row, double value);
  bool first = false;  // the first version had it
};

template <int64_t MetricsRow::*kMember>
constexpr Column count_of(std::string_view name) {
  return {name, [](const MetricsRow& r) { return cat(r.*kMember); },
          [](MetricsRow& r, double value) { r.*kMember = static_cast<int64_t>(value); }, true};
}

template <double MetricsRow::*kMember>
constexpr Column number_of(std::string_view name, std::string (*cell)(const MetricsRow& row)) {
  return {name, cell, [](MetricsRow& r, double value) { r.*kMember = value; }, true};
}

template <std::optional<double> MetricsRow::*kMember>
constexpr Column optional_of(std::string_view name, bool first = false) {
  return {name, [](const MetricsRow& r) { return cell(r.*kMember); },
          [](MetricsRow& r, double value) { r.*kMember = value; }, first};
}

constexpr std::string_view kAccuracy = "accuracy", kHeldOut = "score_held_out",
                           kRankedHeldOut = "ranked_held_out";

constexpr std::array kColumns{
    count_of<&MetricsRow::step>("step"),
    count_of<&MetricsRow::images>("images"),
    number_of<&MetricsRow::seconds>("seconds",
                                    [](const MetricsRow& r) { return number("%.3f", r.seconds); }),
    optional_of<&MetricsRow::critic_loss>("critic_loss", true),
    optional_of<&MetricsRow::generator_loss>("generator_loss", true),
    optional_of<&MetricsRow::w_estimate>("w_estimate", true),
    optional_of<&MetricsRow::gradient_norm>("gradient_norm", true),
    optional_of<&MetricsRow::critic_gradient>("critic_gradient"),
    optional_of<&MetricsRow::generator_gradient>("generator_gradient"),
    number_of<&MetricsRow::images_per_second>(
        "images_per_second",
        [](const MetricsRow& r) { return number("%.1f", r.images_per_second); }),
    number_of<&MetricsRow::data_wait>(
        "data_wait", [](const MetricsRow& r) { return number("%.4f", r.data_wait); }),
    number_of<&MetricsRow::memory_mb>(
        "memory_mb", [](const MetricsRow& r) { return number("%.1f", r.memory_mb); }),
    optional_of<&MetricsRow::accuracy>(kAccuracy),
    optional_of<&MetricsRow::diversity>("diversity"),
    optional_of<&MetricsRow::score_real>("score_real"),
    optional_of<&MetricsRow::score_fake>("score_fake"),
    optional_of<&MetricsRow::score_held_out>(kHeldOut),
    optional_of<&MetricsRow::ranked>("ranked"),
    optional_of<&MetricsRow::ranked_held_out>(kRankedHeldOut),
    optional_of<&MetricsRow::slope>("slope"),
    optional_of<&MetricsRow::w_levels>("w_levels"),
    optional_of<&MetricsRow::swd>("swd"),
    optional_of<&MetricsRow::ms_ssim>("ms_ssim"),
    optional_of<&MetricsRow::colour>("colour"),
    optional_of<&MetricsRow::spectrum>("spectrum")};

constexpr std::array<std::string_view, 4> kQuality{"swd", "ms_ssim", "colour", "spectrum"};

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

std::string metrics_header(const MetricsColumns& columns) {
  std::vector<std::string> names;
  for (const Column& c : kColumns) {
    const bool left_out =
        (c.name == kAccuracy && !columns.accuracy) ||
        ((c.name == kHeldOut || c.name == kRankedHeldOut) && !columns.held_out) ||
        (!columns.quality && std::count(kQuality.begin(), kQuality.end(), c.name) > 0);
    if (!left_out) names.emplace_back(c.name);
  }
  return join(names, ",");
}

bool is_metrics_header(std::string_view line) {
  const auto names = split(line, ',');
  auto next = names.begin();
  for (const Column& c : kColumns) {
    if (next != names.end() && *next == c.name) ++next;
    else if (c.first) return false;
  }
  return next == names.end();
}

std::string csv_line(const MetricsRow& row, std::string_view header) {
  std::vector<std::string> cells;
  for (const std::string_view name : split(header, ',')) cells.push_back(column(name)->cell(row));
  return join(cells, ",");
}

std::optional<MetricsRow> parse_row(std::string_view line, std::string_view header) {
  const auto names = split(header, ','), cells = split(line, ',');
  if (names.size() != cells.size()) return std::nullopt;
  MetricsRow row;
  for (size_t i = 0; i < names.size(); ++i) {
    const Column* known = column(names[i]);
    if (!known || cells[i].empty()) continue;
    const auto value = to_real(cells[i]);
    if (!value) return std::nullopt;
    known->read(row, *value);
  }
  return row;
}

std::vector<std::string> status_parts(const MetricsRow& row, const Outlook& outlook) {
  std::vector<std::string> parts{cat("step ", row.step, '/', outlook.steps),
                                 cat("epoch ", outlook.epoch)};
  if (!outlook.condition.empty()) parts.push_back(outlook.condition);
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
  if (row.swd) parts.push_back(cat("swd ", number("%.3g", *row.swd)));
  if (row.accuracy) parts.push_back(cat("accuracy ", number("%.1f", 100 * *row.accuracy), " %"));
  parts.push_back(bytes(row.memory_mb * 1e6));
  return parts;
}

}  // namespace wgan
