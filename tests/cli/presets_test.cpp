#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

#include "cli/program.h"
#include "real_data.h"
#include "wgan/options/settings.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// What each preset is tried on, and how its networks are made small.
struct Trial {
  const char* preset;
  const char* data;
  std::vector<std::string> small{"--features", "4"};
};

const std::vector<Trial> kTrials{{"seed-pokemon", "pokemon"},
                                 {"seed-pokemon-augmented", "pokemon"},
                                 {"seed-pokemon-gp", "pokemon"},
                                 {"stl10-clip", "stl10-bin"},
                                 {"stl10-gp", "stl10-bin"},
                                 {"mnist-gan", "mnist-idx"},
                                 {"mnist-clip", "mnist-idx"},
                                 {"mnist-gp", "mnist-idx"},
                                 {"cifar10-gp", "cifar10-bin"},
                                 {"anime-dcgan", "anime-faces"},
                                 {"anime-clip", "anime-faces"},
                                 {"anime-gp", "anime-faces"},
                                 {"sprites-dcgan", "pokesprites"},
                                 {"wgan-paper", "cifar10-images"},
                                 {"gp-paper", "cifar10-images"},
                                 {"unified-mnist-gan", "mnist-idx"},
                                 {"unified-mnist-clip", "mnist-idx"},
                                 {"unified-mnist-gp", "mnist-idx"},
                                 {"mlp-gan", "pokemon", {"--mlp-width", "16"}},
                                 {"recommended", "anime-faces"},
                                 {"recommended-small", "pokemon"},
                                 {"recommended-pixel", "pokesprites"}};

const std::filesystem::path kConfigs = WGAN_SOURCE_DIR "/configs";

double largest(const std::vector<double>& numbers) {
  double most = 0;
  for (const double x : numbers) most = std::max(most, std::abs(x));
  return most;
}

/// Root mean square of how far the weights whose names begin with `prefix` went.
double moved(const std::map<std::string, std::string>& from,
             const std::map<std::string, std::string>& to, const std::string& prefix) {
  double squares = 0, count = 0;
  for (const auto& [name, bytes] : from) {
    // What batch norm remembers of its inputs moves without learning.
    if (!name.starts_with(prefix) || name.find("running_") != std::string::npos) continue;
    std::vector<float> before(bytes.size() / sizeof(float)), after(before.size());
    std::memcpy(before.data(), bytes.data(), bytes.size());
    std::memcpy(after.data(), to.at(name).data(), bytes.size());
    for (size_t i = 0; i < before.size(); ++i) squares += std::pow(double(after[i]) - before[i], 2);
    count += static_cast<double>(before.size());
  }
  return std::sqrt(squares / count);
}

class Presets : public Program {
 protected:
  /// The number that a preset gives a flag.
  double setting(const std::string& preset, const std::string& flag) {
    const std::string lines = "\n" + contents_of(kConfigs / (preset + ".flags"));
    const size_t at = lines.find("\n--" + flag + " ");
    EXPECT_NE(at, std::string::npos) << preset << ": --" << flag;
    return std::stod(lines.substr(at + flag.size() + 4));
  }

  void expect_that_both_networks_learn(const Trial& trial);
};

TEST_F(Presets, TheListHasAllOfThemWithTheirHeads) {
  const std::string list = good({"presets"}).out;
  std::set<std::string> tried;
  for (const Trial& trial : kTrials) tried.insert(trial.preset);
  const auto names = preset_names(kConfigs);
  tried.insert("demo");
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()), tried);
  for (const std::string& name : names)
    EXPECT_NE(("\n" + list).find("\n" + name + " "), std::string::npos) << name;
}

TEST_F(Presets, EachLineSaysWhereItsValueComesFrom) {
  for (const Trial& trial : kTrials) {
    const std::string name = trial.preset;
    std::vector<std::string> head, lines = lines_of(contents_of(kConfigs / (name + ".flags")));
    std::string above;
    for (const std::string& line : lines) {
      // A group of flags ends with an empty line, and what stands above it is of it alone.
      if (line.empty()) above.clear();
      else if (line.starts_with("#")) above = line;
      else EXPECT_FALSE(above.empty()) << name << ": " << line;
      if (line.starts_with("#") && head.size() < 3) head.push_back(line);
    }
    ASSERT_GE(head.size(), 3U) << name;
    EXPECT_NE(head[1].find("--data"), std::string::npos) << name << ": on what it trains";
    EXPECT_NE(head[2].find("seconds"), std::string::npos) << name << ": how long it takes";
  }
}

TEST_F(Presets, EachSettlesAndRepeatsItself) {
  for (const Trial& trial : kTrials) {
    const std::string plan = good({"train", "--preset", trial.preset, "--dry-run"}).out;
    EXPECT_NE(plan.find(cat(trial.preset, ".flags:")), std::string::npos) << plan;
    EXPECT_EQ(good({"presets", trial.preset}).out,
              contents_of(kConfigs / cat(trial.preset, ".flags")));
  }
}

