#include "wgan/run/about.h"

#include <algorithm>
#include <cmath>

#include "wgan/base/error.h"
#include "wgan/options/flags.h"
#include "wgan/run/run_folder.h"
#include "wgan/text/json.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t kVersion = 2;  // of the JSON; in version 1 all settings were texts

/// Whether a tensor is a parameter of a network, unlike norm statistics, optimizer state, counters
/// and pictures.
bool is_parameter(const std::string& name) {
  const bool of_network = name.starts_with("g.") || name.starts_with("d.");
  const bool measured = name.ends_with(".running_mean") || name.ends_with(".running_var") ||
                        name.ends_with("reference");
  return of_network && !measured;
}

void append(std::vector<Path>& files, const Path& path) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) files.push_back(path);
}

/// Appends the .pt files in a folder, ordered by name, the last one first.
void append_folder(std::vector<Path>& files, const Path& folder) {
  std::vector<Path> found;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".pt" && entry->path().filename().string()[0] != '.')
      found.push_back(entry->path());
  }
  std::sort(found.rbegin(), found.rend());
  files.insert(files.end(), found.begin(), found.end());
}

/// Parses the settings of a file. Throws Error(kModel) if they are not lines of flags.
std::vector<Assignment> assignments_of(const FileAbout& about) {
  try {
    return parse_flag_lines(join(about.settings, "\n"), about.path.string());
  } catch (const Error& error) {
    throw Error(ExitCode::kModel, error.what());
  }
}

/// Whether the values of a flag are names of files, which stay texts even if they look like
/// numbers.
bool names_paths(const Flags& flags, const std::string& flag) {
  return std::any_of(flags.begin(), flags.end(), [&](const Flag& known) {
    return known.name == flag && known.field.names_paths();
  });
}

/// Returns a text as what it is: a number, true, false or a text.
Json value_of(const std::string& text) {
  if (text == "true" || text == "false") return text == "true";
  if (const auto whole = to_integer(text)) return *whole;
  if (const auto real = to_real(text); real && std::isfinite(*real)) return *real;
  return text;
}

/// Returns a row of metrics.csv by its columns; a column without a value is null.
Json row_of(const std::string& columns, const std::string& row) {
  Json json = Json::object();
  const auto names = split(columns, ','), cells = split(row, ',');
  for (size_t i = 0; i < std::min(names.size(), cells.size()); ++i)
    json[std::string(names[i])] = cells[i].empty() ? Json() : value_of(std::string(cells[i]));
  return json;
}

Json json_of(const FileAbout& about) {
  Json json{{"path", about.path.string()},
            {"kind", about.kind},
            {"bytes", about.bytes},
            {"tensors", about.tensors},
            {"parameters", about.parameters}};
  if (about.step) json["step"] = *about.step;
  Json settings = Json::object();
  TrainOptions options;
  const Flags flags = train_flags(options);
  for (const Assignment& a : assignments_of(about)) {
    Json& value = settings[a.flag];
    const Json one = names_paths(flags, a.flag) ? Json(a.value) : value_of(a.value);
    if (value.is_null()) value = one;
    else if (!value.is_array()) value = Json::array({value, one});
    else value.push_back(one);
  }
  json["settings"] = settings;
  json["texts"] = about.others;
  return json;
}

std::string headline(const FileAbout& about) {
  return cat(escaped(about.path.string()), ": ", escaped(about.kind),
             about.step ? cat(" of step ", grouped(*about.step)) : "", ", ",
             bytes(static_cast<double>(about.bytes)), ", ", grouped(about.tensors), " tensors, ",
             grouped(about.parameters), " parameters");
}

std::string indented(const std::string& title, const std::vector<std::string>& lines) {
  std::string text = cat(escaped(title), "\n");
  for (const std::string& line : lines) text += cat("  ", escaped(line), "\n");
  return lines.empty() ? "" : text;
}

}  // namespace

FileAbout about_file(const Path& path) {
  const SealedFile file = read_sealed(path);
  FileAbout about{path,
                  "file",
                  static_cast<int64_t>(file.contents.size()),
                  static_cast<int64_t>(file.index.tensors.size()),
                  0,
                  step_of(file, path),
                  {},
                  {}};
  for (const TensorRecord& record : file.index.tensors) {
    int64_t count = is_parameter(record.name) ? 1 : 0;
    for (const int64_t side : record.shape) count *= side;
    about.parameters += count;
  }
  about.kind = kind_text(file.index.text);
  about.settings = lines_of(settings_in(file.index.text));
  about.others = file.index.text;
  for (const char* shown : {"kind", "settings", "step"}) about.others.erase(shown);
  return about;
}

bool is_running(const Path& run) {
  try {
    check_not_held(run);
    return false;
  } catch (const Error& error) {
    if (error.code() == ExitCode::kBusy) return true;
    throw;
  }
}

std::vector<Path> files_of_run(const Path& path) {
  const RunFolder folder{path};
  std::vector<Path> files;
  append(files, folder.model());
  append(files, folder.state());
  append(files, folder.best());
  append_folder(files, folder.best_models());
  append_folder(files, folder.checkpoints());
  append_folder(files, folder.dumps());
  return files;
}

RunAbout about_run(const Path& path) {
  const RunFolder folder{path};
  RunAbout about{path, {}, {}, {}, {}};
  std::error_code error;
  const std::vector<Path> files = files_of_run(path);
  if (files.empty() && !std::filesystem::exists(folder.settings(), error)) {
    throw Error(ExitCode::kUsage, cat(escaped(path.string()),
                                      " is no folder of a run; name one such as "
                                      "runs/000-demo-r3, or a .pt file"));
  }
  for (const Path& file : files) {
    try {
      about.files.push_back(about_file(file));
    } catch (const Error& bad) {
      // A run in progress may have removed the file since it was listed.
      if (std::filesystem::exists(file, error)) about.broken.emplace_back(bad.what());
    }
  }
  if (std::filesystem::exists(folder.metrics(), error)) {
    const std::vector<std::string> rows = lines_of(read_file(folder.metrics()));
    if (rows.size() > 1) about.columns = rows.front(), about.last_row = rows.back();
  }
  return about;
}

std::string to_text(const FileAbout& about) {
  std::string text = cat(headline(about), "\n");
  for (const auto& [name, value] : about.others) text += indented(name, lines_of(value));
  return text + indented("settings", about.settings);
}

std::string to_text(const RunAbout& about) {
  std::string text = cat(escaped(about.path.string()), "\n");
  for (const FileAbout& file : about.files) text += cat("  ", headline(file), "\n");
  for (const std::string& reason : about.broken) text += cat("  broken: ", reason, "\n");
  if (!about.last_row.empty())
    text += indented("newest row of metrics.csv", {about.columns, about.last_row});
  for (const FileAbout& file : about.files) {
    if (file.kind == "state") return text + indented("settings", file.settings);
  }
  return text;
}

std::string to_json(const FileAbout& about) {
  Json json{{"version", kVersion}};
  json.update(json_of(about));
  return json_text(json);
}

std::string to_json(const RunAbout& about) {
  Json files = Json::array();
  for (const FileAbout& file : about.files) files.push_back(json_of(file));
  return json_text({{"version", kVersion},
                    {"path", about.path.string()},
                    {"kind", "run"},
                    {"files", files},
                    {"broken", about.broken},
                    {"newest_row", row_of(about.columns, about.last_row)}});
}

}  // namespace wgan
