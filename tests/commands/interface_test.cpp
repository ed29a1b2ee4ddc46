#include <algorithm>
#include <cmath>
#include <locale>

#include "support.h"
#include "wgan/checkpoint/checkpoint.h"
#include "wgan/image/image.h"
#include "wgan/sampling/sampling.h"
#include "wgan/wgan.h"

namespace wgan {
namespace {

class Interface : public ::testing::Test {
 protected:
  TrainingFlags flags(const std::string& out, const TrainingFlags& more = {}) const {
    TrainingFlags all{{"loss", "gan"},   {"size", "16"},
                      {"features", "4"}, {"batch", "4"},
                      {"steps", "6"},    {"log-every", "2"},
                      {"report", "off"}, {"best", "none"},
                      {"threads", "1"},  {"out", (folder_ / out).string()}};
    const auto is_data = [](const auto& flag) { return flag.first == "data"; };
    if (std::none_of(more.begin(), more.end(), is_data)) all.emplace_back("data", "demo");
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  TemporaryFolder folder_;
};

TEST_F(Interface, EachRowIsTold) {
  std::vector<TrainingRow> rows;
  const TrainedRun run = train(flags("run"), [&](const TrainingRow& row) {
    rows.push_back(row);
    return true;
  });
  EXPECT_EQ(run.folder, folder_ / "run");
  EXPECT_EQ(run.step, 6);
  EXPECT_TRUE(run.complete);
  ASSERT_EQ(rows.size(), 3U);
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].step, 2 * static_cast<int64_t>(i + 1));
    EXPECT_EQ(rows[i].steps, 6);
    EXPECT_EQ(rows[i].values.at("images"), 8.0 * static_cast<double>(i + 1));
    EXPECT_GT(rows[i].values.at("critic_loss"), 0);
    EXPECT_FALSE(rows[i].values.contains("w_estimate"));  // of a loss that has none
  }
}

TEST_F(Interface, ACallerThatStopsLosesNothing) {
  int calls = 0;
  const TrainedRun stopped = train(flags("run"), [&](const TrainingRow& row) {
    ++calls;
    return row.step < 4;
  });
  EXPECT_EQ(calls, 2);
  EXPECT_FALSE(stopped.complete);
  EXPECT_LT(stopped.step, 6);
  EXPECT_GE(stopped.step, 4);
  const TrainedRun resumed = train({{"resume", stopped.folder.string()}});
  EXPECT_TRUE(resumed.complete);
  train(flags("whole"));
  EXPECT_EQ(Generator(folder_ / "run", "cpu").sample(0, 3),
            Generator(folder_ / "whole", "cpu").sample(0, 3));
  EXPECT_TRUE(train({{"resume", stopped.folder.string()}}).complete);  // has no step left
}

TEST_F(Interface, WhatACallbackThrowsSavesTheRunAndReachesTheCaller) {
  struct Own {};
  EXPECT_THROW(train(flags("run"), [](const TrainingRow&) -> bool { throw Own(); }), Own);
  const TrainedRun resumed = train({{"resume", (folder_ / "run").string()}});
  EXPECT_EQ(resumed.step, 6);
  EXPECT_NE(contents_of(folder_ / "run" / "train.log").find("resuming at step 2 of 6"),
            std::string::npos);
}

TEST_F(Interface, TheLocaleOfTheProgramChangesNothing) {
  struct Grouped : std::numpunct<char> {
    char do_thousands_sep() const override { return '.'; }
    char do_decimal_point() const override { return ','; }
    std::string do_grouping() const override { return "\1"; }
  };
  train(flags("plain", {{"rate", "0.0005"}}));
  const std::locale before = std::locale::global(std::locale(std::locale(), new Grouped));
  train(flags("grouped", {{"rate", "0.0005"}}));
  const TrainedRun resumed = train({{"resume", (folder_ / "grouped").string()}, {"steps", "12"}});
  std::locale::global(before);
  EXPECT_EQ(resumed.step, 12);
  EXPECT_EQ(Generator(folder_ / "plain", "cpu").step(), 6);
  const TrainedRun plain = train({{"resume", (folder_ / "plain").string()}, {"steps", "12"}});
  EXPECT_EQ(contents_of(plain.folder / "settings.flags"),
            contents_of(resumed.folder / "settings.flags"));
  EXPECT_EQ(Generator(plain.folder, "cpu").sample(0, 3),
            Generator(resumed.folder, "cpu").sample(0, 3));
}