TEST_F(Presets, DiffNamesWhatDiffersAndNothingElse) {
  const std::string diff = good({"presets", "diff", "seed-pokemon", "seed-pokemon-gp"}).out;
  for (const char* flag : {"--loss", "--critic-norm", "--optimizer", "--rate", "--gp-lambda"})
    EXPECT_NE(diff.find(cat("\n", flag, " ")), std::string::npos) << diff;
  for (const char* flag : {"--size", "--arch", "--epochs"})
    EXPECT_EQ(diff.find(cat("\n", flag, " ")), std::string::npos) << diff;
  EXPECT_NE(good({"presets", "diff", "gp-paper", "gp-paper"}).out.find("no setting differs"),
            std::string::npos);
  bad(2, "name two", {"presets", "diff", "seed-pokemon"});
  bad(2, "no-such", {"presets", "diff", "seed-pokemon", "no-such"});
}

TEST_F(Presets, AnUnknownOneIsNamedWithTheNearest) {
  bad(2, "did you mean seed-pokemon?", {"train", "--preset", "seed-pokemn", "--data", "demo"});
}

TEST_F(Presets, WhatIsTypedWins) {
  const std::string plan =
      good({"train", "--preset", "seed-pokemon", "--batch", "7", "--dry-run"}).out;
  EXPECT_NE(plan.find("command line"), std::string::npos) << plan;
}

/// Narrow networks on small pictures, for 24 steps: do they learn, as the second half of these
/// shows?
///
/// All optimizers here divide a gradient by its own recent size: an update takes a weight about
/// --rate further, however small the gradient, unless it is lost beside the 1e-8 that is added to
/// the size. A weight that goes to and fro without any aim is rate sqrt(k) away after k updates,
/// one with an aim more. So a generator that moves less than a quarter of that gets no gradient to
/// speak of. Of the critic a tenth is asked: weights at the bounds of --clip stay there.
///
/// A loss repeats itself if it varies by less than a thousand roundings of 32 bits (6e-8). And a
/// critic whose gap between real and fake pictures (W) is below a thousandth of its scores gives
/// all pictures the same one.
void Presets::expect_that_both_networks_learn(const Trial& trial) {
  const std::string preset = trial.preset;
  std::vector<std::string> arguments{
      "train",   "--preset",  preset,        "--data", trial.data,     "--batch", "8",
      "--steps", "24",        "--log-every", "1",      "--save-every", "12",      "--grid",
      "1",       "--threads", "1",           "--out",  preset};
  arguments.insert(arguments.end(), trial.small.begin(), trial.small.end());
  // Pictures of 32x32; those of MNIST and CIFAR-10 are small as they are.
  if (setting(preset, "size") > 32) arguments.insert(arguments.end(), {"--size", "32"});
  if (contents_of(kConfigs / (preset + ".flags")).find("--critic-warmup") != std::string::npos)
    arguments.push_back("--critic-warmup=false");
  // A rate that falls would make the end of so short a run the end of its schedule.
  if (contents_of(kConfigs / (preset + ".flags")).find("--schedule") != std::string::npos)
    arguments.insert(arguments.end(), {"--schedule", "constant"});
  if (good(arguments).code != 0) return;

  const auto middle = tensors(preset + "/checkpoints/step-000012.pt"),
             end = tensors(preset + "/state.pt");
  const double rate = setting(preset, "rate"), updates = 12 * setting(preset, "n-critic");
  EXPECT_GT(moved(middle, end, "g."), rate * std::sqrt(12) / 4) << preset << ": its generator";
  EXPECT_GT(moved(middle, end, "d."), rate * std::sqrt(updates) / 10) << preset << ": its critic";

  const std::string csv = file(preset + "/metrics.csv");
  const auto second_half = [&](const char* name) {
    const auto all = column_of(csv, name);
    return std::vector<double>(all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2),
                               all.end());
  };
  for (const char* name : {"critic_loss", "generator_loss"}) {
    const auto loss = second_half(name);
    ASSERT_EQ(loss.size(), 12U) << preset << ": " << name;
    const auto [least, most] = std::minmax_element(loss.begin(), loss.end());
    EXPECT_GT(*most - *least, 6e-5 * largest(loss)) << preset << ": " << name << " is constant";
  }
  // Where there is a W estimate, the generator's loss is minus the mean score of fake pictures.
  if (const auto w = second_half("w_estimate"); !w.empty()) {
    EXPECT_GT(largest(w), 1e-3 * largest(second_half("generator_loss")))
        << preset << ": its critic tells nothing apart";
  }
  good({"sample", "--ckpt", preset + "/g.pt", "-n", "4"});
}

TEST_F(Presets, EachMovesBothNetworksAndItsLoss) {
  if (!std::filesystem::exists(real_data("")))
    GTEST_SKIP() << "no pictures at " << real_data("") << "; set WGAN_TEST_DATA";
  for (Trial trial : kTrials) {
    const std::string data = real_data(trial.data);
    trial.data = data.c_str();
    expect_that_both_networks_learn(trial);
  }
  expect_that_both_networks_learn({"demo", "demo"});
}

TEST_F(Presets, DescribeCountsTheParametersOfTheArticlesTables) {
  const Outcome outcome = good({"describe", "--preset", "seed-pokemon", "--svg", "nets.svg"});
  for (const char* count : {"270,849", "1,511,811"})
    EXPECT_NE(outcome.out.find(count), std::string::npos) << outcome.out;
  EXPECT_EQ(file("nets.svg").substr(0, 4), "<svg");
}

}  // namespace
}  // namespace wgan
