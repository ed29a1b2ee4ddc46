#include "wgan/commands/data_check.h"

#include <iostream>

#include "wgan/base/error.h"
#include "wgan/data/source.h"
#include "wgan/device/device.h"
#include "wgan/inspect/inspect.h"
#include "wgan/report/report.h"
#include "wgan/text/json.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr size_t kRows = 8;  // rows of a list in the table; JSON has all

std::string row(const std::string& name, const std::string& value) {
  std::string padded = name;
  padded.resize(std::max<size_t>(padded.size(), 14), ' ');
  return cat("  ", padded, value, "\n");
}

std::string sizes_text(const Inspection& found) {
  std::vector<std::pair<int64_t, std::string>> sorted;
  for (const auto& [size, count] : found.sizes) sorted.emplace_back(-count, size);
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::string> parts;
  for (size_t i = 0; i < std::min(kRows, sorted.size()); ++i)
    parts.push_back(cat(sorted[i].second, " (", grouped(-sorted[i].first), ")"));
  const size_t more = sorted.size() - parts.size();
  return join(parts, ", ") + (more ? cat(", and ", more, " other sizes") : "");
}

std::string channels_text(const Inspection& found) {
  std::vector<std::string> parts;
  for (const auto& [channels, count] : found.channels) {
    parts.push_back(cat(grouped(count), channels == 1   ? " gray"
                                        : channels == 3 ? " colour"
                                                        : " with alpha"));
  }
  if (found.transparent) parts.push_back(cat(grouped(found.transparent), " transparent somewhere"));
  return join(parts, ", ");
}

std::string classes_text(const Inspection& found) {
  if (found.classes.empty()) return "none";
  std::vector<std::string> parts;
  for (size_t i = 0; i < std::min(2 * kRows, found.classes.size()); ++i)
    parts.push_back(cat(escaped(found.classes[i]), " ", grouped(found.class_counts[i])));
  if (parts.size() < found.classes.size())
    parts.push_back(cat("and ", found.classes.size() - parts.size(), " more"));
  if (found.class_counts.back() > 0)
    parts.push_back(cat(grouped(found.class_counts.back()), " without a class"));
  return join(parts, ", ");
}

std::string typed(const Suggestion& s) {
  return s.value == "true" ? "--" + s.flag : cat("--", s.flag, " ", s.value);
}

/// Returns a command that trains on the pictures as suggested.
std::string command_of(const Inspection& found, const std::vector<std::string>& paths) {
  std::vector<std::string> words{program_name(), "train"};
  for (const std::string& path : paths) words.push_back(shell_word(path));
  for (const Suggestion& s : found.suggestions) words.push_back(typed(s));
  return join(words, " ");
}

std::string table(const Inspection& found, const std::vector<std::string>& paths) {
  const auto used = static_cast<int64_t>(found.used.size()),
             skipped = static_cast<int64_t>(found.skipped.size());
  std::string out =
      cat(escaped(join(paths, ", ")), "\n",
          row("pictures", cat(grouped(used), " usable, ", grouped(skipped), " skipped")));
  if (used > 0) {
    out += row("sizes", sizes_text(found)) + row("channels", channels_text(found)) +
           row("classes", classes_text(found));
  }
  if (skipped > 0) out += "\nSkipped\n";
  for (size_t i = 0; i < std::min(3 * kRows, found.skipped.size()); ++i)
    out += cat("  ", escaped(found.skipped[i].name), ": ", found.skipped[i].reason, "\n");
  if (found.skipped.size() > 3 * kRows)
    out += cat("  and ", found.skipped.size() - 3 * kRows, " more; --json has them all\n");
  if (!found.findings.empty()) out += "\nFindings\n";
  for (const Finding& finding : found.findings)
    out += cat("  ", finding.warning ? "warning: " : "", finding.text, "\n");
  if (!found.suggestions.empty()) out += "\nSuggested\n";
  for (const Suggestion& s : found.suggestions) out += row(typed(s), " " + s.reason);
  if (found.usable()) out += cat("\nTrain\n  ", command_of(found, paths), "\n");
  return out;
}

