#include "wgan/options/flags.h"

#include "wgan/commands/presets.h"

#include "support.h"

namespace wgan {
namespace {

TEST(Flags, EveryValueReadsBackToItself) {
  TrainOptions options;
  for (const Flag& flag : train_flags(options)) {
    const std::string before = value_of(flag);
    if (before.empty() || flag.name == "epochs") continue;
    assign(flag, before, "test");
    EXPECT_EQ(value_of(flag), before) << flag.name;
  }
}

TEST(Flags, AssignSetsTheField) {
  TrainOptions options;
  const Flags flags = train_flags(options);
  assign(find_flag(flags, "size", "test"), "68x56", "test");
  assign(find_flag(flags, "rate", "test"), "3e-5", "test");
  assign(find_flag(flags, "flip", "test"), "true", "test");
  assign(find_flag(flags, "time-limit", "test"), "2h", "test");
  EXPECT_EQ(options.data.size, (Size{68, 56}));
  EXPECT_EQ(options.optimizer.rate, 3e-5);
  EXPECT_TRUE(options.data.augment.flip);
  EXPECT_EQ(options.time_limit, 7200);
  const Flag& keep = find_flag(flags, "keep", "test");
  for (const auto& [text, value] : {std::pair{"last:1", Keep{.last = 1}},
                                    {"last:5,every:1000", {5, 1, 1000}},
                                    {"every:50,last:2", {2, 1, 50}},
                                    {"last:2,best:4", {2, 4, 0}},
                                    {"every:50", {3, 1, 50}}}) {
    assign(keep, text, "test");
    EXPECT_EQ(options.keep, value) << text;
    assign(keep, value_of(keep), "test");
    EXPECT_EQ(options.keep, value) << value_of(keep);
  }
  assign(find_flag(flags, "steps", "test"), "20k", "test");
  EXPECT_EQ(options.steps, 20'000);
  assign(find_flag(flags, "time-limit", "test"), "90.5s", "test");
  EXPECT_EQ(value_of(find_flag(flags, "time-limit", "test")), "90.5s");
  const Flag& interval = find_flag(flags, "save-interval", "test");
  for (const double seconds : {1e-4, 1.0 / 3, 1e-300, 123456.789}) {
    options.save_interval = seconds;
    assign(interval, value_of(interval), "test");
    EXPECT_EQ(options.save_interval, seconds) << value_of(interval);
  }
  expect_error(ExitCode::kUsage, "a time with its unit, more than 0",
               [&] { assign(interval, "0s", "test"); });
  const Flag& bad = find_flag(flags, "max-bad", "test");
  for (const auto& [text, value] :
       {std::pair{"2%", 0.02}, {"0.5", 0.5}, {"0", 0.0}, {"100%", 1.0}, {"0.1 %", 0.001}}) {
    assign(bad, text, "test");
    EXPECT_EQ(options.max_bad, value) << text;
    assign(bad, value_of(bad), "test");
    EXPECT_EQ(options.max_bad, value) << value_of(bad);
  }
  for (const char* wrong : {"last:0", "last", "3", "last:2,first:1", "last:-1", "last:2,", ""})
    expect_error(ExitCode::kUsage, "last:N", [&] { assign(keep, wrong, "test"); });
  for (const char* wrong : {"101%", "-1%", "2", "much", "%", ""})
    expect_error(ExitCode::kUsage, "a share such as 1% or 0.01",
                 [&] { assign(bad, wrong, "test"); });
}

TEST(Flags, BadValuesNameTheFlagTheValueAndWhatIsExpected) {
  TrainOptions options;
  const Flags flags = train_flags(options);
  const auto give = [&](const char* flag, const char* value) {
    assign(find_flag(flags, flag, "x.flags:3"), value, "x.flags:3");
  };
  expect_error(ExitCode::kUsage, "x.flags:3: --batch 1: expected a whole number, 2 to 65536",
               [&] { give("batch", "1"); });
  expect_error(ExitCode::kUsage, "--rate 0: expected a number, more than 0",
               [&] { give("rate", "0"); });
  expect_error(ExitCode::kUsage,
               "--fit covr: expected cover, contain, stretch; did you mean cover?",
               [&] { give("fit", "covr"); });
  expect_error(ExitCode::kUsage, "such as 64 or 68x56", [&] { give("size", "68x"); });
  expect_error(ExitCode::kUsage, "true or false", [&] { give("flip", "maybe"); });
  expect_error(ExitCode::kUsage, "did you mean --batch?",
               [&] { find_flag(flags, "bach", "command line"); });
  expect_error(ExitCode::kUsage, "--data '': expected a text", [&] { give("data", ""); });
  EXPECT_EQ(options.batch, 64) << "a refused value must not be stored";
  EXPECT_TRUE(options.data.source.paths.empty());
}

TEST(Flags, AFieldSaysWhatItsTypeAsksFor) {
  TrainOptions options;
  const Flags flags = train_flags(options);
  for (const Flag& flag : flags) {
    EXPECT_EQ(flag.field.is_repeated(), flag.name == "data") << flag.name;
    EXPECT_EQ(flag.field.names_paths(), flag.name == "data") << flag.name;
    EXPECT_EQ(flag.field.needs_unit(), flag.name == "time-limit" || flag.name == "save-interval" ||
                                           flag.name == "peer-timeout")
        << flag.name;
  }
  EXPECT_TRUE(find_flag(flags, "flip", "test").field.is_switch());
  EXPECT_FALSE(find_flag(flags, "batch", "test").field.is_switch());
  Presets presets;
  const Field names = presets.flags().at(0).field;
  EXPECT_TRUE(names.is_repeated());
  EXPECT_FALSE(names.names_paths());
}

TEST(Flags, ARepeatedFlagKeepsItsValuesUntilItIsCleared) {
  std::vector<std::string> paths, others;
  const Flag flag{.name = "data", .field = Paths{&paths}};
  const Field copy = flag.field, other = Paths{&others};
  for (const char* path : {"a", "b"}) assign(flag, path, "test");
  EXPECT_EQ(copy.texts(), (std::vector<std::string>{"a", "b"})) << "a copy has the same variable";
  EXPECT_EQ(value_of(flag), "a, b");
  EXPECT_FALSE(other.equals(copy));
  other.copy(copy);
  EXPECT_EQ(others, paths);
  EXPECT_TRUE(other.equals(copy));
  copy.clear();
  EXPECT_TRUE(paths.empty());
  EXPECT_EQ(value_of(flag), "");
}

TEST(Flags, LinesOfAFile) {
  const auto lines = parse_flag_lines(
      "# comment\n\n--batch 32\n--flip\n--size=28\n  --alpha  #ff0000 \r\n", "a.flags");
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0].flag + "=" + lines[0].value + "@" + lines[0].source, "batch=32@a.flags:3");
  EXPECT_EQ(lines[1].value, "true");
  EXPECT_EQ(lines[2].value, "28");
  EXPECT_EQ(lines[3].value, "#ff0000");
  expect_error(ExitCode::kUsage, "a.flags:1: expected a flag",
               [] { parse_flag_lines("batch: 32", "a.flags"); });
}

TEST(FlagLines, EditorsOfWindowsMayHaveWrittenThem) {
  const auto lines = parse_flag_lines("\xEF\xBB\xBF# a run\r\n--batch 32\r\n--flip\r\n", "x.flags");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].flag, "batch");
  EXPECT_EQ(lines[0].value, "32");
  EXPECT_EQ(lines[1].flag, "flip");
  EXPECT_EQ(lines[1].value, "true");
  EXPECT_EQ(parse_flag_lines("\xEF\xBB\xBF--batch 32", "x.flags")[0].flag, "batch");
}

}  // namespace
}  // namespace wgan
