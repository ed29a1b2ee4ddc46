#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wgan/run/metrics_csv.h"

/// The report of runs: one page of HTML that holds everything, so that it opens without a network
/// and asks for nothing. All names and texts in it are data, whatever they contain.
namespace wgan {

/// A picture in the page.
struct ReportPicture {
  std::string type;   // of the file: "image/png", "image/jpeg"
  std::string bytes;  // the file
  int64_t width = 0, height = 0;
  std::string caption;      // below it
  std::string description;  // for those who do not see it
};

/// A name with its value, and a remark on it.
struct ReportLine {
  std::string name, value, remark{};
};

/// A table with a heading for each column.
struct ReportTable {
  std::string title;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::string note{};  // a sentence below it
};

/// A run as the page shows it.
struct ReportRun {
  std::string name;
  std::string summary;            // where it stands, in a sentence
  std::vector<ReportLine> facts;  // steps, pictures, speed, machine, …
  std::vector<MetricsRow> rows;
  std::vector<ReportPicture> sheets;  // of samples, by rising step
  std::optional<ReportPicture> real;
  std::vector<ReportPicture> others;        // the samples nearest to real pictures, …
  std::optional<ReportPicture> directions;  // of the latent space
  std::vector<ReportTable> tables;          // health, evaluation, settings
  std::string command;                      // that trains it again
};

/// What a reader sees of a quantity: "critic_loss" is "critic's loss". Quantities that no run has
/// are left out of the page.
std::string quantity_name(const std::string& column);

/// Returns the page. With several runs, the curves share their axes.
std::string report_page(const std::string& title, const std::vector<ReportRun>& runs);

/// Returns the bytes in base64 (RFC 4648, section 4).
std::string base64(const std::string& bytes);

}  // namespace wgan
