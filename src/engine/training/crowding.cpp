#include "wgan/training/crowding.h"

#include <algorithm>
#include <cmath>

#include "wgan/text/text.h"

namespace wgan {

bool Crowding::due(double seconds) const {
  constexpr double kInterval = 20;  // seconds; shorter disturbances pass by themselves
  return !warned_ && threads_ > 1 && seconds - began_ >= kInterval;
}

std::optional<std::string> Crowding::add(const ProcessorTime& total, double seconds) {
  constexpr double kMuch = 0.2;  // of the time that the threads were ready to run
  if (!due(seconds)) return std::nullopt;
  const double ran = total.ran - total_.ran, waited = total.waited - total_.waited,
               passed = seconds - began_;
  total_ = total;
  began_ = seconds;
  if (ran <= 0 || waited < kMuch * (ran + waited)) return std::nullopt;
  warned_ = true;
  const double share = ran / (ran + waited);
  const auto fewer = std::max<int64_t>(
      1, std::min(threads_ - 1, std::lround(share * static_cast<double>(threads_))));
  return cat("other programs take part of the processor: in the last ", std::lround(passed),
             " s the ", threads_, " threads of this run waited ", std::lround(100 * (1 - share)),
             " % of the time that they could have worked; --threads ", fewer, " would be faster");
}

}  // namespace wgan
