#include <cmath>

#include "wgan/comparison/comparison.h"
#include "wgan/text/json.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

using Quantity = std::optional<double> RunNumbers::*;

/// Returns the values that a group's runs have of a quantity.
std::vector<double> values_of(const RunComparison& comparison, const RunGroup& group,
                              Quantity quantity) {
  std::vector<double> values;
  for (const size_t run : group.runs) {
    if (const auto value = comparison.numbers[run].*quantity) values.push_back(*value);
  }
  return values;
}

std::vector<double> others_of(const RunComparison& comparison, const RunGroup& group,
                              const std::string& metric) {
  std::vector<double> values;
  for (const size_t run : group.runs) {
    const auto& others = comparison.numbers[run].others;
    if (const auto found = others.find(metric); found != others.end())
      values.push_back(found->second);
  }
  return values;
}

/// Returns a time of training: "3.25 s" below a minute, where tenths matter, else "1m30s".
std::string time_text(double seconds) {
  return seconds < 60 ? cat(short_number(seconds), " s") : duration(std::round(seconds));
}

/// Returns "46.2 ± 1.3", or "-" without values.
std::string text_of(const std::vector<double>& values) {
  const auto spread = spread_of(values);
  if (!spread) return "-";
  return spread->deviation
             ? cat(short_number(spread->mean), " ± ", short_number(*spread->deviation))
             : short_number(spread->mean);
}

/// The quantities of a table, each with its heading for people and its key in JSON.
struct Column {
  std::string heading, key;
  Quantity quantity;
};

std::vector<Column> columns_of(const RunComparison& c) {
  return {{cat("at ", grouped(std::llround(c.images)), " pictures"), "at_images",
           &RunNumbers::at_images},
          {cat("at ", grouped(std::llround(c.steps)), " steps"), "at_steps", &RunNumbers::at_steps},
          {cat("at ", time_text(c.seconds)), "at_seconds", &RunNumbers::at_seconds},
          {"area", "area", &RunNumbers::area},
          {"best", "best", &RunNumbers::best},
          {"W ranks", "w_correlation", &RunNumbers::w_correlation},
          {"pictures/s", "images_per_second", &RunNumbers::images_per_second}};
}

std::string seeds_of(const RunComparison& comparison, const RunGroup& group) {
  std::vector<std::string> seeds;
  for (const size_t run : group.runs) {
    const auto& settings = comparison.runs[run].settings;
    const auto found = settings.find("seed");
    seeds.push_back(found == settings.end() ? "?" : found->second);
  }
  return some_of(seeds);
}

std::string table_of_groups(const RunComparison& comparison) {
  const std::vector<Column> columns = columns_of(comparison);
  std::vector<std::vector<std::string>> rows(1);
  rows[0].emplace_back();
  for (const std::string& flag : comparison.differing) rows[0].push_back(flag);
  rows[0].emplace_back("seeds");
  for (const Column& column : columns) rows[0].push_back(column.heading);
  for (const RunGroup& group : comparison.groups) {
    std::vector<std::string> row{group.name};
    for (const std::string& setting : group.settings)
      row.push_back(setting.empty() ? "-" : escaped(setting));
    row.push_back(seeds_of(comparison, group));
    for (const Column& column : columns)
      row.push_back(text_of(values_of(comparison, group, column.quantity)));
    rows.push_back(std::move(row));
  }
  return aligned(rows);
}

std::string table_of_others(const RunComparison& comparison) {
  std::vector<std::vector<std::string>> rows(1);
  rows[0].emplace_back();
  for (const MeasuredWhileTraining& other : kMeasuredWhileTraining) {
    if (other.metric != comparison.metric) rows[0].emplace_back(other.metric);
  }
  for (const RunGroup& group : comparison.groups) {
    std::vector<std::string> row{group.name};
    for (size_t i = 1; i < rows[0].size(); ++i)
      row.push_back(text_of(others_of(comparison, group, rows[0][i])));
    rows.push_back(std::move(row));
  }
  return aligned(rows);
}

std::string front_text(const RunComparison& comparison) {
  std::vector<std::string> parts;
  for (const FrontPoint& point : comparison.front)
    parts.push_back(cat(comparison.groups[point.group].name, " from ", time_text(point.seconds),
                        " on (", short_number(point.best), ")"));
  return join(parts, ", ");
}

