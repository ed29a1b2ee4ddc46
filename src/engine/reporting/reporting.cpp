#include "wgan/reporting/reporting.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "wgan/base/error.h"
#include "wgan/files/blob.h"
#include "wgan/formats/sealed_file.h"
#include "wgan/image/image.h"
#include "wgan/options/settings.h"
#include "wgan/run/about.h"
#include "wgan/run/facts.h"
#include "wgan/run/run_folder.h"
#include "wgan/text/text.h"
#include "wgan/training/health.h"

namespace wgan {
namespace {

constexpr size_t kMostSheets = 100;
constexpr double kBase64 = 4.0 / 3;

/// What happens to a picture that does not fit into its share of the bytes.
struct Packing {
  int quality;        // of JPEG
  double rows = 1;    // the share of the sheet from its top that stays
  int64_t times = 1;  // by which it is smaller than the sheet
};
constexpr Packing kPackings[] = {{90},         {75},         {60},          {60, 0.5},
                                 {60, 0.5, 2}, {40, 0.5, 2}, {40, 0.25, 4}, {40, 0.25, 8}};

Image top_of(const Image& image, double share) {
  const auto height = std::max<int64_t>(1, std::llround(static_cast<double>(image.height) * share));
  Image top(image.width, height, image.channels);
  std::copy_n(image.pixels.begin(), top.pixels.size(), top.pixels.begin());
  return top;
}

/// Returns a file of the run as a picture of the page that takes at most about `bytes`; nothing if
/// it is no picture.
std::optional<ReportPicture> picture_of(const Path& file, double bytes, std::string caption,
                                        std::string description) {
  try {
    ReportPicture picture{"image/png", read_file(file),    0,
                          0,           std::move(caption), std::move(description)};
    Image image = decode(picture.bytes, kMostSheetPixels);
    picture.width = image.width, picture.height = image.height;
    if (image.channels == 4) image = over_colour(image, {255, 255, 255});
    for (const Packing& packing : kPackings) {
      if (static_cast<double>(picture.bytes.size()) * kBase64 <= bytes) break;
      const Image top = shrunk(top_of(image, packing.rows), packing.times);
      picture.type = "image/jpeg", picture.bytes = encode_jpeg(top, packing.quality);
      picture.width = top.width, picture.height = top.height;
    }
    return picture;
  } catch (const std::exception&) {
    return std::nullopt;  // damaged, removed since, or too large for a JPEG
  }
}

/// Returns at most `most` of the steps, the first and the last among them.
std::vector<int64_t> some_steps(const std::vector<int64_t>& steps, size_t most) {
  if (steps.size() <= most) return steps;
  std::vector<int64_t> some;
  for (size_t i = 0; i < most; ++i) some.push_back(steps[i * (steps.size() - 1) / (most - 1)]);
  return some;
}

double size_of(const std::vector<ReportPicture>& pictures) {
  double size = 0;
  for (const ReportPicture& picture : pictures)
    size += kBase64 * static_cast<double>(picture.bytes.size());
  return size;
}

/// Leaves every other picture out; the last one stays.
void leave_out_half(std::vector<ReportPicture>& pictures) {
  std::vector<ReportPicture> kept;
  for (size_t i = (pictures.size() + 1) % 2; i < pictures.size(); i += 2)
    kept.push_back(std::move(pictures[i]));
  pictures = std::move(kept);
}

void add_pictures(ReportRun& report, const RunFolder& folder, double bytes) {
  const std::vector<int64_t> steps = some_steps(steps_in(folder.samples(), ".png"), kMostSheets);
  constexpr size_t kOthers = 3;
  const double each = bytes / static_cast<double>(steps.size() + kOthers);
  for (const int64_t step : steps) {
    auto sheet = picture_of(folder.samples(step), each, cat("step ", grouped(step)),
                            cat("samples of the generator of step ", grouped(step)));
    if (sheet) report.sheets.push_back(std::move(*sheet));
  }
  while (report.sheets.size() > 1 && size_of(report.sheets) > bytes) leave_out_half(report.sheets);
  report.real = picture_of(folder.real_pictures(), each, "real pictures, as the networks see them",
                           "real pictures that the run learns from");
  if (auto nearest = picture_of(folder.nearest(), each,
                                "the samples nearest to real pictures, each with that picture at "
                                "its right",
                                "pairs of a sample and the real picture nearest to it"))
    report.others.push_back(std::move(*nearest));
  report.directions = picture_of(
      folder.directions(), each,
      "each strip goes along one direction of the latent space, the strongest first; the numbers "
      "are its share of how much pictures change",
      "strips of samples along the strongest directions of the latent space");
}

ReportTable health_of(const std::vector<MetricsRow>& rows) {
  ReportTable table{"Health", {"from step", "condition", "reason"}, {}};
  Health health;
  Condition before = health.condition();
  for (const MetricsRow& row : rows) {
    const Condition now = health.add(row);
    if (now != before)
      table.rows.push_back({grouped(row.step), condition_name(now), health.reason()});
    before = now;
  }
  if (table.rows.empty()) table.note = "There are too few rows to judge the run by.";
  return table;
}

/// Whether an evaluation names another model than the run's newest.
bool is_of_earlier_model(const nlohmann::json& evaluation, const RunFolder& folder) {
  const auto protocol = evaluation.find("protocol");
  if (protocol == evaluation.end() || !protocol->is_object() || !is_there(folder.model()))
    return false;
  const auto told = protocol->find("model digest");
  return told != protocol->end() && told->is_string() &&
         told->get<std::string>() != digest(read_file(folder.model()));
}

/// Returns what `wgan evaluate` left in the run's folder.
ReportTable evaluation_of(const RunFolder& folder) {
  ReportTable table{"Evaluation", {"metric", "value", "real halves"}, {}};
  const Path file = folder.evaluation();
  const std::string how = cat("wgan evaluate ", shell_word(folder.root.string()));
  std::error_code unknown;
  if (!std::filesystem::exists(file, unknown)) {
    table.note = cat("The run has not been evaluated; ", how, " does it.");
    return table;
  }
  constexpr int64_t kMost = 1 << 20;  // bytes of what `wgan evaluate` writes
  nlohmann::json json;
  try {
    json = nlohmann::json::parse(open_blob(file)->read(0, kMost), nullptr,
                                 /*allow_exceptions=*/false);
  } catch (const Error&) {
    // which the next lines say
  }
  const auto number = [](const nlohmann::json& of, const char* key) {
    const auto found = of.is_object() ? of.find(key) : of.end();
    return of.is_object() && found != of.end() && found->is_number()
               ? short_number(found->get<double>())
               : std::string("–");
  };
  if (!json.is_object() || !json.contains("metrics") || !json["metrics"].is_object()) {
    table.note = cat("evaluation.json cannot be read; ", how, " writes it anew.");
    return table;
  }
  for (const auto& [name, value] : json["metrics"].items())
    table.rows.push_back({name, number(value, "value"), number(value, "floor")});
  std::vector<std::string> protocol;
  if (const auto told = json.find("protocol"); told != json.end() && told->is_object()) {
    for (const auto& [name, value] : told->items()) {
      if (value.is_string()) protocol.push_back(cat(name, " ", value.get<std::string>()));
      else if (value.is_number()) protocol.push_back(cat(name, " ", value.dump()));
    }
  }
  if (!protocol.empty()) table.note = cat("Protocol: ", join(protocol, ", "), ".");
  if (is_of_earlier_model(json, folder))
    table.note = cat("These are numbers of an earlier model of the run; ", how,
                     " measures the newest. ", table.note);
  return table;
}

/// Returns where the settings came from, by their flags, as the end of settings.flags says.
std::map<std::string, std::string> origins_in(const std::string& settings) {
  std::map<std::string, std::string> origins;
  for (const std::string& line : lines_of(settings)) {
    if (!line.starts_with(kOriginMark)) continue;
    const std::string_view rest = std::string_view(line).substr(kOriginMark.size());
    const size_t colon = rest.rfind(": ");
    if (colon == std::string_view::npos) continue;
    for (const std::string_view flag : split(rest.substr(colon + 2), ','))
      origins[std::string(trim(flag))] = std::string(rest.substr(0, colon));
  }
  return origins;
}

ReportTable settings_of(const std::string& settings) {
  ReportTable table{"Settings", {"flag", "value", "set by"}, {}};
  const auto origins = origins_in(settings);
  for (const Assignment& a : parse_flag_lines(settings, "settings.flags")) {
    const auto origin = origins.find(a.flag);
    table.rows.push_back({cat("--", a.flag), a.value,
                          origin != origins.end() ? origin->second
                          : origins.empty()       ? "not recorded"
                                                  : "default"});
  }
  return table;
}

std::string summary_of(const RunFacts& facts, const std::vector<MetricsRow>& rows, bool running) {
  if (rows.empty()) return "The run has not written a row yet.";
  const MetricsRow& last = rows.back();
  const bool done = facts.steps && last.step >= *facts.steps;
  return cat(running ? "Running, at step "
             : done  ? "Finished at step "
                     : "Stopped at step ",
             grouped(last.step), facts.steps ? cat(" of ", grouped(*facts.steps)) : "", " after ",
             duration(std::floor(last.seconds)), " of training.");
}

void add_facts(ReportRun& report, const RunFacts& facts) {
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) report.facts.push_back({name, value});
  };
  if (!report.rows.empty()) {
    const MetricsRow& last = report.rows.back();
    add("Steps", grouped(last.step));
    add("Real pictures seen", grouped(last.images));
    if (last.epoch) add("Epochs", short_number(*last.epoch));
    if (last.seconds > 0)
      add("Pictures a second", printed("%.0f", static_cast<double>(last.images) / last.seconds));
    double most = 0;
    for (const MetricsRow& row : report.rows) most = std::max(most, row.memory_mb);
    add("Largest memory", bytes(most * 1e6));
    for (const MeasuredWhileTraining& one : kMeasuredWhileTraining) {
      std::optional<double> best;
      int64_t step = 0;
      for (const MetricsRow& row : report.rows) {
        if (!(row.*one.value) || !one.low_is_good) continue;
        if (!best || *(row.*one.value) < *best) best = row.*one.value, step = row.step;
      }
      if (best)
        report.facts.push_back(
            {cat("Lowest ", one.metric), short_number(*best), cat("at step ", grouped(step))});
    }
  }
  const std::vector<std::string> machine = lines_of(facts.machine);
  constexpr const char* kMachine[] = {"Device", "Threads", "Processor", "Library", "Program"};
  for (size_t i = 0; i < std::min(machine.size(), std::size(kMachine)); ++i) {
    const size_t space = machine[i].starts_with("--") ? machine[i].find(' ') + 1 : 0;
    add(kMachine[i], machine[i].substr(space));
  }
}

}  // namespace

