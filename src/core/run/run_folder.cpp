#include "wgan/run/run_folder.h"

#include <algorithm>

#include "wgan/base/error.h"
#include "wgan/formats/archive_reader.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kRuns = "runs";  // in the working directory
// TensorBoard knows its files by the middle of their names.
constexpr std::string_view kEvents = "events.out.tfevents.", kEventsEnd = ".wgan";

Path numbered(const Path& folder, const char* kind, int64_t number, const std::string& extension) {
  return folder / cat(kind, "-", zero_padded(static_cast<uint64_t>(number), 6), extension);
}

}  // namespace

std::string name_part(std::string text) {
  for (char& c : text) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '_') c = '-';
  }
  return text.substr(0, 40);
}

std::string name_of_data(const std::vector<std::string>& paths) {
  if (paths.empty()) return "data";
  const std::string more = paths.size() > 1 ? "-and-more" : "";
  const std::string name =
      name_part(Path(without_archive_ending(paths[0]) + more).filename().string());
  return name.empty() ? "data" : name;
}

Path RunFolder::samples(int64_t step) const { return numbered(samples(), "step", step, ".png"); }
Path RunFolder::snapshot(int64_t epoch) const {
  return numbered(samples(), "epoch", epoch, ".png");
}
Path RunFolder::checkpoint(int64_t step) const {
  return numbered(checkpoints(), "step", step, ".pt");
}
Path RunFolder::best(int64_t step) const { return numbered(best_models(), "step", step, ".pt"); }
Path RunFolder::events(int64_t number) const {
  return root / cat(kEvents, zero_padded(static_cast<uint64_t>(number), 6), kEventsEnd);
}
std::vector<int64_t> RunFolder::event_files() const {
  std::vector<int64_t> numbers;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(root, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(kEvents) || !name.ends_with(kEventsEnd) ||
        name.size() < kEvents.size() + kEventsEnd.size())
      continue;
    const auto number =
        to_integer(name.substr(kEvents.size(), name.size() - kEvents.size() - kEventsEnd.size()));
    if (number && *number >= 0 && events(*number) == entry->path()) numbers.push_back(*number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}
Path RunFolder::dump(int64_t step, uint64_t attempt) const {
  return numbered(dumps(), "step", step, cat("-attempt-", attempt, ".pt"));
}

std::vector<int64_t> steps_in(const Path& folder, const std::string& extension, const char* kind) {
  std::vector<int64_t> steps;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().stem().string();
    const std::string beginning = cat(kind, "-");
    if (!name.starts_with(beginning) || entry->path().extension() != extension) continue;
    const auto step = to_integer(name.substr(beginning.size()));
    if (step && numbered(folder, kind, *step, extension) == entry->path()) steps.push_back(*step);
  }
  std::sort(steps.begin(), steps.end());
  return steps;
}

int64_t bytes_up_to(std::string_view metrics, int64_t step) {
  size_t end = 0;
  for (size_t begin = 0; begin < metrics.size(); begin = end) {
    const size_t line_end = metrics.find('\n', begin);
    if (line_end == std::string_view::npos) break;
    const auto row = to_integer(metrics.substr(begin, metrics.find_first_of(",\n", begin) - begin));
    if (row && *row > step) break;
    end = line_end + 1;
  }
  return static_cast<int64_t>(end);
}

std::optional<int64_t> last_row(const Path& metrics) {
  std::error_code error;
  if (!std::filesystem::exists(metrics, error)) return std::nullopt;
  const std::string rows = read_file(metrics);
  if (rows.size() < 2 || rows.back() != '\n') return std::nullopt;
  const size_t before = rows.rfind('\n', rows.size() - 2);
  if (before == std::string::npos) return std::nullopt;
  return to_integer(rows.substr(before + 1, rows.find(',', before) - before - 1));
}

bool is_closed(const RunFolder& folder, int64_t step) {
  std::error_code error;
  return last_row(folder.metrics()) == step && std::filesystem::exists(folder.samples(step), error);
}

Path place_of_run(const std::string& out) { return out.empty() ? Path(kRuns) : Path(out); }

void check_no_links(const RunFolder& folder) {
  std::error_code unknown;
  std::vector<Path> paths{folder.settings(), folder.log(),         folder.metrics(),
                          folder.model(),    folder.state(),       folder.replaced_state(),
                          folder.samples(),  folder.checkpoints(), folder.dumps(),
                          folder.best(),     folder.best_models(), folder.events(0),
                          folder.report(),   folder.evaluation(),  folder.nearest()};
  for (const int64_t number : folder.event_files()) paths.push_back(folder.events(number));
  for (const Path& path : paths) {
    if (!std::filesystem::is_symlink(path, unknown)) continue;
    throw Error(ExitCode::kDisk,
                cat(escaped(path.string()),
                    " is a link, and a run writes nowhere but into its own folder; "
                    "put what it leads to in its place"));
  }
}

void check_out(const std::string& out) {
  if (!out.empty() && !is_new_or_empty(out)) {
    check_not_held(out);
    throw Error(ExitCode::kUsage,
                cat("--out ", escaped(out),
                    ": the folder is not empty, and a run never overwrites one; name a new folder, "
                    "or go on with that run by --resume ",
                    escaped(out)));
  }
}

RunFolder make_run_folder(const std::string& out, const std::string& data,
                          const std::string& loss) {
  check_out(out);
  const RunFolder folder{out.empty() ? make_numbered_folder(kRuns, cat(data, "-", loss))
                                     : Path(out)};
  make_folder(folder.root);
  return folder;
}

}  // namespace wgan