std::string runs_text(const RunComparison& comparison) {
  std::vector<std::vector<std::string>> rows;
  for (const RunGroup& group : comparison.groups) {
    for (const size_t run : group.runs) {
      const RunRecord& record = comparison.runs[run];
      const RunNumbers& numbers = comparison.numbers[run];
      rows.push_back(
          {group.name, escaped(record.folder.string()),
           cat("best ", short_number(*numbers.best), " at step ", grouped(numbers.best_step)),
           record.changed ? "its settings changed on the way" : ""});
    }
  }
  return aligned(rows);
}

nlohmann::ordered_json json_of(const std::optional<double>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

nlohmann::ordered_json json_of(const std::vector<double>& values) {
  const auto spread = spread_of(values);
  if (!spread) return {};
  return {{"mean", spread->mean}, {"deviation", json_of(spread->deviation)}, {"n", values.size()}};
}

nlohmann::ordered_json json_of(const RunComparison& comparison, size_t run) {
  const RunRecord& record = comparison.runs[run];
  const RunNumbers& numbers = comparison.numbers[run];
  nlohmann::ordered_json json{{"path", record.folder.string()},
                              {"settings_changed", record.changed}};
  if (const auto seed = record.settings.find("seed"); seed != record.settings.end())
    json["seed"] = seed->second;
  for (const Column& column : columns_of(comparison))
    json[column.key] = json_of(numbers.*column.quantity);
  json["best_step"] = numbers.best_step;
  for (const auto& [metric, value] : numbers.others) json["others"][metric] = value;
  return json;
}

}  // namespace

std::string to_text(const RunComparison& c, const std::string& sheet) {
  const std::string& metric = c.metric;
  const size_t runs = c.runs.size(), groups = c.groups.size();
  std::string text = cat(metric, " of ", runs, runs == 1 ? " run in " : " runs in ", groups,
                         groups == 1 ? " group" : " groups",
                         "; low is good, ± is the standard deviation over seeds\n\n");
  text += cat(table_of_groups(c), "\n", runs_text(c), "\n");
  if (c.area_from < c.images)
    text += cat("area     mean ", metric, " over the pictures seen, from ",
                grouped(std::llround(c.area_from)), " to ", grouped(std::llround(c.images)), "\n");
  text += cat("W ranks  rank correlation of the W estimate and ", metric,
              " over a run's checks; 1: the estimate falls as the samples get better\n");
  text += cat("front    best so far: ", front_text(c), "\n");
  if (!sheet.empty())
    text += cat("sheet    ", escaped(sheet), ", a row for each run, in the order above\n");
  return cat(text, "\nother metrics at ", grouped(std::llround(c.images)), " pictures\n",
             table_of_others(c));
}

std::string to_json(const RunComparison& c, const std::string& sheet) {
  nlohmann::ordered_json json{
      {"version", 1},
      {"metric", c.metric},
      {"pictures", c.runs[0].pictures},
      {"common", {{"images", c.images}, {"steps", c.steps}, {"seconds", c.seconds}}},
      {"area_from_images", c.area_from},
      {"groups", nlohmann::ordered_json::array()},
      {"front", nlohmann::ordered_json::array()}};
  for (const RunGroup& group : c.groups) {
    nlohmann::ordered_json one{{"name", group.name},
                               {"settings", nlohmann::ordered_json::object()},
                               {"runs", nlohmann::ordered_json::array()}};
    for (size_t i = 0; i < c.differing.size(); ++i)
      one["settings"][c.differing[i]] = group.settings[i];
    for (const Column& column : columns_of(c))
      one[column.key] = json_of(values_of(c, group, column.quantity));
    for (const MeasuredWhileTraining& other : kMeasuredWhileTraining) {
      if (other.metric != c.metric)
        one["others"][other.metric] = json_of(others_of(c, group, other.metric));
    }
    for (const size_t run : group.runs) one["runs"].push_back(json_of(c, run));
    json["groups"].push_back(std::move(one));
  }
  for (const FrontPoint& point : c.front)
    json["front"].push_back(
        {{"seconds", point.seconds}, {"group", c.groups[point.group].name}, {"best", point.best}});
  if (!sheet.empty()) json["sheet"] = sheet;
  return json_text(json);
}

}  // namespace wgan
