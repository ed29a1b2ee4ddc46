#include <algorithm>

#include "wgan/error.h"
#include "wgan/run_folder.h"
#include "wgan/text.h"

namespace wgan {
namespace {

/// The files that may hold a state, the newest first.
std::vector<Path> candidates(const RunFolder& folder, std::optional<int64_t> before) {
  std::vector<Path> all;
  std::error_code error;
  if (!before && std::filesystem::exists(folder.state(), error)) all.push_back(folder.state());
  const auto steps = steps_in(folder.checkpoints(), ".pt");
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (!before || *step < *before) all.push_back(folder.checkpoint(*step));
  }
  return all;
}

SealedFile read_state(const Path& path) {
  SealedFile file = parse_sealed(read_file(path), path.string());
  const auto kind = file.index.text.find("kind");
  if (kind == file.index.text.end() || kind->second != "state" ||
      !file.index.text.count("settings"))
    throw Error(ExitCode::kModel, cat(escaped(path.string()), " is no state of a run"));
  return file;
}

/// True if a line of numbers follows the header of metrics.csv.
bool has_rows(const RunFolder& folder) {
  std::error_code error;
  if (!std::filesystem::exists(folder.metrics(), error)) return false;
  const std::string rows = read_file(folder.metrics());
  return std::count(rows.begin(), rows.end(), '\n') > 1;
}

}  // namespace

std::vector<int64_t> superfluous(const std::vector<int64_t>& older, int64_t newest,
                                 const Keep& keep) {
  std::vector<int64_t> drop;
  int64_t kept = 1;  // the newest
  for (auto step = older.rbegin(); step != older.rend(); ++step) {
    const bool one_of_last = *step <= newest && kept < keep.last;
    if (one_of_last) ++kept;
    if (!one_of_last && (keep.every == 0 || *step % keep.every != 0)) drop.push_back(*step);
  }
  return drop;
}

NewestState newest_state(const RunFolder& folder, std::optional<int64_t> before) {
  NewestState search;
  for (const Path& path : candidates(folder, before)) {
    try {
      search.found = SavedState{path, read_state(path)};
      return search;
    } catch (const NewerFormat&) {
      throw;
    } catch (const Error& error) {
      if (error.code() == ExitCode::kDisk) {
        throw Error(ExitCode::kDisk,
                    cat(error.what(), "; move it away to go on from an older state"));
      }
      search.passed_over.emplace_back(error.what());
    }
  }
  return search;
}

void make_newest(const RunFolder& folder, const SavedState& state) {
  if (state.path == folder.state()) return;
  put_aside(folder.state(), folder.broken_state());
  write_atomically(folder.state(), state.file.contents);
}

NewestState state_to_resume(const std::string& path) {
  const RunFolder folder{Path(path)};
  NewestState search = newest_state(folder);
  if (search.found) return search;
  if (!search.passed_over.empty()) {
    throw Error(ExitCode::kModel, cat("--resume ", escaped(path), ": no state of it is whole: ",
                                      join(search.passed_over, "; ")));
  }
  std::error_code error;
  if (!std::filesystem::exists(folder.settings(), error)) {
    throw Error(ExitCode::kUsage,
                cat("--resume ", escaped(path),
                    ": there is no state.pt in it; name the folder of a run, such as "
                    "runs/000-demo-gp"));
  }
  if (has_rows(folder)) {
    throw Error(ExitCode::kModel,
                cat("--resume ", escaped(path),
                    ": its state.pt is missing, and so are those in checkpoints/; begin a new run "
                    "with --config ",
                    escaped(folder.settings().string())));
  }
  return search;
}

}  // namespace wgan
