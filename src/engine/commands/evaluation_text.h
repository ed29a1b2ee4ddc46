#pragma once

#include <map>
#include <string>
#include <vector>

#include "wgan/metrics/metrics.h"

namespace wgan {

/// What was measured, and how: by name, in the order in which it is told.
using Protocol = std::vector<std::pair<std::string, std::string>>;

/// The answer of `evaluate`.
struct Evaluation {
  Protocol protocol;
  std::vector<std::vector<Score>> repeats;  // one at least; the same metrics in each
  std::vector<std::string> left_out;        // metrics that were not measured
};

/// Format for people, or as one JSON object.
std::string to_text(const Evaluation& evaluation);
std::string to_json(const Evaluation& evaluation);

}  // namespace wgan
