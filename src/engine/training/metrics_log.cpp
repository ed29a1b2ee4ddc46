#include "metrics_log.h"

#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Whether the first `bytes` of a metrics.csv are whole rows of wgan up to `step`.
bool is_beginning(std::string_view metrics, int64_t bytes, int64_t step) {
  const auto size = static_cast<size_t>(bytes);
  return bytes > 0 && size <= metrics.size() && metrics[size - 1] == '\n' &&
         is_metrics_header(metrics.substr(0, metrics.find('\n'))) &&
         bytes_up_to(metrics.substr(0, size), step) == bytes;
}

}  // namespace

MetricsLog::MetricsLog(const RunFolder& folder, const MetricsColumns& columns, Console& console)
    : path_(folder.metrics()), console_(console), file_(path_), header_(metrics_header(columns)) {}

void MetricsLog::begin() {
  file_.cut(0);
  write_header();
}

void MetricsLog::go_back(std::optional<int64_t> bytes, int64_t step) {
  cut(bytes, step);
  write_header();
  last_step_ = last_row(path_).value_or(-1);
}

void MetricsLog::cut(std::optional<int64_t> bytes, int64_t step) {
  const std::string rows = read_file(path_);
  if (bytes && is_beginning(rows, *bytes, step)) return file_.cut(*bytes);
  if (!rows.empty() && !is_metrics_header(rows.substr(0, rows.find('\n')))) {
    const Path aside = free_name(path_);
    write_atomically(aside, rows);
    console_.warn(cat("metrics.csv does not begin with columns of wgan; it is kept as ",
                      escaped(aside.filename().string()), ", and a new one begins"));
    return file_.cut(0);
  }
  console_.warn(
      cat("metrics.csv is not what it was when the state was saved: the run went back since, or "
          "somebody changed the file. Rows may be missing or of another try; those up to step ",
          step, " stay"));
  file_.cut(bytes_up_to(rows, step));
}

/// A run that began with an earlier version keeps the columns of its file.
void MetricsLog::write_header() {
  if (file_.size() == 0) return file_.write(header_);
  const std::string rows = read_file(path_);
  if (const std::string first = rows.substr(0, rows.find('\n')); is_metrics_header(first))
    header_ = first;
}

std::vector<MetricsRow> MetricsLog::rows() const { return read_metrics(path_); }

void MetricsLog::write(const MetricsRow& row) {
  if (come_back()) console_.warn("metrics.csv was deleted or replaced; its rows are written anew");
  file_.write(csv_line(row, header_));
  last_step_ = row.step;
}

}  // namespace wgan
