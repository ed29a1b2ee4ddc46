#include "wgan/run/metrics_csv.h"

#include <algorithm>
#include <array>

#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

std::string cell(const std::optional<double>& value) {
  return value ? printed("%.9g", *value) : "";
}

/// A column: its name, what it belongs to, its cell for a row, and how a number gets into a row and
/// out of it.
struct Column {
  std::string_view name, group;
  std::string (*cell)(const MetricsRow& row);
  void (*read)(MetricsRow& row, double value);
  std::optional<double> (*value)(const MetricsRow& row);
  bool first = false;  // the first version had it
};

template <int64_t MetricsRow::*kMember>
constexpr Column count_of(std::string_view name, std::string_view group) {
  return {name,
          group,
          [](const MetricsRow& r) { return cat(r.*kMember); },
          [](MetricsRow& r, double value) { r.*kMember = static_cast<int64_t>(value); },
          [](const MetricsRow& r) { return std::optional(static_cast<double>(r.*kMember)); },
          true};
}

template <double MetricsRow::*kMember>
constexpr Column number_of(std::string_view name, std::string_view group,
                           std::string (*cell)(const MetricsRow& row)) {
  return {name,
          group,
          cell,
          [](MetricsRow& r, double value) { r.*kMember = value; },
          [](const MetricsRow& r) { return std::optional(r.*kMember); },
          true};
}

template <std::optional<double> MetricsRow::*kMember>
constexpr Column optional_of(std::string_view name, std::string_view group, bool first = false) {
  return {name,
          group,
          [](const MetricsRow& r) { return cell(r.*kMember); },
          [](MetricsRow& r, double value) { r.*kMember = value; },
          [](const MetricsRow& r) { return r.*kMember; },
          first};
}

constexpr std::string_view kAccuracy = "accuracy", kHeldOut = "score_held_out",
                           kRankedHeldOut = "ranked_held_out", kAugmentShare = "augment_share";
constexpr std::string_view kProgress = "progress", kLoss = "loss", kGradient = "gradient",
                           kCritic = "critic", kSpeed = "speed", kSamples = "samples";

constexpr std::array kColumns{
    count_of<&MetricsRow::step>("step", kProgress),
    count_of<&MetricsRow::images>("images", kProgress),
    optional_of<&MetricsRow::epoch>("epoch", kProgress),
    number_of<&MetricsRow::seconds>("seconds", kProgress,
                                    [](const MetricsRow& r) { return printed("%.3f", r.seconds); }),
    optional_of<&MetricsRow::critic_loss>("critic_loss", kLoss, true),
    optional_of<&MetricsRow::generator_loss>("generator_loss", kLoss, true),
    optional_of<&MetricsRow::w_estimate>("w_estimate", kLoss, true),
    optional_of<&MetricsRow::gradient_norm>("gradient_norm", kGradient, true),
    optional_of<&MetricsRow::critic_gradient>("critic_gradient", kGradient),
    optional_of<&MetricsRow::generator_gradient>("generator_gradient", kGradient),
    number_of<&MetricsRow::images_per_second>(
        "images_per_second", kSpeed,
        [](const MetricsRow& r) { return printed("%.1f", r.images_per_second); }),
    number_of<&MetricsRow::data_wait>(
        "data_wait", kSpeed, [](const MetricsRow& r) { return printed("%.4f", r.data_wait); }),
    number_of<&MetricsRow::memory_mb>(
        "memory_mb", kSpeed, [](const MetricsRow& r) { return printed("%.1f", r.memory_mb); }),
    optional_of<&MetricsRow::accuracy>(kAccuracy, kCritic),
    optional_of<&MetricsRow::diversity>("diversity", kSamples),
    optional_of<&MetricsRow::score_real>("score_real", kCritic),
    optional_of<&MetricsRow::score_fake>("score_fake", kCritic),
    optional_of<&MetricsRow::score_held_out>(kHeldOut, kCritic),
    optional_of<&MetricsRow::ranked>("ranked", kCritic),
    optional_of<&MetricsRow::ranked_held_out>(kRankedHeldOut, kCritic),
    optional_of<&MetricsRow::slope>("slope", kGradient),
    optional_of<&MetricsRow::w_levels>("w_levels", kLoss),
    optional_of<&MetricsRow::augment_share>(kAugmentShare, kProgress),
    optional_of<&MetricsRow::swd>("swd", kSamples),
    optional_of<&MetricsRow::ms_ssim>("ms_ssim", kSamples),
    optional_of<&MetricsRow::colour>("colour", kSamples),
    optional_of<&MetricsRow::spectrum>("spectrum", kSamples)};

bool is_quality(std::string_view name) {
  return std::any_of(std::begin(kMeasuredWhileTraining), std::end(kMeasuredWhileTraining),
                     [&](const MeasuredWhileTraining& one) { return one.column == name; });
}

/// Returns the column of that name, or nothing.
const Column* column(std::string_view name) {
  const auto found = std::find_if(kColumns.begin(), kColumns.end(),
                                  [&](const Column& known) { return known.name == name; });
  return found == kColumns.end() ? nullptr : &*found;
}

}  // namespace

std::string metrics_header(const MetricsColumns& columns) {
  std::vector<std::string> names;
  for (const Column& c : kColumns) {
    const bool left_out = (c.name == kAccuracy && !columns.accuracy) ||
                          (c.name == kAugmentShare && !columns.augment) ||
                          ((c.name == kHeldOut || c.name == kRankedHeldOut) && !columns.held_out) ||
                          (!columns.quality && is_quality(c.name));
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

std::vector<MetricsValue> values_of(const MetricsRow& row) {
  std::vector<MetricsValue> values;
  for (const Column& c : kColumns) {
    const std::optional<double> value = c.value(row);
    if (value && c.name != "step") values.push_back({c.group, c.name, *value});
  }
  return values;
}

std::optional<double> measured_in(const MetricsRow& row, std::string_view metric) {
  for (const MeasuredWhileTraining& one : kMeasuredWhileTraining) {
    if (metric == one.metric) return row.*one.value;
  }
  return std::nullopt;
}

std::vector<MetricsRow> read_metrics(const Path& file) {
  const std::vector<std::string> lines = lines_of(read_file(file));
  std::vector<MetricsRow> rows;
  if (lines.empty()) return rows;
  if (!is_metrics_header(lines[0]))
    throw Error(ExitCode::kData,
                cat(escaped(file.string()), " does not begin with columns of wgan"));
  for (const std::string& line : lines) {
    if (const auto row = parse_row(line, lines[0])) rows.push_back(*row);
  }
  return rows;
}

}  // namespace wgan
