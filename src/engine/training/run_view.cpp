#include <algorithm>
#include <chrono>
#include <cmath>

#include "sample_sheets.h"
#include "wgan/device/device.h"
#include "wgan/report/live_view.h"
#include "wgan/training/run.h"

/// What a run shows on a terminal while it trains.
namespace wgan {
namespace {

constexpr auto kLivePause = std::chrono::milliseconds(200);

}  // namespace

Outlook Run::outlook() const {
  const bool known = health_.condition() != Condition::kStarting;
  return {steps_, epoch(), seconds_left(), known ? condition_name(health_.condition()) : ""};
}

std::optional<double> Run::seconds_left() const {
  const Progress& p = state_.progress;
  const double spent = p.seconds - start_.seconds;
  std::optional<double> left;
  if (p.step > start_.step) {
    left = spent / static_cast<double>(p.step - start_.step) * static_cast<double>(steps_ - p.step);
  }
  if (const double limit = settings_.options.time_limit; limit > 0) {
    left = std::min(left.value_or(limit), std::max(0.0, limit - spent));
  }
  return left;
}

void Run::show_progress() {
  name_bad_pictures();
  const auto now = Clock::now();
  if (!console_.is_terminal() || now - shown_ < kLivePause) return;
  tick();
  const Progress& p = state_.progress;
  MetricsRow live = latest_;
  live.step = p.step;
  live.images = p.images;
  live.images_per_second =
      static_cast<double>(p.images - start_.images) / std::max(1e-9, p.seconds - start_.seconds);
  live.memory_mb = static_cast<double>(memory_in_use(device_)) / 1e6;
  if (const auto lines = live_view(live); !lines.empty()) console_.live_lines(lines);
  else console_.live(status_parts(live, outlook()));
  shown_ = now;
}

std::vector<std::string> Run::live_view(const MetricsRow& live) const {
  constexpr size_t kNarrowest = 72, kLowest = 12, kLowestWithSamples = 24;
  if (console_.columns() < kNarrowest || console_.rows() < kLowest ||
      settings_.options.live == "line")
    return {};
  LiveStatus status{.row = live, .outlook = outlook()};
  for (const MetricsRow& row : recent_) {
    if (row.critic_loss) status.critic_losses.push_back(*row.critic_loss);
    if (row.generator_loss) status.generator_losses.push_back(*row.generator_loss);
  }
  const int64_t every = sheet_steps(settings_.options);
  status.next_sheet = std::min(steps_, (live.step / every + 1) * every);
  if (settings_.options.preview == "on" && console_.has_colours() &&
      console_.rows() >= kLowestWithSamples)
    status.samples = sheets_->newest();
  return live_lines(status, console_.columns() - 1);
}

}  // namespace wgan
