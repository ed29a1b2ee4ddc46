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
  /// The first row will be of the steps behind `step`.
  VanishingGradient(const TrainOptions& options, const Networks& nets, int64_t step = 0);
  /// So will the next one.
  void go_back(int64_t step);

  /// After each row of metrics.csv: what to warn of. A network is spoken of again only after its
  /// gradient had come back.
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
