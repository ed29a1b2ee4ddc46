#include "wgan/device.h"

#include <sched.h>

#include "support.h"
#include "wgan/text.h"

namespace wgan {
namespace {

class CoresTest : public testing::Test {
 protected:
  /// Every processor that this test may use is one of the threads of `siblings(its number)`.
  template <typename Siblings>
  void lay_out(const Siblings& siblings) {
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
      if (!CPU_ISSET(cpu, &allowed_)) continue;
      put(folder_ / cat("cpu", cpu, "/topology/thread_siblings_list"), siblings(cpu) + "\n");
    }
  }
  void SetUp() override { ASSERT_EQ(::sched_getaffinity(0, sizeof allowed_, &allowed_), 0); }

  TemporaryFolder folder_;
  cpu_set_t allowed_;
};

TEST_F(CoresTest, AreCountedOnceHoweverManyThreadsTheyRun) {
  lay_out([](int cpu) { return std::to_string(cpu); });
  EXPECT_EQ(usable_cores(folder_.path()), CPU_COUNT(&allowed_));
  lay_out([](int) { return std::string("0-255"); });
  EXPECT_EQ(usable_cores(folder_.path()), 1);
}

TEST_F(CoresTest, AreProcessorsWhereNothingIsSaidOfThem) {
  EXPECT_EQ(usable_cores(folder_ / "nothing"), CPU_COUNT(&allowed_));
}

TEST_F(CoresTest, OnlyThoseCountThatTheProcessMayUse) {
  lay_out([](int cpu) { return std::to_string(cpu); });
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++cpu) {
    if (CPU_ISSET(cpu, &allowed_)) CPU_SET(cpu, &one);
  }
  ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
  const int64_t cores = usable_cores(folder_.path());
  ASSERT_EQ(::sched_setaffinity(0, sizeof allowed_, &allowed_), 0);
  EXPECT_EQ(cores, 1);
}

}  // namespace
}  // namespace wgan
