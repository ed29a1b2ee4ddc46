#include "wgan/run/run_folder.h"

#include <algorithm>
#include <utility>

#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

SealedFile read_state(const Path& path) {
  SealedFile file = parse_sealed(read_file(path), path.string());
  const Texts& texts = file.index.text;
  if (kind_of(texts) != FileKind::kState || settings_in(texts).empty()) {
    throw Error(ExitCode::kModel,
                cat(escaped(path.string()),
                    kind_of(texts) == FileKind::kModel
                        ? " is a generator without what its training needs; name the folder of "
                          "its run, or a state in its checkpoints/"
                        : " is no state of a run"));
  }
  check_counts(file.index, path);
  return file;
}

/// Looks at states one after another and keeps the one that was saved last.
class Search {
 public:
  void look_at(const Path& path) {
    try {
      SavedState state{path, read_state(path)};
      const int64_t saves = saves_of(state.file.index, path);
      if (newest_.found && saves <= newest_.saves) return;
      if (newest_.found) pass_over(cat(named(newest_.found->path), " is older than ", named(path)));
      newest_.found = std::move(state);
      newest_.saves = saves;
    } catch (const NewerFormat&) {
      throw;
    } catch (const Error& error) {
      if (error.code() == ExitCode::kDisk) {
        throw Error(ExitCode::kDisk,
                    cat(error.what(), "; move it away to go on from an older state"));
      }
      pass_over(error.what());
    }
  }

  void pass_over(const std::string& reason) { newest_.passed_over.push_back(reason); }
  const std::optional<SavedState>& found() const { return newest_.found; }
  NewestState result() && { return std::move(newest_); }

 private:
  static std::string named(const Path& path) { return escaped(path.string()); }

  NewestState newest_;
};

/// Returns the state that a flag names by its file.
NewestState named_state(const Path& path) {
  NewestState state = newest_state(run_of(path));
  state.passed_over.clear();
  state.found = SavedState{path, read_state(path)};
  return state;
}

}  // namespace

std::vector<int64_t> superfluous(const std::vector<int64_t>& older, int64_t newest,
                                 const Keep& keep) {
  std::vector<int64_t> drop;
  int64_t kept = 1;  // the state in state.pt
  for (auto step = older.rbegin(); step != older.rend(); ++step) {
    const bool one_of_last = *step <= newest && kept < keep.last;
    if (one_of_last) ++kept;
    if (!one_of_last && (keep.every == 0 || *step % keep.every != 0)) drop.push_back(*step);
  }
  return drop;
}

NewestState newest_state(const RunFolder& folder, std::optional<int64_t> before) {
  Search search;
  const auto steps = steps_in(folder.checkpoints(), ".pt");
  if (!before) {
    if (is_there(folder.state())) search.look_at(folder.state());
    else if (!steps.empty())
      search.pass_over(cat(escaped(folder.state().string()), " is not there"));
  }
  // If state.pt is intact, only states of later steps can be newer: they exist if the run went
  // back, or if somebody put another state.pt there.
  const std::optional<int64_t> after =
      search.found() ? step_of(search.found()->file, search.found()->path) : std::nullopt;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if ((!before || *step < *before) && (!after || *step > *after))
      search.look_at(folder.checkpoint(*step));
  }
  return std::move(search).result();
}

Path free_name(const Path& file) {
  Path name = replaced_name(file);
  for (int64_t number = 2; is_there(name); ++number)
    name = cat(replaced_name(file).string(), "-", number);
  return name;
}

void make_newest(const RunFolder& folder, const SavedState& state, int64_t step) {
  for (const int64_t other : steps_in(folder.checkpoints(), ".pt")) {
    const Path later = folder.checkpoint(other);
    if (other > step) put_aside(later, free_name(later));
  }
  std::error_code unknown;
  if (std::filesystem::equivalent(state.path, folder.state(), unknown)) return;
  put_aside(folder.state(), free_name(folder.state()));
  write_atomically(folder.state(), state.file.contents);
}

RunFolder run_of(const Path& path) {
  std::error_code unknown;
  if (std::filesystem::is_directory(path, unknown) || !path.has_filename()) return {path};
  const Path folder = path.has_parent_path() ? path.parent_path() : Path(".");
  const std::string whole = path.filename().string();
  const Path name = whole.substr(0, whole.rfind(kReplaced));
  if (name == "state.pt") return {folder};
  if (name.extension() == ".pt" && folder.filename() == "checkpoints")
    return {folder.has_parent_path() ? folder.parent_path() : Path(".")};
  return {path};
}

bool has_rows(const RunFolder& folder) {
  if (!is_there(folder.metrics())) return false;
  const std::string rows = read_file(folder.metrics());
  return std::count(rows.begin(), rows.end(), '\n') > 1;
}

namespace {

[[noreturn]] void refuse(const Path& path, ExitCode code, const std::string& why) {
  throw Error(code, cat("--resume ", escaped(path.string()), ": ", why));
}

/// Whether the flag names a state's file other than state.pt.
bool names_kept_state(const Path& path, const RunFolder& folder) {
  return folder.root != path && folder.state() != path;
}

}  // namespace

void check_is_run(const Path& path) {
  if (!is_there(path)) refuse(path, ExitCode::kUsage, "there is no such folder");
  const RunFolder folder = run_of(path);
  if (folder.root != path) return;
  std::error_code unknown;
  if (std::filesystem::is_regular_file(path, unknown)) {
    const RunFolder around{path.has_parent_path() ? path.parent_path() : Path(".")};
    refuse(path, ExitCode::kUsage,
           is_there(around.state())
               ? cat("that is no state of a run; name the run's folder: --resume ",
                     shell_word(around.root.string()))
               : "that is a file and no state of a run; name the folder of a run");
  }
  if (is_there(folder.state()) || is_there(folder.settings()) ||
      !steps_in(folder.checkpoints(), ".pt").empty())
    return;
  refuse(path, ExitCode::kUsage,
         "there is no state.pt in it; name the folder of a run, such as runs/000-demo-r3, "
         "or a state in its checkpoints/");
}

NewestState state_to_resume(const Path& path) {
  check_is_run(path);
  const RunFolder folder = run_of(path);
  if (names_kept_state(path, folder)) return named_state(path);
  NewestState newest = newest_state(folder);
  if (newest.found) return newest;
  if (!newest.passed_over.empty())
    refuse(path, ExitCode::kModel,
           cat("no state of it is whole: ", join(newest.passed_over, "; ")));
  if (has_rows(folder)) {
    refuse(path, ExitCode::kModel,
           cat("its state.pt is missing, and so are those in checkpoints/; begin a new run with "
               "--config ",
               shell_word(folder.settings().string())));
  }
  return newest;
}

}  // namespace wgan
