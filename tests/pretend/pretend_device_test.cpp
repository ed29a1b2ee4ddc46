#include "pretend_device.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/ones.h>
#include <gtest/gtest.h>

namespace wgan::pretend {
namespace {

using Counts = Asked::Counts;

Tensor ones_there() { return at::ones({2, 3}, at::TensorOptions(device())); }

TEST(PretendDevice, CountsEachKernelOnceAndNoViews) {
  const Tensor a = ones_there(), b = ones_there();
  take_asked();
  const Tensor c = (a + b).narrow(1, 0, 2).t();
  at::_foreach_add_(std::vector<Tensor>{a, b}, 1);
  EXPECT_EQ(take_asked().launches, (Counts{{"add", 1}, {"_foreach_add_", 1}}));
  EXPECT_EQ(c.cpu().sum().item<float>(), 8);
  EXPECT_EQ((a + b).sum().item<float>(), 24);
}

TEST(PretendDevice, CountsEverythingThatTheHostWaitsFor) {
  const Tensor a = ones_there(), mask = a > 0, host = at::ones({3});
  const auto waits_of = [](const auto& call) {
    take_asked();
    call();
    return take_asked().waits;
  };
  EXPECT_EQ(waits_of([&] { (a * 2).sum(); }), Counts{});
  EXPECT_EQ(waits_of([&] { host.to(device(), /*non_blocking=*/true); }), Counts{});
  EXPECT_EQ(waits_of([&] { host.to(device()); }), (Counts{{"upload of Float 3", 1}}));
  EXPECT_EQ(waits_of([&] { a.cpu(); }), (Counts{{"download of Float 2x3", 1}}));
  EXPECT_EQ(waits_of([&] { a.sum().item<float>(); }), (Counts{{"item", 1}}));
  EXPECT_EQ(waits_of([&] { a.equal(a); }), (Counts{{"equal", 1}}));
  EXPECT_EQ(waits_of([&] { at::nonzero(a); }), (Counts{{"nonzero", 1}}));
  EXPECT_EQ(waits_of([&] { a.index({mask}); }), (Counts{{"nonzero", 1}}));
}

TEST(PretendDevice, DoesNotMixWithTheProcessor) {
  const Tensor a = ones_there(), host = at::ones({2, 3});
  EXPECT_THROW(a + host, c10::Error);
  EXPECT_THROW(at::cat({a, host}), c10::Error);
  EXPECT_NO_THROW(a + at::ones({})) << "a number";
}

TEST(PretendDeviceDeathTest, TheHostCannotReadItsMemory) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const Tensor a = ones_there();
  EXPECT_DEATH(static_cast<volatile float*>(a.data_ptr())[0], "");
}

}  // namespace
}  // namespace wgan::pretend
