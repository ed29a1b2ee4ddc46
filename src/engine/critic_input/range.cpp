#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <algorithm>

#include "wgan/critic_input/critic_input.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

std::string numbers(const std::vector<double>& values) {
  std::vector<std::string> parts;
  for (const double value : values) parts.push_back(exact(value));
  return join(parts, ",");
}

}  // namespace

Range::Range(const std::string& norm, std::vector<double> mean, std::vector<double> deviation)
    : norm_(norm), mean_(std::move(mean)), deviation_(std::move(deviation)) {
  if (norm == "half") mean_ = {0.5}, deviation_ = {0.5};
  if (norm == "none") mean_ = {0}, deviation_ = {1};
  for (double& d : deviation_) d = std::max(d, 1 / 255.0);
  // With p = (u + 1) / 2 the value is u / (2 d) + (1/2 - m) / d.
  factor_ = row([](double, double d) { return 0.5 / d; });
  offset_ = row([](double m, double d) { return (0.5 - m) / d; });
  back_factor_ = row([](double, double d) { return 2 * d; });
  back_offset_ = row([](double m, double) { return 2 * m - 1; });
}

Tensor Range::row(double (*value)(double, double)) const {
  Tensor row = at::empty({1, static_cast<int64_t>(mean_.size()), 1, 1});
  for (size_t c = 0; c < mean_.size(); ++c)
    row.data_ptr<float>()[c] = static_cast<float>(value(mean_[c], deviation_[c]));
  return row;
}

void Range::to(Device device) {
  for (Tensor* row : {&factor_, &offset_, &back_factor_, &back_offset_}) *row = row->to(device);
}

Tensor Range::from_unit(const Tensor& images) const {
  return norm_ == "half" ? images : images * factor_ + offset_;
}

Tensor Range::to_unit(const Tensor& images) const {
  return norm_ == "half" ? images : images * back_factor_ + back_offset_;
}

std::string Range::text() const {
  return norm_ == "channel" ? cat(norm_, " ", numbers(mean_), " ", numbers(deviation_)) : norm_;
}

bool Range::fits(int64_t channels) const {
  return mean_.size() == 1 || mean_.size() == static_cast<size_t>(channels);
}

std::optional<Range> Range::parse(const std::string& text) {
  if (text == "half" || text == "none") return Range(text, {}, {});
  const std::string_view rest(text);
  const size_t second = rest.rfind(' ');
  if (!rest.starts_with("channel ") || second < 8) return std::nullopt;
  const auto mean = to_list<double>(rest.substr(8, second - 8), to_real),
             deviation = to_list<double>(rest.substr(second + 1), to_real);
  if (!mean || !deviation || mean->size() != deviation->size()) return std::nullopt;
  return Range("channel", *mean, *deviation);
}

}  // namespace wgan