ReportRun read_report(const Path& path, double bytes, const std::optional<OwnReport>& own) {
  const RunFolder folder{path};
  std::error_code unknown;
  if (!std::filesystem::exists(folder.settings(), unknown))
    throw Error(ExitCode::kUsage, cat(escaped(path.string()),
                                      " is no folder of a run; name one such as "
                                      "runs/000-demo-r3"));
  ReportRun report;
  report.name = path.lexically_normal().filename().string();
  if (report.name.empty()) report.name = path.lexically_normal().parent_path().filename().string();
  if (std::filesystem::exists(folder.metrics(), unknown))
    report.rows = read_metrics(folder.metrics());
  RunFacts facts;
  if (own) facts = own->facts;
  else if (const NewestState newest = newest_state(folder); newest.found)
    facts = run_facts(newest.found->file.index.text, newest.found->path);
  const std::string settings = read_file(folder.settings());
  report.summary = summary_of(facts, report.rows, own ? !own->ended : is_running(path));
  add_facts(report, facts);
  add_pictures(report, folder, bytes);
  report.tables = {health_of(report.rows), evaluation_of(folder), settings_of(settings)};
  if (!facts.changes.empty()) {
    ReportTable changes{"Changes by --resume", {"change"}, {}};
    for (const std::string& line : lines_of(facts.changes)) changes.rows.push_back({line});
    report.tables.push_back(std::move(changes));
  }
  report.command = cat("wgan train --config ", shell_word(folder.settings().string()));
  return report;
}

void write_report(const std::vector<Path>& runs, const Path& file,
                  const std::optional<OwnReport>& own) {
  constexpr double kMost = 9e6;  // bytes of pictures, so that the page stays below 10 MB
  std::vector<ReportRun> reports;
  for (const Path& run : runs)
    reports.push_back(read_report(run, kMost / static_cast<double>(runs.size()), own));
  const std::string title = reports.size() == 1
                                ? cat("Run ", reports[0].name)
                                : cat("Runs ", reports.front().name, " to ", reports.back().name);
  AtomicFile page(file);
  page.write(report_page(title, reports));
  page.commit(/*synced=*/true);
}

}  // namespace wgan
