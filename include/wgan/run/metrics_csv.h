#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wgan/files/files.h"

/// metrics.csv, the table in the folder of a run.
namespace wgan {

/// One row of metrics.csv. Columns that the loss has no value for stay empty.
struct MetricsRow {
  int64_t step = 0;
  int64_t images = 0;           // real pictures that the critic has seen
  std::optional<double> epoch;  // passes over the pictures, by those that whole steps have seen
  double seconds = 0;           // of training so far, over all starts
  std::optional<double> critic_loss, generator_loss;
  std::optional<double> w_estimate;     // E f(real) - E f(fake)
  std::optional<double> gradient_norm;  // mean |grad f| on interpolates
  /// Mean over the updates of the Euclidean norm of the loss's gradient, over all weights.
  std::optional<double> critic_gradient, generator_gradient;
  double images_per_second = 0;  // since the last row
  double data_wait = 0;  // share of the time since the last row spent waiting for pictures, 0 to 1
  double memory_mb = 0;  // 10^6 bytes
  std::optional<double> accuracy;  // share of the held-out labels that the critic gets right
  // From a look at both networks, which not every row has.
  std::optional<double> diversity;  // root mean square difference of two samples, levels of 255
  std::optional<double> score_real, score_fake, score_held_out;  // mean scores of the critic
  std::optional<double> ranked;  // share of pairs of real and fake that the critic ranks right
  /// Share of pairs of a picture that the critic learns from and a held-out one that it ranks so.
  std::optional<double> ranked_held_out;
  std::optional<double> slope;          // largest |grad f| between real and generated pictures
  std::optional<double> w_levels;       // (score_real - score_fake) / slope, in levels of 255
  std::optional<double> augment_share;  // of the pictures that DiffAugment changes, if it adapts
  // Of samples of the averaged generator, as `wgan evaluate` measures them; few rows have them.
  std::optional<double> swd, ms_ssim, colour, spectrum;
};

/// Columns that not every run has.
struct MetricsColumns {
  bool accuracy = false;  // the critic predicts classes
  bool held_out = false;  // some pictures never train
  bool augment = false;   // the share of augmented pictures adapts
  bool quality = false;   // samples are measured
};
/// A metric that a run measures while it trains.
struct MeasuredWhileTraining {
  const char* metric;  // its name, as in `wgan evaluate`
  std::string_view column;
  std::optional<double> MetricsRow::*value;
  bool low_is_good = true;  // else it is good where it is that of real pictures
};
inline constexpr MeasuredWhileTraining kMeasuredWhileTraining[] = {
    {"swd", "swd", &MetricsRow::swd},
    {"ms-ssim", "ms_ssim", &MetricsRow::ms_ssim, false},
    {"colour", "colour", &MetricsRow::colour},
    {"spectrum", "spectrum", &MetricsRow::spectrum}};

/// Returns the value of a metric by its name; nothing if the row has none.
std::optional<double> measured_in(const MetricsRow& row, std::string_view metric);

/// A number in a row, its column, and what that belongs to: "loss", "gradient", "critic", ….
struct MetricsValue {
  std::string_view group, column;
  double value;
};
/// Returns the numbers that a row has, apart from its step, in the order of the columns.
std::vector<MetricsValue> values_of(const MetricsRow& row);

/// Returns the names of the columns.
std::string metrics_header(const MetricsColumns& columns);
/// Whether `line` names columns of this version. A run that began with an earlier version has fewer
/// of them.
bool is_metrics_header(std::string_view line);
/// Returns the row's cells in the columns of `header`.
std::string csv_line(const MetricsRow& row, std::string_view header);

/// Returns the row in a line of cells in the columns of `header`; nothing if there is a cell that
/// is no number. Empty cells and those of unknown columns have no value.
std::optional<MetricsRow> parse_row(std::string_view line, std::string_view header);

/// Returns the rows of the file; those that are torn or hold no numbers are left out. Throws
/// Error(kDisk) if it cannot be read, and Error(kData) if it does not begin with the columns.
std::vector<MetricsRow> read_metrics(const Path& file);

}  // namespace wgan
