#include "wgan/text/text.h"

#include <gtest/gtest.h>

#include "wgan/text/colour.h"

namespace wgan {
namespace {

TEST(Text, WholeNumbersOnly) {
  EXPECT_EQ(to_integer("-42"), -42);
  EXPECT_FALSE(to_integer("4.0"));
  EXPECT_FALSE(to_integer("4 "));
  EXPECT_FALSE(to_integer("99999999999999999999"));
  EXPECT_FALSE(to_unsigned("-1"));
  EXPECT_EQ(to_unsigned("18446744073709551615"), UINT64_MAX);
  EXPECT_FALSE(to_real("inf"));
  EXPECT_FALSE(to_real("nan"));
}

TEST(Text, ExactNumbersReadBackToTheSameBits) {
  for (const double value : {0.1, 1e-4, 2e-5, 1.0 / 3, 123456.75, 0.0})
    EXPECT_EQ(to_real(exact(value)), value);
}

TEST(Text, EstimatesAreRoundedToWhatTheyAreWorth) {
  EXPECT_EQ(rough_duration(0.2), "1s");
  EXPECT_EQ(rough_duration(7.6), "8s");
  EXPECT_EQ(rough_duration(47), "50s");
  EXPECT_EQ(rough_duration(3.4 * 60), "3m");
  EXPECT_EQ(rough_duration(3.27 * 3600), "3h20m");
  EXPECT_EQ(rough_duration(11.94 * 86400), "11d23h");
}

TEST(Text, DurationsReadAndWrite) {
  EXPECT_EQ(to_seconds("90"), 90);
  EXPECT_EQ(to_seconds("3m"), 180);
  EXPECT_EQ(to_seconds("1h30m"), 5400);
  EXPECT_EQ(to_seconds("0.5s"), 0.5);
  EXPECT_FALSE(to_seconds(""));
  EXPECT_FALSE(to_seconds("3x"));
  EXPECT_FALSE(to_seconds("m"));
  EXPECT_FALSE(to_seconds("-3"));
  for (const char* hours : {"2 h", "2h", "2 hours", "120min", "1 h 60 min", "7200 sec", "7.2e3s"})
    EXPECT_EQ(to_seconds(hours), 7200) << hours;
  for (const char* wrong :
       {"h", "2 h 3", "2 parsecs", "1..5h", "2 sec s", " ", "infs", "nan s", "0x2s"})
    EXPECT_FALSE(to_seconds(wrong)) << wrong;
  EXPECT_EQ(duration(5400), "1h30m");
  EXPECT_EQ(duration(0), "0s");
  EXPECT_EQ(duration(90061), "1d1h1m1s");
}

TEST(Text, CountsAsPeopleTypeThem) {
  for (const auto& [text, count] : {std::pair{"20000", 20'000},
                                    {"10k", 10'000},
                                    {"10K", 10'000},
                                    {"1.5M", 1'500'000},
                                    {"1e5", 100'000},
                                    {"4.1M", 4'100'000},
                                    {"1.001k", 1001},
                                    {"-3", -3}})
    EXPECT_EQ(to_count(text), count) << text;
  for (const char* wrong : {"", "k", "1.5", "1e-1", "10kk", "1e20", "10 k", "nan", "0x10"})
    EXPECT_FALSE(to_count(wrong)) << wrong;
}

TEST(Text, PartsBetweenSeparators) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), std::vector<std::string_view>{""});
}

TEST(Text, NearestAcceptsTwoSlipsAtMost) {
  const std::vector<std::string> flags{"batch", "steps", "clip"};
  EXPECT_EQ(nearest("bacth", flags), "batch");
  EXPECT_EQ(nearest("step", flags), "steps");
  EXPECT_EQ(nearest("klipp", flags), "clip");
  EXPECT_FALSE(nearest("resolution", flags));
  EXPECT_FALSE(nearest("", flags));
  EXPECT_FALSE(nearest(std::string(16 << 20, 'x'), flags)) << "a name in a model file is that long";
}

TEST(Text, EscapesWhatCouldMoveTheCursor) {
  EXPECT_EQ(escaped("a\nb\x1b[2J"), "a\\x0ab\\x1b[2J");
  EXPECT_EQ(escaped("Pok\xC3\xA9mon"), "Pok\xC3\xA9mon");
  EXPECT_EQ(escaped("\xC3"), "\\xc3");           // cut off
  EXPECT_EQ(escaped("\xC0\xAF"), "\\xc0\\xaf");  // overlong
  EXPECT_EQ(escaped("\xC2\x9B"), "\\xc2\\x9b");  // CSI as one character
  EXPECT_EQ(escaped("a\xE2\x80\xAE"
                    "b\xE2\x81\xA6"),
            "a\\xe2\\x80\\xaeb\\xe2\\x81\\xa6");                               // right to left
  EXPECT_EQ(escaped("\xE2\x80\xA6\xE2\x80\x93"), "\xE2\x80\xA6\xE2\x80\x93");  // ellipsis, dash
  EXPECT_EQ(escaped(escaped("\x1b[2J\xC3")), escaped("\x1b[2J\xC3"));
  EXPECT_EQ(escaped("\xED\xA0\x80"), "\\xed\\xa0\\x80");  // surrogate
}

TEST(Text, NumbersForPeople) {
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(grouped(-1000), "-1,000");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(bytes(999), "999 B");
  EXPECT_EQ(bytes(1234567), "1.2 MB");
  EXPECT_EQ(bytes(34e9), "34 GB");
}

TEST(Text, ColoursByNameAndNumber) {
  EXPECT_EQ(to_colour("white"), (Colour{255, 255, 255}));
  EXPECT_EQ(to_colour("#0a80Ff"), (Colour{10, 128, 255}));
  for (const char* wrong : {"", "red", "#fff", "#12345g", "#1234567", "0a80ff"})
    EXPECT_FALSE(to_colour(wrong)) << wrong;
}

TEST(Text, LongMessagesLoseTheirMiddle) {
  EXPECT_EQ(shown("short\x07"), "short\\x07");
  const std::string text = shown("begin " + std::string(900'000, 'x') + "\xC3\xA9 end");
  EXPECT_LT(text.size(), 1600u);
  EXPECT_TRUE(text.starts_with("begin xxx"));
  EXPECT_TRUE(text.ends_with("x\xC3\xA9 end"));
  EXPECT_NE(text.find("bytes left out"), std::string::npos);
  // A character of several bytes is left out whole.
  std::string accents;
  for (int i = 0; i < 5000; ++i) accents += "\xC3\xA9";
  for (const char* before : {"", "x"}) {
    const std::string cut = shown(before + accents);
    EXPECT_EQ(escaped(cut), cut);
  }
}

TEST(Text, OfManyNamesTheFirstOnesAreListed) {
  EXPECT_EQ(some_of({"a", "b"}), "a, b");
  EXPECT_EQ(some_of(std::vector<std::string>(2000, "c")).size(), 20 * 3 - 2 + 15u);
  EXPECT_TRUE(some_of(std::vector<std::string>(2000, "c")).ends_with(" and 1,980 more"));
}

}  // namespace
}  // namespace wgan
