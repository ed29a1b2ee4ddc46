#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "wgan/files/files.h"
#include "wgan/formats/sealed_file.h"

/// Information about the files of runs, read without LibTorch.
namespace wgan {

/// What a g.pt, state.pt or dump contains.
struct FileAbout {
  Path path;
  std::string kind;  // "generator", "state", "dump"
  int64_t bytes = 0;
  int64_t tensors = 0, parameters = 0;
  std::optional<int64_t> step;
  std::vector<std::string> settings;          // flag lines
  std::map<std::string, std::string> others;  // texts: "program", "range", "classes", …
};

/// Reads a .pt file. Throws Error(kModel).
FileAbout about_file(const Path& path);

/// What the folder of a run contains. `broken` names the unusable files with the reason.
struct RunAbout {
  Path path;
  std::vector<FileAbout>
      files;  // g.pt, state.pt, the best models, checkpoints and dumps, the newest first
  std::vector<std::string> broken;
  std::string columns, last_row;  // of metrics.csv: its first line and its last
};

/// Reads the folder of a run. Throws Error(kUsage) if `path` is not one.
RunAbout about_run(const Path& path);

/// Whether a process is training the run.
bool is_running(const Path& run);

/// Returns the .pt files of a run that exist, in the order of RunAbout::files.
std::vector<Path> files_of_run(const Path& path);

/// Format for people, or as a single JSON object.
std::string to_text(const FileAbout& about);
std::string to_text(const RunAbout& about);
std::string to_json(const FileAbout& about);
std::string to_json(const RunAbout& about);

}  // namespace wgan
