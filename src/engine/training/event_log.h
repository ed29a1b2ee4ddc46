#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sample_sheets.h"
#include "wgan/device/tensor.h"
#include "wgan/networks/networks.h"
#include "wgan/options/settings.h"
#include "wgan/run/event_file.h"
#include "wgan/run/metrics_csv.h"

namespace wgan {

/// What a run shows in TensorBoard: the numbers of its rows, its sheets, histograms of its weights
/// and of the norms of the updates' gradients, and its settings. Does nothing under
/// --tensorboard off.
class EventLog {
 public:
  /// Keeps what the run's file has up to `step`; begins one if it is -1.
  EventLog(const RunFolder& folder, const TrainSettings& settings, int64_t step);

  void add(const MetricsRow& row);
  /// Adds the norm of an update's gradient, float [1] on any device, to those of the next
  /// `add_networks`.
  void add_gradient(std::string_view network, const Tensor& norm);
  void add_networks(int64_t step, const Networks& networks);
  void add_sheet(int64_t step, std::string_view tag, const EncodedSheet& sheet);
  /// Removes the events of later steps.
  void go_back(int64_t step);
  void sync();

 private:
  std::optional<EventFile> file_;
  std::vector<std::pair<std::string, std::vector<Tensor>>> gradients_;
  /// The step at which the run went on and whose events the file has: closing it again adds none.
  int64_t resumed_at_ = -1;
};

}  // namespace wgan
