#pragma once

#include <string>
#include <vector>

#include "wgan/base/image.h"
#include "wgan/report/report.h"

/// What a terminal shows of a run while it trains: several lines that are drawn anew.
namespace wgan {

/// What a run tells for it.
struct LiveStatus {
  MetricsRow row;
  Outlook outlook;
  std::vector<double> critic_losses, generator_losses;  // of the last rows
  int64_t next_sheet = 0;                               // step; 0 = not known
  std::vector<Image> samples{};  // as preview_of returns them, for a terminal with colours
};

/// Returns the lines for a terminal of that width, each at most as wide.
std::vector<std::string> live_lines(const LiveStatus& status, size_t columns);

/// Returns numbers as bars of eight heights, the newest at the right, at most `most` of them.
std::string sparkline(const std::vector<double>& values, size_t most);

/// Returns the picture shrunk to what the live view shows of it: 16x16 pixels in RGB, over white.
Image preview_of(const Image& picture);

/// Returns such pictures side by side as lines of half blocks in 24-bit colours, two pixels in each
/// character, as many as fit into the columns.
std::vector<std::string> half_blocks(const std::vector<Image>& pictures, size_t columns);

/// Returns the characters that a text takes on a terminal: UTF-8, without escape sequences.
size_t shown_width(std::string_view text);

}  // namespace wgan
