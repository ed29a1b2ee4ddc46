#include "wgan/image/pyramid.h"

#include <gtest/gtest.h>

#include <array>

#include "wgan/random/random.h"

namespace wgan {
namespace {

/// A picture of one channel, and the operators of Karras' code, written out.
struct Plane {
  int64_t width = 0, height = 0;
  std::vector<double> values;

  double& at(int64_t x, int64_t y) { return values[static_cast<size_t>(y * width + x)]; }
  /// The value at a place mirrored at the borders, whose pixels are not repeated.
  double mirrored(int64_t x, int64_t y) const {
    const auto inside = [](int64_t i, int64_t side) {
      if (i < 0) i = -i;
      return i < side ? i : 2 * (side - 1) - i;
    };
    return values[static_cast<size_t>(inside(y, height) * width + inside(x, width))];
  }
};

constexpr std::array kBinomial{1.0 / 16, 4.0 / 16, 6.0 / 16, 4.0 / 16, 1.0 / 16};

Plane filtered(const Plane& from, double scale) {
  Plane to = from;
  for (int64_t y = 0; y < from.height; ++y) {
    for (int64_t x = 0; x < from.width; ++x) {
      double sum = 0;
      for (int64_t v = -2; v <= 2; ++v) {
        for (int64_t u = -2; u <= 2; ++u)
          sum += kBinomial[static_cast<size_t>(v + 2)] * kBinomial[static_cast<size_t>(u + 2)] *
                 from.mirrored(x + u, y + v);
      }
      to.at(x, y) = scale * sum;
    }
  }
  return to;
}

Plane halved(const Plane& from) {
  const Plane blurred = filtered(from, 1);
  Plane to{from.width / 2, from.height / 2, {}};
  to.values.resize(static_cast<size_t>(to.width * to.height));
  for (int64_t y = 0; y < to.height; ++y) {
    for (int64_t x = 0; x < to.width; ++x) to.at(x, y) = blurred.mirrored(2 * x, 2 * y);
  }
  return to;
}

Plane doubled(Plane from) {
  Plane to{2 * from.width, 2 * from.height, {}};
  to.values.resize(static_cast<size_t>(to.width * to.height), 0);
  for (int64_t y = 0; y < from.height; ++y) {
    for (int64_t x = 0; x < from.width; ++x) to.at(2 * x, 2 * y) = from.at(x, y);
  }
  return filtered(to, 4);
}

TEST(Pyramid, IsThatOfKarras) {
  constexpr int64_t kWidth = 48, kHeight = 32, kChannels = 3, kLevels = 2;
  std::vector<uint8_t> bytes;
  Random random(1, Stream::kAugment, 0, 0, 0);
  for (int64_t i = 0; i < kWidth * kHeight * kChannels; ++i)
    bytes.push_back(static_cast<uint8_t>(random.below(256)));
  for (int64_t c = 0; c < kChannels; ++c) {
    Plane plane{kWidth, kHeight, {}};
    for (size_t i = static_cast<size_t>(c); i < bytes.size(); i += kChannels)
      plane.values.push_back(bytes[i]);
    Plane small = halved(plane), low = doubled(small);
    const FloatImage fine = laplacian_level(bytes.data(), {kWidth, kHeight}, kChannels, 0, kLevels),
                     rest = laplacian_level(bytes.data(), {kWidth, kHeight}, kChannels, 1, kLevels);
    EXPECT_EQ(rest.size, (Size{kWidth / 2, kHeight / 2}));
    // Sums of 25 products of numbers up to 255, in floats: 25 * 255 * 2^-24.
    constexpr double kRounding = 4e-4;
    for (int64_t y = 0; y < kHeight; ++y) {
      for (int64_t x = 0; x < kWidth; ++x)
        EXPECT_NEAR(fine.pixels[static_cast<size_t>((y * kWidth + x) * kChannels + c)],
                    plane.at(x, y) - low.at(x, y), kRounding);
    }
    for (int64_t i = 0; i < small.width * small.height; ++i)
      EXPECT_NEAR(rest.pixels[static_cast<size_t>(i * kChannels + c)],
                  small.values[static_cast<size_t>(i)], kRounding);
  }
}

TEST(Pyramid, EndsAtTheLeastSide) {
  EXPECT_EQ(pyramid_levels({64, 64}, 16), 3);
  EXPECT_EQ(pyramid_levels({128, 64}, 16), 3);
  EXPECT_EQ(pyramid_levels({31, 40}, 16), 2);
  EXPECT_EQ(pyramid_levels({30, 40}, 16), 1);
  EXPECT_EQ(pyramid_levels({4, 4}, 16), 1);
  EXPECT_EQ(pyramid_levels({1, 1}, 1), 1);
}

}  // namespace
}  // namespace wgan
