#include "wgan/sweep/grid.h"

#include <algorithm>
#include <filesystem>

#include "wgan/base/error.h"
#include "wgan/run/run_folder.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr size_t kMostRuns = 10'000;

/// Returns the values of one occurrence of a flag. Throws Error(kUsage) if one is invalid.
std::vector<std::string> values_in(const Flag& flag, const Assignment& typed) {
  if (flag.field.read(typed.value, flag)) return {typed.value};
  std::vector<std::string> values;
  for (const std::string_view part : split(typed.value, ',')) {
    values.emplace_back(trim(part));
    assign(flag, values.back(), typed.source);
  }
  return values;
}

/// Returns a value as it stands in a file of flags, which may be read from another folder.
std::string stored(const Flag& flag, const std::string& value) {
  if (flag.normalise) return flag.normalise(value);
  return flag.name == "config" ? std::filesystem::absolute(value).string() : value;
}

}  // namespace

Grid::Grid(const std::vector<Assignment>& typed) {
  TrainOptions options;
  const Flags flags = train_flags(options);
  for (const Assignment& a : typed) add(a, flags);
  for (const Axis& axis : axes_) {
    for (auto value = axis.values.begin(); value != axis.values.end(); ++value) {
      if (std::find(axis.values.begin(), value, *value) != value)
        throw Error(ExitCode::kUsage,
                    cat(dashed(axis.flag), " has the value ", escaped(*value), " twice"));
    }
  }
  const auto single = std::stable_partition(
      axes_.begin(), axes_.end(), [](const Axis& axis) { return axis.values.size() > 1; });
  for (auto axis = single; axis != axes_.end(); ++axis)
    fixed_.push_back({axis->flag, axis->values[0], axis->source});
  axes_.erase(single, axes_.end());
  combine();
}

void Grid::add(const Assignment& typed, const Flags& flags) {
  const Flag& flag = find_flag(flags, typed.flag, typed.source);
  if (typed.value.find('\n') != std::string::npos)
    throw Error(ExitCode::kUsage, cat(typed.source, ": ", dashed(typed.flag), " ",
                                      escaped(typed.value), ": a value is a single line"));
  if (flag.field.is_repeated()) {
    assign(flag, typed.value, typed.source);
    fixed_.push_back({typed.flag, stored(flag, typed.value), typed.source});
    return;
  }
  auto axis = std::find_if(axes_.begin(), axes_.end(),
                           [&](const Axis& known) { return known.flag == typed.flag; });
  if (axis == axes_.end()) axis = axes_.insert(axes_.end(), {typed.flag, typed.source, {}});
  for (const std::string& value : values_in(flag, typed))
    axis->values.push_back(stored(flag, value));
}

void Grid::combine() {
  size_t count = 1;
  for (const Axis& axis : axes_) {
    count *= axis.values.size();
    if (count > kMostRuns)
      throw Error(ExitCode::kUsage, cat("the grid has more than ",
                                        grouped(static_cast<int64_t>(kMostRuns)), " runs"));
  }
  for (size_t i = 0; i < count; ++i) {
    GridRun run;
    size_t rest = i;
    for (auto axis = axes_.rbegin(); axis != axes_.rend(); ++axis) {
      const std::string& value = axis->values[rest % axis->values.size()];
      rest /= axis->values.size();
      run.varied.insert(run.varied.begin(), {axis->flag, value, axis->source});
    }
    std::vector<std::string> parts;
    for (const Assignment& a : run.varied) parts.push_back(cat(a.flag, "-", name_part(a.value)));
    run.name = parts.empty() ? "run" : join(parts, "-");
    const auto same = [&](const GridRun& other) { return other.name == run.name; };
    if (std::any_of(runs_.begin(), runs_.end(), same)) run.name += cat("-", i);
    runs_.push_back(std::move(run));
  }
}

std::vector<Assignment> Grid::assignments(const GridRun& run) const {
  std::vector<Assignment> all = fixed_;
  all.insert(all.end(), run.varied.begin(), run.varied.end());
  return all;
}

std::vector<std::string> Grid::arguments(const GridRun& run) const {
  std::vector<std::string> words;
  for (const Assignment& a : assignments(run)) words.push_back(cat("--", a.flag, "=", a.value));
  return words;
}

std::string Grid::lines() const {
  std::string text;
  for (const Assignment& a : fixed_) text += cat("--", a.flag, "=", a.value, "\n");
  for (const Axis& axis : axes_) {
    for (const std::string& value : axis.values) text += cat("--", axis.flag, "=", value, "\n");
  }
  return text;
}

}  // namespace wgan
