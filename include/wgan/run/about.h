#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "wgan/files/files.h"
#include "wgan/formats/sealed_file.h"

/// What files of runs say of themselves, read without LibTorch.
namespace wgan {

/// A g.pt, state.pt or dump.
struct FileAbout {
  Path path;
  std::string kind;  // "generator", "state", "dump"
  int64_t bytes = 0;
  int64_t tensors = 0, parameters = 0;
  std::optional<int64_t> step;
  std::vector<std::string> settings;          // flag lines
  std::map<std::string, std::string> others;  // texts: "program", "range", "classes", …
};

/// Throws Error(kModel).
FileAbout about_file(const Path& path);

/// The folder of a run; the files that are no good are named with the reason.
struct RunAbout {
  Path path;
  std::vector<FileAbout> files;  // g.pt, state.pt, then checkpoints and dumps, the newest first
  std::vector<std::string> broken;
  std::string columns, last_row;  // of metrics.csv: its first line and its last
};

/// Throws Error(kUsage) if the folder is no run.
RunAbout about_run(const Path& path);

/// The .pt files of a run that are there, in the order of RunAbout::files.
std::vector<Path> files_of_run(const Path& path);

/// For people, and as JSON (a single object).
std::string to_text(const FileAbout& about);
std::string to_text(const RunAbout& about);
std::string to_json(const FileAbout& about);
std::string to_json(const RunAbout& about);

}  // namespace wgan
