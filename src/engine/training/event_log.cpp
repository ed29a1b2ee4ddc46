#include "event_log.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/histc.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <chrono>

#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns the histogram of finite numbers, in buckets of the same width as TensorBoard draws them.
EventHistogram histogram_of(const Tensor& numbers) {
  constexpr int64_t kBuckets = 30;
  const at::NoGradGuard no_grad;
  const Tensor all = numbers.detach().to(at::kCPU, at::kDouble).flatten();
  EventHistogram h{.min = all.min().item<double>(),
                   .max = all.max().item<double>(),
                   .count = static_cast<double>(all.numel()),
                   .sum = all.sum().item<double>(),
                   .sum_of_squares = all.square().sum().item<double>()};
  if (h.min == h.max) {
    h.limits = {h.max}, h.counts = {h.count};
    return h;
  }
  const Tensor counts = at::histc(all, kBuckets, h.min, h.max);
  for (int64_t i = 0; i < kBuckets; ++i) {
    const double share = static_cast<double>(i + 1) / static_cast<double>(kBuckets);
    h.limits.push_back(i + 1 == kBuckets ? h.max : h.min + (h.max - h.min) * share);
    h.counts.push_back(counts[i].item<double>());
  }
  return h;
}

std::vector<EventSetting> settings_of(const TrainSettings& settings) {
  std::vector<EventSetting> found;
  for (const Assignment& a : parse_flag_lines(setting_lines(settings, /*with_path=*/false), ""))
    found.push_back({a.flag, escaped(a.value)});
  return found;
}

std::string table_of(const std::vector<EventSetting>& settings) {
  std::string table = "| setting | value |\n| --- | --- |\n";
  for (const auto& [name, value] : settings)
    table += cat("| ", name, " | ", replaced(value, "|", "\\|"), " |\n");
  return table;
}

}  // namespace

EventLog::EventLog(const RunFolder& folder, const TrainSettings& settings, int64_t step) {
  if (settings.options.tensorboard == "off") return;
  file_.emplace(folder, step);
  if (!file_->empty()) {
    resumed_at_ = step;
    return;
  }
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::vector<EventSetting> told = settings_of(settings);
  EventSummary summary;
  summary.text("settings", table_of(told));
  summary.settings(told, std::chrono::duration<double>(now).count());
  file_->write(0, summary);
}

void EventLog::add(const MetricsRow& row) {
  if (!file_ || row.step == resumed_at_) return;
  EventSummary summary;
  for (const auto& [group, column, value] : values_of(row))
    summary.scalar(cat(group, "/", column), value);
  file_->write(row.step, summary);
}

void EventLog::add_gradient(std::string_view network, const Tensor& norm) {
  constexpr size_t kMost = 10'000;  // updates in a histogram
  if (!file_) return;
  auto found = std::find_if(gradients_.begin(), gradients_.end(),
                            [&](const auto& known) { return known.first == network; });
  if (found == gradients_.end()) found = gradients_.insert(found, {std::string(network), {}});
  if (found->second.size() < kMost) found->second.push_back(norm.detach());
}

void EventLog::add_networks(int64_t step, const Networks& networks) {
  if (!file_ || step == resumed_at_) return;
  EventSummary summary;
  for (auto& [network, norms] : gradients_) {
    if (!norms.empty())
      summary.histogram(cat("gradient_norm/", network), histogram_of(at::stack(norms)));
    norms.clear();
  }
  const auto add = [&](const char* name, const Network& network) {
    for (const Parameter& p : network.parameters())
      summary.histogram(cat("weights/", name, "/", p.name), histogram_of(p.tensor));
  };
  add("generator", networks.generator);
  add("critic", networks.critic);
  file_->write(step, summary);
}

void EventLog::add_sheet(int64_t step, std::string_view tag, const EncodedSheet& sheet) {
  if (!file_ || step == resumed_at_) return;
  EventSummary summary;
  summary.image(tag, sheet.width, sheet.height, sheet.channels, sheet.png);
  file_->write(step, summary);
}

void EventLog::go_back(int64_t step) {
  gradients_.clear();
  if (!file_) return;
  file_->go_back(step);
  resumed_at_ = file_->empty() ? -1 : step;
}

void EventLog::sync() {
  if (file_) file_->sync();
}

}  // namespace wgan
