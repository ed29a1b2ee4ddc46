#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wgan/networks/networks.h"
#include "wgan/options/options.h"
#include "wgan/report/report.h"

namespace wgan {

/// Notices a network that has stopped learning because no gradient reaches its weights.
class VanishingGradient {
 public:
  /// The first row covers the steps after `step`.
  VanishingGradient(const TrainOptions& options, const Networks& nets, int64_t step = 0);
  /// Forgets the rows so far; the next one covers the steps after `step`.
  void go_back(int64_t step);

  /// Takes each row of metrics.csv and returns what to warn of. Warns of a network again only after
  /// its gradient has come back.
  std::vector<std::string> add(const MetricsRow& row);

 private:
  struct Starving {
    const char* name;
    int64_t weights;
    std::optional<int64_t> since;  // step of the last row with a gradient
    bool warned = false;
  };
  std::optional<std::string> look(Starving& network, std::optional<double> norm, int64_t step);

  std::string cure_;
  Starving critic_, generator_;
  int64_t last_;  // step of the last row
};

}  // namespace wgan
