#include "wgan/options/stop_rules.h"

#include <algorithm>

#include "wgan/run/metrics_csv.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

std::optional<StopRule> to_stop_rule(std::string_view text) {
  if (text == "overfit" || text == "plateau") return StopRule{std::string(text)};
  const size_t sign = text.find_first_of("<>");
  if (sign == std::string_view::npos) return std::nullopt;
  const std::string name(trim(text.substr(0, sign)));
  const auto names = quality_names();
  const auto limit = to_real(trim(text.substr(sign + 1)));
  if (std::count(names.begin(), names.end(), name) == 0 || !limit) return std::nullopt;
  return StopRule{name, text[sign], *limit};
}

}  // namespace

std::string StopRule::text() const { return compares ? cat(name, compares, exact(limit)) : name; }

std::optional<std::vector<StopRule>> to_stop_rules(const std::string& text) {
  if (text.empty() || text == "none") return std::vector<StopRule>();
  return to_list<StopRule>(text, to_stop_rule);
}

std::vector<std::string> quality_names() {
  std::vector<std::string> names;
  for (const MeasuredWhileTraining& one : kMeasuredWhileTraining) names.emplace_back(one.metric);
  return names;
}

std::vector<std::string> ranking_names() {
  std::vector<std::string> names;
  for (const MeasuredWhileTraining& one : kMeasuredWhileTraining) {
    if (one.low_is_good) names.emplace_back(one.metric);
  }
  return names;
}

}  // namespace wgan
