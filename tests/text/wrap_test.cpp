#include "wgan/text/wrap.h"

#include <gtest/gtest.h>

namespace wgan {
namespace {

TEST(Wrap, FillsLinesUpToTheColumns) {
  EXPECT_EQ(wrapped("one two three four", 9, 0), "one two\nthree\nfour");
  EXPECT_EQ(wrapped("one two three four", 13, 0), "one two three\nfour");
  EXPECT_EQ(wrapped("", 10, 0), "");
  EXPECT_EQ(wrapped("  one   two ", 80, 0), "one two") << "spaces only separate words";
}

TEST(Wrap, TheIndentCountsAlsoInTheFirstLine) {
  EXPECT_EQ(wrapped("one two three", 11, 4), "one two\n    three");
  EXPECT_EQ(wrapped("one two three", 10, 4), "one\n    two\n    three");
}

TEST(Wrap, ALongWordHasItsOwnLine) {
  EXPECT_EQ(wrapped("a long-word-of-20-letters b", 10, 2), "a\n  long-word-of-20-letters\n  b");
}

TEST(Wrap, CountsCharactersNotBytes) {
  EXPECT_EQ(columns_of("1±B, …"), 6u);
  EXPECT_EQ(wrapped("±±±± ±±±±", 9, 0), "±±±± ±±±±");
}

}  // namespace
}  // namespace wgan