TEST_F(Interface, AGeneratorMakesThePicturesOfItsSeeds) {
  train(flags("run"));
  Generator generator(folder_ / "run" / "g.pt", "cpu");
  EXPECT_EQ(generator.width(), 16);
  EXPECT_EQ(generator.height(), 16);
  EXPECT_EQ(generator.channels(), 3);
  EXPECT_EQ(generator.step(), 6);
  EXPECT_TRUE(generator.classes().empty());
  const Model model = read_model(folder_ / "run" / "g.pt", /*raw=*/false);
  EXPECT_EQ(generator.latent(), model.network.latent);
  const Sampler sampler(model.generator, model.network, at::kCPU);
  EXPECT_EQ(generator.sample(7, 2), sampler.of_seeds({7, 8}));
  EXPECT_TRUE(generator.sample(7, 0).empty());
  expect_error(ExitCode::kUsage, "-1 pictures", [&] { generator.sample(7, -1); });
  expect_error(ExitCode::kUsage, "no 2 seeds", [&] { generator.sample(UINT64_MAX, 2); });
  std::vector<float> broken(static_cast<size_t>(generator.latent()), 0);
  broken[0] = std::nanf("");
  expect_error(ExitCode::kUsage, "not finite", [&] { generator.of_latents(broken); });
  const Tensor z = latents_of_seeds({7, 8}, sampler.law());
  const std::vector<float> numbers(z.data_ptr<float>(), z.data_ptr<float>() + z.numel());
  EXPECT_EQ(generator.of_latents(numbers), generator.sample(7, 2));
  expect_error(ExitCode::kUsage, "no multiple", [&] { generator.of_latents({1, 2, 3}); });
  expect_error(ExitCode::kUsage, "--conditional", [&] { generator.sample(0, 1, "bat"); });
  Generator moved = std::move(generator);
  EXPECT_EQ(moved.width(), 16);
}

TEST_F(Interface, AClassIsChosenByItsName) {
  for (const char* name : {"bat", "cat"}) {
    for (int i = 0; i < 8; ++i)
      put(folder_ / "set" / name / (std::to_string(i) + ".png"),
          encode_png(Image(16, 16, 3, static_cast<uint8_t>(20 * i))));
  }
  train(flags("run", {{"conditional", "true"}, {"data", (folder_ / "set").string()}}));
  const Generator generator(folder_ / "run", "cpu");
  EXPECT_EQ(generator.classes(), (std::vector<std::string>{"bat", "cat"}));
  EXPECT_NE(generator.sample(0, 2, "bat"), generator.sample(0, 2, "cat"));
  const std::vector<float> z(static_cast<size_t>(generator.latent()), 0.5F);
  EXPECT_NE(generator.of_latents(z, "bat"), generator.of_latents(z, "cat"));
  expect_error(ExitCode::kUsage, "bat, cat", [&] { generator.of_latents(z); });
  expect_error(ExitCode::kUsage, "bat, cat", [&] { generator.sample(0, 1, "cow"); });
}

TEST_F(Interface, MistakesAreErrors) {
  expect_error(ExitCode::kUsage, "wgan::train: there is no flag --stepz; did you mean --steps?",
               [&] {
                 train(flags("run", {{"stepz", "3"}}));
               });
  expect_error(ExitCode::kUsage, "--dry-run", [&] { train(flags("run", {{"dry-run", "true"}})); });
  expect_error(ExitCode::kData, "there is no such folder", [&] {
    train(flags("run", {{"data", "/nowhere"}}));
  });
  expect_error(ExitCode::kModel, "nowhere.pt", [&] { Generator(folder_ / "nowhere.pt"); });
  put(folder_ / "text.pt", "no model");
  expect_error(ExitCode::kModel, "text.pt", [&] { Generator(folder_ / "text.pt"); });
  expect_error(ExitCode::kDevice, "cuda:77", [&] { Generator(folder_ / "text.pt", "cuda:77"); });
  EXPECT_FALSE(std::filesystem::exists(folder_ / "run"));
}

}  // namespace
}  // namespace wgan
