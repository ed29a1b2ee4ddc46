#pragma once

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "support.h"
#include "wgan/formats/sealed_file.h"
#include "wgan/text/text.h"

namespace wgan {

/// Column `name` of a metrics.csv. Empty cells are left out.
inline std::vector<double> column_of(const std::string& csv, const std::string& name) {
  const auto cells_of = [](const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
    return cells;
  };
  const std::vector<std::string> lines = lines_of(csv);
  const auto heads = cells_of(lines.at(0));
  const auto place =
      static_cast<size_t>(std::find(heads.begin(), heads.end(), name) - heads.begin());
  std::vector<double> numbers;
  for (size_t i = 1; i < lines.size(); ++i) {
    const auto cells = cells_of(lines[i]);
    if (place < cells.size() && !cells[place].empty()) numbers.push_back(std::stod(cells[place]));
  }
  return numbers;
}

/// Returns the columns of a metrics.csv, except those about time and memory, row by row.
inline std::string rows_of(const std::filesystem::path& metrics) {
  std::istringstream csv(contents_of(metrics));
  std::string line, kept;
  std::vector<bool> keeps;  // for each column
  while (std::getline(csv, line)) {
    std::istringstream cells(line);
    std::string cell;
    const bool header = keeps.empty();
    for (size_t column = 0; std::getline(cells, cell, ','); ++column) {
      if (header)
        keeps.push_back(cell != "seconds" && cell != "images_per_second" && cell != "data_wait" &&
                        cell != "memory_mb");
      if (keeps.at(column)) kept += cell + ",";
    }
    kept += "\n";
  }
  return kept;
}

/// Returns the bytes of every tensor in a model or state file, by name, except those about time.
inline std::map<std::string, std::string> tensors_of(const std::filesystem::path& file) {
  const SealedFile sealed = read_sealed(file);
  std::map<std::string, std::string> all;
  for (const TensorRecord& record : sealed.index.tensors)
    all[record.name] = sealed.contents.substr(record.offset, record.bytes);
  for (const char* about_time : {"progress.seconds", "interval.began", "interval.waited"})
    all.erase(about_time);
  return all;
}

/// Returns the contents of a run's samples/, by name.
inline std::map<std::string, std::string> samples_of(const std::filesystem::path& run) {
  std::map<std::string, std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator(run / "samples"))
    all[entry.path().filename().string()] = contents_of(entry.path());
  return all;
}

/// Expects that a run ended like an undisturbed one. It may also have pictures of the steps where
/// it was stopped.
inline void expect_same_run(const std::filesystem::path& run, const std::filesystem::path& other) {
  EXPECT_TRUE(tensors_of(run / "state.pt") == tensors_of(other / "state.pt")) << run;
  EXPECT_TRUE(tensors_of(run / "g.pt") == tensors_of(other / "g.pt")) << run;
  EXPECT_EQ(rows_of(run / "metrics.csv"), rows_of(other / "metrics.csv")) << run;
  EXPECT_EQ(std::filesystem::exists(run / "best.pt"), std::filesystem::exists(other / "best.pt"));
  if (std::filesystem::exists(other / "best.pt")) {
    EXPECT_TRUE(tensors_of(run / "best.pt") == tensors_of(other / "best.pt")) << run;
  }
  const auto pictures = samples_of(run);
  for (const auto& [name, bytes] : samples_of(other)) {
    const auto found = pictures.find(name);
    EXPECT_TRUE(found != pictures.end() && found->second == bytes) << run << ": " << name;
  }
}

/// Returns how often a test that draws its cases repeats them: `usual`, a fifth of that under
/// sanitizers, or what WGAN_REPEATS says.
inline int repeats(int usual) {
  if (const char* wanted = std::getenv("WGAN_REPEATS")) return std::atoi(wanted);
  return kSanitized ? (usual + 4) / 5 : usual;
}

}  // namespace wgan
