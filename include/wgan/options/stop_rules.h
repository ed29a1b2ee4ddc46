#pragma once

#include <optional>
#include <string>
#include <vector>

namespace wgan {

/// A rule of --stop-when: "overfit", "plateau", or a metric and its limit, "swd<12".
struct StopRule {
  std::string name;   // "overfit", "plateau", or the metric
  char compares = 0;  // '<' or '>'; 0 for the first two
  double limit = 0;
  std::string text() const;
};

/// Parses rules with commas between; nothing if one of them is none.
std::optional<std::vector<StopRule>> to_stop_rules(const std::string& text);

/// The metrics that a run measures while it trains.
std::vector<std::string> quality_names();
/// Those that are better the lower they are, by which models and runs are ranked.
std::vector<std::string> ranking_names();

}  // namespace wgan
