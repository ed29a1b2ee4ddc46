#include "wgan/report/live_view.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr int64_t kSide = 16;  // pixels of a sample in the preview

/// The mean colour of a part of a picture, over white.
std::array<int, 3> colour_of(const Image& image, int64_t column, int64_t row) {
  const int64_t left = column * image.width / kSide, top = row * image.height / kSide,
                right = std::max(left + 1, (column + 1) * image.width / kSide),
                bottom = std::max(top + 1, (row + 1) * image.height / kSide);
  std::array<double, 3> sum{};
  for (int64_t y = top; y < bottom; ++y) {
    for (int64_t x = left; x < right; ++x) {
      const uint8_t* pixel = image.at(x, y);
      const double opacity = image.channels == 4 ? pixel[3] / 255.0 : 1;
      for (size_t c = 0; c < 3; ++c)
        sum[c] += opacity * pixel[image.channels == 1 ? 0 : c] + (1 - opacity) * 255;
    }
  }
  const auto count = static_cast<double>((right - left) * (bottom - top));
  std::array<int, 3> mean{};
  for (size_t c = 0; c < 3; ++c) mean[c] = static_cast<int>(std::lround(sum[c] / count));
  return mean;
}

std::string colour_code(int ground, const uint8_t* rgb) {
  return cat("\x1b[", ground, ";2;", int{rgb[0]}, ";", int{rgb[1]}, ";", int{rgb[2]}, "m");
}

/// Cuts a line without escape sequences to that many characters.
std::string cut(const std::string& line, size_t columns) {
  std::string text;
  size_t width = 0;
  for (const char c : line) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80 && ++width > columns) break;
    text += c;
  }
  return text;
}

std::string loss_line(const char* name, const std::optional<double>& value,
                      const std::vector<double>& history, size_t columns) {
  if (!value) return "";
  const std::string text = cat(name, printed(" %8.4g  ", *value));
  const size_t left = columns > text.size() ? columns - text.size() : 0;
  return text + sparkline(history, std::min<size_t>(left, 60));
}

}  // namespace

size_t shown_width(std::string_view text) {
  size_t width = 0;
  bool escape = false;
  for (const char c : text) {
    if (c == '\x1b') escape = true;
    else if (escape) escape = !std::isalpha(static_cast<unsigned char>(c));
    else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++width;
  }
  return width;
}

std::string sparkline(const std::vector<double>& values, size_t most) {
  static constexpr const char* kBars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const size_t first = values.size() - std::min(most, values.size());
  double least = INFINITY, highest = -INFINITY;
  for (size_t i = first; i < values.size(); ++i)
    least = std::min(least, values[i]), highest = std::max(highest, values[i]);
  std::string line;
  for (size_t i = first; i < values.size(); ++i) {
    const double share = highest > least ? (values[i] - least) / (highest - least) : 0;
    line += kBars[static_cast<size_t>(std::lround(share * 7))];
  }
  return line;
}

Image preview_of(const Image& picture) {
  Image small(kSide, kSide, 3);
  for (int64_t y = 0; y < kSide; ++y) {
    for (int64_t x = 0; x < kSide; ++x) {
      const std::array<int, 3> colour = colour_of(picture, x, y);
      std::copy(colour.begin(), colour.end(), small.at(x, y));
    }
  }
  return small;
}

std::vector<std::string> half_blocks(const std::vector<Image>& pictures, size_t columns) {
  const size_t count = std::min(pictures.size(), (columns + 1) / (kSide + 1));
  std::vector<std::string> lines;
  for (int64_t row = 0; count > 0 && row < kSide; row += 2) {
    std::string line;
    for (size_t i = 0; i < count; ++i) {
      for (int64_t column = 0; column < kSide; ++column)
        line += colour_code(38, pictures[i].at(column, row)) +
                colour_code(48, pictures[i].at(column, row + 1)) + "▀";
      line += i + 1 < count ? "\x1b[0m " : "\x1b[0m";
    }
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> live_lines(const LiveStatus& s, size_t columns) {
  const MetricsRow& row = s.row;
  std::vector<std::string> lines;
  const auto add = [&](const std::vector<std::string>& parts) {
    std::string line;
    for (const std::string& part : parts) {
      if (!part.empty()) line += (line.empty() ? "" : "   ") + part;
    }
    if (!line.empty()) lines.push_back(cut(line, columns));
  };
  const auto& left = s.outlook.seconds_left;
  add({progress_bar(row.step, s.outlook.steps), cat("epoch ", s.outlook.epoch),
       left ? cat(duration(std::floor(*left)), " left") : ""});
  add({cat(grouped(row.images), " pictures seen"),
       cat(printed("%.0f", row.images_per_second), "/s"), bytes(row.memory_mb * 1e6),
       s.next_sheet > 0 ? cat("next sheet at step ", grouped(s.next_sheet)) : ""});
  add({loss_line("critic loss   ", row.critic_loss, s.critic_losses, columns)});
  add({loss_line("generator loss", row.generator_loss, s.generator_losses, columns)});
  add({row.w_estimate ? cat("W estimate ", printed("%.4g", *row.w_estimate),
                            " (mean score of real pictures minus that of samples)")
                      : "",
       row.gradient_norm ? cat("gradient norm ", printed("%.2f", *row.gradient_norm)) : "",
       row.swd ? cat("swd ", printed("%.3g", *row.swd)) : ""});
  if (!s.outlook.condition.empty()) add({cat("health: ", s.outlook.condition)});
  for (std::string& line : half_blocks(s.samples, columns)) lines.push_back(std::move(line));
  return lines;
}

}  // namespace wgan
