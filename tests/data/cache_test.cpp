#include <sys/resource.h>
#include <sys/wait.h>

#include <atomic>
#include <csignal>
#include <set>

#include "data/pictures.h"
#include "support.h"
#include "wgan/data/data.h"

namespace wgan {
namespace {

/// Pictures of one value each; counts how often one is read. Number 2 cannot be read.
class Values : public ImageSource {
 public:
  explicit Values(std::string identity) : identity_(std::move(identity)) {}
  int64_t size() const override { return 5; }
  std::string name(int64_t index) const override { return "caf\xe9 " + std::to_string(index); }
  Image read(int64_t index) const override {
    ++reads;
    if (index == 2) throw Error(ExitCode::kData, "it is damaged");
    return {4, 4, 3, static_cast<uint8_t>(10 * index)};
  }
  int64_t label(int64_t index) const override { return index - 1; }
  std::vector<std::string> classes() const override { return {"a", "b", "c", "d"}; }
  std::optional<bool> is_gray(int64_t /*index*/) const override { return false; }
  std::string identity() const override { return identity_; }

  mutable std::atomic<int> reads{0};

 private:
  std::string identity_;
};

class Cache : public testing::Test {
 protected:
  PictureSet through_file(const ImageSource& source, const Preparation& how = {.size = {4, 4}}) {
    said_.clear();
    return load(source, how,
                {.threads = 2,
                 .cache_limit = 0,
                 .cache = folder_ / "cache",
                 .note = [&](const std::string& text) { said_ += text; }});
  }

  std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> all;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "cache"))
      all.push_back(entry.path());
    return all;
  }

  static void expect_values(const PictureSet& set) {
    ASSERT_EQ(set.count(), 4);
    EXPECT_EQ(set.pixels.size(), 4 * 48);
    const uint8_t values[] = {0, 10, 30, 40};
    for (int64_t i = 0; i < 4; ++i) EXPECT_EQ(set.picture(i), Image(4, 4, 3, values[i]));
    EXPECT_EQ(set.labels, (std::vector<int32_t>{-1, 0, 2, 3}));
    ASSERT_EQ(set.skipped.size(), 1u);
    EXPECT_EQ(set.skipped[0].name, "caf\xe9 2");
    EXPECT_EQ(set.skipped[0].reason, "it is damaged");
  }

  TemporaryFolder folder_;
  std::string said_;
};

TEST_F(Cache, TheNextRunUsesTheFileAndDecodesNothing) {
  const Values first("a"), second("a");
  expect_values(through_file(first));
  EXPECT_EQ(first.reads, 5);
  EXPECT_NE(said_.find("keeping the prepared pictures"), std::string::npos);
  expect_values(through_file(second));
  EXPECT_EQ(second.reads, 0);
  EXPECT_NE(said_.find("using the pictures prepared before"), std::string::npos);
}

TEST_F(Cache, MemoryAndFileHoldTheSame) {
  const Values source("a");
  expect_values(load(source, {.size = {4, 4}}, {.threads = 2, .cache_limit = 240}));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "cache"));
}

TEST_F(Cache, OtherFilesAndOtherFlagsMakeAnotherFile) {
  const Values a("a"), b("b");
  through_file(a);
  through_file(b);
  EXPECT_EQ(b.reads, 5);
  const Preparation others[] = {{.size = {4, 5}},
                                {.size = {4, 4}, .fit = "stretch"},
                                {.size = {4, 4}, .resample = "nearest"},
                                {.size = {4, 4}, .channels = 1},
                                {.size = {4, 4}, .background = Colour{0, 0, 0}}};
  for (const Preparation& how : others) through_file(a, how);
  EXPECT_EQ(files().size(), 7u);
  EXPECT_EQ(a.reads, 30);
}

TEST_F(Cache, DamageAnywhereIsFoundOutAndMended) {
  const Values source("a");
  through_file(source);
  const std::string path = files().at(0).string(), whole = contents_of(path);
  for (size_t at = 0; at < whole.size(); at += 7) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    put(path, damaged);
    source.reads = 0;
    expect_values(through_file(source));
    EXPECT_EQ(source.reads, 5) << "byte " << at;
  }
  for (const size_t length : {size_t{0}, size_t{10}, whole.size() / 2, whole.size() - 1}) {
    put(path, whole.substr(0, length));
    expect_values(through_file(source));
  }
}

TEST_F(Cache, TwoWritersAtOnceBothGetTheirPicturesAndLeaveOneFile) {
  for (int round = 0; round < 10; ++round) {
    std::filesystem::remove_all(folder_ / "cache");
    const Values a("a"), b("a");
    std::thread other([&] {
      const PictureSet set =
          load(a, {.size = {4, 4}}, {.cache_limit = 0, .cache = folder_ / "cache"});
      expect_values(set);
    });
    expect_values(through_file(b));
    other.join();
    EXPECT_EQ(files().size(), 1u);
    expect_values(through_file(b));
  }
}

