#include "wgan/machine/machine.h"

#include <sched.h>

#include <cstdlib>
#include <ctime>
#include <latch>
#include <thread>

#include "support.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

class CoresTest : public testing::Test {
 protected:
  /// Every processor that this test may use is one of the threads of `siblings(its number)`.
  template <typename Siblings>
  void lay_out(const Siblings& siblings) {
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
      if (!CPU_ISSET(cpu, &allowed_)) continue;
      put(folder_ / cat("sys/devices/system/cpu/cpu", cpu, "/topology/thread_siblings_list"),
          siblings(cpu) + "\n");
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

TEST_F(CoresTest, AreNoMoreThanTheControlGroupsGiveTimeFor) {
  lay_out([](int cpu) { return std::to_string(cpu); });
  const int64_t all = CPU_COUNT(&allowed_);
  const auto cores = [&] {
    EXPECT_EQ(reading_threads(0, folder_.path()), usable_cores(folder_.path()));
    return usable_cores(folder_.path());
  };
  put(folder_ / "proc/self/cgroup", "0::/box/job\n");
  put(folder_ / "sys/fs/cgroup/box/job/cpu.max", "max 100000\n");
  EXPECT_EQ(cores(), all);
  put(folder_ / "sys/fs/cgroup/box/cpu.max", "50000 100000\n");
  EXPECT_EQ(cores(), 1);
  put(folder_ / "sys/fs/cgroup/box/cpu.max", "150000 100000\n");
  EXPECT_EQ(cores(), std::min<int64_t>(all, 2));
  put(folder_ / "proc/self/cgroup", "3:memory:/\n5:cpu,cpuacct:/old\n");
  EXPECT_EQ(cores(), all);
  put(folder_ / "sys/fs/cgroup/cpu/old/cpu.cfs_quota_us", "-1\n");
  put(folder_ / "sys/fs/cgroup/cpu/old/cpu.cfs_period_us", "50000\n");
  EXPECT_EQ(cores(), all);
  put(folder_ / "sys/fs/cgroup/cpu/old/cpu.cfs_quota_us", "40000\n");
  EXPECT_EQ(cores(), 1);
  put(folder_ / "sys/fs/cgroup/cpu/old/cpu.cfs_period_us", "10000\n");
  EXPECT_EQ(cores(), std::min<int64_t>(all, 4));
  EXPECT_EQ(reading_threads(5, folder_.path()), 5);
}

TEST(Machine, KnowsByTheProcessorsFlagsWhetherItHasBf16) {
  const auto found = [](const std::string& info) {
    TemporaryFolder root;
    put(root / "proc/cpuinfo", info);
    return computes_in_bf16(root.path());
  };
  EXPECT_TRUE(found("processor\t: 0\nflags\t\t: fpu sse avx512f avx512_bf16 avx512vl\n"));
  EXPECT_TRUE(found("flags\t\t: fpu amx_bf16 amx_tile\n"));
  EXPECT_TRUE(found("Features\t: fp asimd bf16 i8mm\n"));
  EXPECT_FALSE(found("flags\t\t: fpu sse avx2 avx512f\n"));
  EXPECT_FALSE(found("flags\t\t: fpu\nbugs\t\t: bf16\n"));
  EXPECT_FALSE(computes_in_bf16("/nowhere"));
}

class MemoryTest : public testing::Test {
 protected:
  double found() const { return usable_memory(root_.path()); }
  TemporaryFolder root_;
};

TEST_F(MemoryTest, IsTheMachines) {
  put(root_ / "proc/meminfo", "MemTotal:       2048 kB\nMemFree:  1 kB\n");
  EXPECT_EQ(found(), 2048 * 1024);
}

TEST_F(MemoryTest, IsWhatTheSmallestControlGroupMayHave) {
  put(root_ / "proc/meminfo", "MemTotal:       2048 kB\n");
  put(root_ / "proc/self/cgroup", "0::/user/job\n");
  put(root_ / "sys/fs/cgroup/user/job/memory.max", "max\n");
  EXPECT_EQ(found(), 2048 * 1024);
  put(root_ / "sys/fs/cgroup/user/memory.max", "1000000\n");
  EXPECT_EQ(found(), 1000000);
  put(root_ / "sys/fs/cgroup/user/job/memory.max", "3000\n");
  EXPECT_EQ(found(), 3000);
}

TEST_F(MemoryTest, IsThatOfACgroupOfTheFirstVersionToo) {
  put(root_ / "proc/meminfo", "MemTotal:       2048 kB\n");
  put(root_ / "proc/self/cgroup", "5:cpu,cpuacct:/box\n4:memory:/box\n");
  put(root_ / "sys/fs/cgroup/memory/box/memory.limit_in_bytes", "5000\n");
  EXPECT_EQ(found(), 5000);
}

TEST_F(MemoryTest, HasNoLimitWhereNothingIsSaidOfIt) { EXPECT_GT(found(), 1e300); }

TEST(ProcessorTime, IsTheSumOverThreads) {
  TemporaryFolder root;
  put(root / "proc/self/task/999999998/schedstat", "1500000000 250000000 12\n");
  put(root / "proc/self/task/999999999/schedstat", "500000000 500000000 3\n");
  const ProcessorTime time = processor_time(root.path());
  EXPECT_DOUBLE_EQ(time.ran, 2);
  EXPECT_DOUBLE_EQ(time.waited, 0.75);
  EXPECT_EQ(processor_time(root / "nothing").ran, 0);
}

/// Returns what `processor_time` adds while another thread works for 0.2 s of its own time.
double counted(bool in_background) {
  const auto work = [&] {
    if (in_background) work_in_background();
    timespec used{};
    do {
      ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    } while (used.tv_nsec < 200'000'000);
  };
  const double before = processor_time().ran;
  std::latch worked(1), looked(1);
  std::jthread thread([&] {
    work();
    worked.count_down();
    looked.wait();  // while the thread lives, it is counted
  });
  worked.wait();
  const double added = processor_time().ran - before;
  looked.count_down();
  return added;
}

TEST(ProcessorTime, LeavesOutThreadsInTheBackground) {
  if (processor_time().ran == 0) GTEST_SKIP() << "this system has no /proc/self/task/N/schedstat";
  EXPECT_GE(counted(false), 0.19);
  EXPECT_LT(counted(true), 0.1);
}

TEST(Spinning, IsLimitedUnlessTheUserSaysOtherwise) {
  ::unsetenv("GOMP_SPINCOUNT");
  ::setenv("OMP_WAIT_POLICY", "active", 1);
  EXPECT_FALSE(limit_spinning());
  EXPECT_EQ(std::getenv("GOMP_SPINCOUNT"), nullptr);
  ::unsetenv("OMP_WAIT_POLICY");
  EXPECT_TRUE(limit_spinning());
  EXPECT_NE(std::getenv("GOMP_SPINCOUNT"), nullptr);
  ::setenv("GOMP_SPINCOUNT", "7", 1);
  EXPECT_FALSE(limit_spinning());
  EXPECT_STREQ(std::getenv("GOMP_SPINCOUNT"), "7");
  ::unsetenv("GOMP_SPINCOUNT");
}

}  // namespace
}  // namespace wgan
