#include "wgan/training/crowding.h"

#include "support.h"

namespace wgan {
namespace {

TEST(Crowding, WarnsOnceWhenThreadsWaitForAFifthOfTheirTime) {
  Crowding crowding(2, {.ran = 100, .waited = 50});
  EXPECT_FALSE(crowding.add({.ran = 103, .waited = 55}, 5)) << "too short to tell";
  EXPECT_FALSE(crowding.add({.ran = 136, .waited = 58}, 21)) << "8 of 44 s";
  EXPECT_FALSE(crowding.add({.ran = 137, .waited = 69}, 30)) << "too short again";
  const auto warning = crowding.add({.ran = 164, .waited = 70}, 42);
  ASSERT_TRUE(warning);
  EXPECT_NE(warning->find("in the last 21 s the 2 threads of this run waited 30 % of the time"),
            std::string::npos)
      << *warning;
  EXPECT_NE(warning->find("--threads 1 would be faster"), std::string::npos) << *warning;
  EXPECT_FALSE(crowding.add({.ran = 165, .waited = 171}, 100)) << "once is enough";
}

TEST(Crowding, SaysNothingToARunThatCannotTakeFewerThreads) {
  Crowding crowding(1, {});
  EXPECT_FALSE(crowding.add({.ran = 1, .waited = 40}, 41));
}

TEST(Crowding, SuggestsTheThreadsThatGotAProcessor) {
  Crowding crowding(8, {});
  const auto warning = crowding.add({.ran = 60, .waited = 40}, 20);
  ASSERT_TRUE(warning);
  EXPECT_NE(warning->find("--threads 5 "), std::string::npos) << *warning;
}

TEST(Crowding, SaysNothingWhereTheSystemDoesNotTell) {
  Crowding crowding(2, {});
  EXPECT_FALSE(crowding.add({}, 30));
}

}  // namespace
}  // namespace wgan