TEST_F(Cache, WhatAKilledWriterLeftIsRemoved) {
  class Slow : public Values {
   public:
    using Values::Values;
    Image read(int64_t /*index*/) const override {
      ::pause();
      return {};
    }
  };
  const pid_t child = ::fork();
  if (child == 0) {
    const Slow slow("slow");
    load(slow, {.size = {4, 4}}, {.cache_limit = 0, .cache = folder_ / "cache"});
    ::_exit(0);
  }
  while (!std::filesystem::exists(folder_ / "cache") || files().empty())
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const Values source("a");
  through_file(source);
  EXPECT_EQ(files().size(), 2u) << "that of a living writer stays";
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  through_file(Values("b"));
  for (const auto& path : files()) EXPECT_EQ(path.extension(), ".pixels");
}

TEST_F(Cache, AFullDiskIsAnErrorAndNoCrash) {
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{100, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const Values source("a");
  expect_error(ExitCode::kDisk, "cannot reserve 240 B for", [&] { through_file(source); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, ignored);
  EXPECT_TRUE(files().empty());
}

TEST_F(Cache, WhatCouldNotBeReadJustNowIsReadAgainNextTime) {
  class Passing : public Values {
   public:
    using Values::Values;
    Image read(int64_t index) const override {
      if (fails && index == 1) throw Error(ExitCode::kDisk, "permission denied");
      return Values::read(index);
    }
    bool fails = true;
  };
  Passing source("a");
  EXPECT_EQ(through_file(source).count(), 3);
  EXPECT_NE(said_.find("could be got at"), std::string::npos) << said_;
  EXPECT_TRUE(files().empty());
  source.fails = false;
  expect_values(through_file(source));
}

TEST_F(Cache, TheFolderThatIsNamedDecidesOnTheClasses) {
  put_picture(folder_ / "top/a/x/1.png", 1);
  put_picture(folder_ / "top/a/y/2.png", 2);
  const auto labels = [&](const char* root) {
    const auto source = open_source({.paths = {(folder_ / root).string()}}, {});
    return through_file(*source).labels;
  };
  EXPECT_EQ(labels("top/a"), (std::vector<int32_t>{0, 1}));
  EXPECT_EQ(labels("top"), (std::vector<int32_t>{0, 0}));
  EXPECT_EQ(labels("top/a"), (std::vector<int32_t>{0, 1}));
}

TEST_F(Cache, AFaultOfOneOfSeveralRootsPassesToo) {
  class Shut : public Values {
   public:
    using Values::Values;
    std::vector<Skipped> faults() const override { return {{"b.bin", "permission denied", true}}; }
  };
  std::vector<std::unique_ptr<ImageSource>> parts;
  parts.push_back(std::make_unique<Values>("a"));
  parts.push_back(std::make_unique<Shut>("b"));
  through_file(*join_sources(std::move(parts), {"1/", "2/"}));
  EXPECT_TRUE(files().empty());
}

TEST_F(Cache, AFolderIsKnownByItsNamesSizesAndTimes) {
  put_picture(folder_ / "set/a.png", 1);
  put_picture(folder_ / "set/b.png", 2);
  const auto identity = [&] {
    return open_source({.paths = {(folder_ / "set").string()}}, {})->identity();
  };
  std::set<std::string> seen{identity()};
  EXPECT_TRUE(seen.count(identity()));
  put_picture(folder_ / "set/b.png", 3, 17);
  EXPECT_TRUE(seen.insert(identity()).second) << "size";
  std::filesystem::last_write_time(
      folder_ / "set/a.png",
      std::filesystem::file_time_type::clock::now() + std::chrono::seconds(5));
  EXPECT_TRUE(seen.insert(identity()).second) << "time";
  std::filesystem::rename(folder_ / "set/a.png", folder_ / "set/c.png");
  EXPECT_TRUE(seen.insert(identity()).second) << "name";
  const std::string strict =
      open_source({.paths = {(folder_ / "set").string()}, .max_pixels = 5}, {})->identity();
  EXPECT_TRUE(seen.insert(strict).second) << "what is allowed";
}

TEST(Statistics, AreThoseOfEachChannel) {
  PictureSet set{{2, 1}, 3, Pixels({0, 51, 255, 255, 51, 255}), {-1}, {}};
  const ChannelStatistics found = statistics(set);
  EXPECT_NEAR(found.mean[0], 0.5, 1e-12);
  EXPECT_NEAR(found.deviation[0], 0.5, 1e-12);
  EXPECT_NEAR(found.mean[1], 0.2, 1e-12);
  EXPECT_NEAR(found.deviation[1], 0, 1e-7);
  EXPECT_NEAR(found.mean[2], 1, 1e-12);
}

}  // namespace
}  // namespace wgan