nlohmann::ordered_json groups_json(const std::vector<std::vector<int64_t>>& groups,
                                   const Inspection& found, const ImageSource& source) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& group : groups) {
    auto names = nlohmann::ordered_json::array();
    for (const int64_t i : group)
      names.push_back(escaped(source.name(found.used[static_cast<size_t>(i)].index)));
    list.push_back(names);
  }
  return list;
}

std::vector<std::string> escaped_list(const std::vector<std::string>& texts) {
  std::vector<std::string> list;
  for (const std::string& text : texts) list.push_back(escaped(text));
  return list;
}

/// Returns one JSON object, whose keys stay the same from version to version.
std::string json_of(const Inspection& found, const ImageSource& source,
                    const std::vector<std::string>& paths) {
  nlohmann::ordered_json out;
  out["version"] = 1;
  out["data"] = escaped_list(paths);
  out["usable"] = found.usable();
  out["used"] = found.used.size();
  out["skipped"] = nlohmann::ordered_json::array();
  for (const Skipped& one : found.skipped)
    out["skipped"].push_back({{"name", escaped(one.name)}, {"reason", escaped(one.reason)}});
  out["sizes"] = nlohmann::ordered_json::object();
  for (const auto& [size, count] : found.sizes) out["sizes"][size] = count;
  out["channels"] = nlohmann::ordered_json::object();
  for (const auto& [channels, count] : found.channels)
    out["channels"][std::to_string(channels)] = count;
  out["transparent"] = found.transparent;
  out["classes"] = nlohmann::ordered_json::object();
  for (size_t i = 0; i < found.classes.size(); ++i)
    out["classes"][escaped(found.classes[i])] = found.class_counts[i];
  out["without_class"] = found.class_counts.back();
  out["duplicates"] = groups_json(found.duplicates, found, source);
  out["near_duplicates"] = groups_json(found.near_duplicates, found, source);
  out["blank"] = nlohmann::ordered_json::array();
  for (const int64_t i : found.blank)
    out["blank"].push_back(escaped(source.name(found.used[static_cast<size_t>(i)].index)));
  for (const bool warning : {true, false}) {
    auto& list = out[warning ? "warnings" : "notes"] = nlohmann::ordered_json::array();
    for (const Finding& finding : found.findings) {
      if (finding.warning == warning)
        list.push_back({{"about", finding.about}, {"text", finding.text}});
    }
  }
  out["suggestions"] = nlohmann::ordered_json::array();
  for (const Suggestion& s : found.suggestions)
    out["suggestions"].push_back({{"flag", s.flag}, {"value", s.value}, {"reason", s.reason}});
  if (found.usable()) out["command"] = command_of(found, paths);
  return json_text(out);
}

/// Opens the source. If that fails and JSON is wanted, prints an object that says so.
std::unique_ptr<ImageSource> opened(const DataCheck& o) {
  try {
    return open_source(o.source, {});
  } catch (const Error& error) {
    if (o.json) {
      nlohmann::ordered_json out;
      out["version"] = 1;
      out["data"] = escaped_list(o.source.paths);
      out["usable"] = false;
      out["error"] = escaped(error.what());
      std::cout << json_text(out);
      std::cout.flush();
    }
    throw;
  }
}

}  // namespace

ExitCode DataCheck::run() const {
  Console console;
  const auto pictures = opened(*this);
  const Inspection found =
      inspect(*pictures, reading_threads(threads), [&](int64_t done, int64_t all) {
        console.live({cat("looking at pictures ", progress_bar(done, all))});
      });
  console.live({});
  std::cout << (json ? json_of(found, *pictures, source.paths) : table(found, source.paths));
  std::cout.flush();
  const bool bad = !found.usable() || (source.strict && found.has_warnings());
  return bad ? ExitCode::kData : ExitCode::kDone;
}

}  // namespace wgan
