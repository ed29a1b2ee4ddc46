#include "cli/forged.h"

#include <sys/resource.h>
#include <sys/wait.h>

#include <cmath>
#include <limits>

#include "cli/program.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Files that are whole and say what cannot be: each is refused at once, with one sentence.
class Forgeries : public Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    good(tiny("gan", "3", "r"));
    std::filesystem::remove_all(folder_ / "r/checkpoints");
  }

  Forged model() const { return Forged(folder_ / "r/g.pt"); }
  Forged state() const { return Forged(folder_ / "r/state.pt"); }

  /// Expects exit 4, one line that has `part`, soon, and little memory.
  void refused(const std::string& part, const std::vector<std::string>& arguments, int code = 4) {
    const auto before = std::chrono::steady_clock::now();
    const pid_t child = start(arguments);
    int status = 0;
    rusage usage{};
    ::wait4(child, &status, 0, &usage);
    const std::string said = contents_of(err_), what = join(arguments, " ");
    EXPECT_EQ(WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), code) << what << said;
    EXPECT_NE(said.find(part), std::string::npos) << what << ": " << said;
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << what << ": " << said;
    EXPECT_EQ(said.find("LibTorch"), std::string::npos) << what << ": " << said;
    if (kSanitized) return;
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(10)) << what;
    EXPECT_LT(usage.ru_maxrss, 600'000) << what << ": kilobytes";
  }

  /// The same of a state that a run is to go on from.
  void refused_state(const std::string& part, const Forged& forged) {
    put(folder_ / "r/state.pt", forged.bytes());
    refused(part, {"train", "--resume", "r", "--steps", "9"});
  }

  /// The same of a model, which `verify` finds broken too.
  void refused_model(const std::string& part, const Forged& forged) {
    put(folder_ / "x.pt", forged.bytes());
    refused(part, {"sample", "--ckpt", "x.pt"});
    const Outcome verdict = run({"verify", "x.pt"});
    EXPECT_EQ(verdict.code, 4) << verdict.out << verdict.err;
    EXPECT_NE(verdict.out.find(part), std::string::npos) << verdict.out;
  }
};

TEST_F(Forgeries, ACounterOutOfItsRangeIsNamedWithItsValue) {
  const Forged whole = state();
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min(),
                    kMost = std::numeric_limits<int64_t>::max();
  for (const char* name :
       {"progress.step", "progress.critic_updates", "progress.images", "progress.step_images",
        "progress.attempt", "progress.rollbacks", "interval.first_image"}) {
    for (const int64_t value : {int64_t{-8}, kLeast, kMost})
      refused_state(cat(name, " is '", value, "'"), Forged(whole).number(name, value));
  }
  for (const char* name : {"progress.seconds", "interval.began", "interval.waited"}) {
    refused_state(cat(name, " is 'nan'"), Forged(whole).number(name, double{NAN}));
    refused_state(cat(name, " is '-1'"), Forged(whole).number(name, -1.0));
  }
  refused_state("progress.critic_updates is '2'",
                Forged(whole).number("progress.critic_updates", int64_t{2}));
  refused_state("progress.images is 0 after 1 critic updates",
                Forged(whole)
                    .number("progress.critic_updates", int64_t{1})
                    .number("progress.images", int64_t{0})
                    .number("progress.step_images", int64_t{0})
                    .number("interval.first_image", int64_t{0}));
  refused_state("the count of interval.critic_loss is '-1'",
                Forged(whole).number("interval.critic_loss", -1.0, 1));
  refused_state("interval.critic_loss has numbers that are not finite",
                Forged(whole).number("interval.critic_loss", double{INFINITY}));
  refused_state("opt_g.count.picture.weight is '-1'",
                Forged(whole).number("opt_g.count.picture.weight", -1.0F));
  for (const char* text : {"saves", "metrics_bytes", "step"}) {
    for (const char* value : {"-1", "9223372036854775807", "many"})
      refused_state(cat(text, " is '", value, "'"), Forged(whole).text(text, value));
  }
}

TEST_F(Forgeries, AChangeThatIsNoneIsNamedBeforeTheFolderIsTouched) {
  for (const char* lines : {"nonsense\n", "step 1: --bogus 1, before 2\n",
                            "step 1: --arch mlp, before dcgan\n", "step x: --rate 1, before 2\n",
                            "step 1: --rate much, before 2\n", "step 1: --rate, before 2\n"})
    refused_state("r/state.pt: ", state().text("changes", lines));
  put(folder_ / "r/state.pt", state().text("changes", "step 1: --rate 0.2, before 0.1\n").bytes());
  good({"train", "--resume", "r", "--steps", "9"});
}

TEST_F(Forgeries, WhatARunSavesCanBeReadAgain) {
  const int64_t most = kMostCounted;
  put(folder_ / "r/state.pt",
      state().number("progress.images", most).number("progress.step_images", most).bytes());
  const Outcome counted = run({"train", "--resume", "r", "--steps", "9"});
  EXPECT_EQ(counted.code, 4) << counted.err;
  EXPECT_NE(counted.err.find("there is no counting on"), std::string::npos) << counted.err;
}

TEST_F(Forgeries, TheNumberOfSavesIsCheckedAndEndsAtItsMost) {
  put(folder_ / "x.pt", state().text("saves", "many").bytes());
  const Outcome verdict = run({"verify", "x.pt"});
  EXPECT_EQ(verdict.code, 4);
  EXPECT_NE(verdict.out.find("saves is 'many'"), std::string::npos) << verdict.out;
  put(folder_ / "r/state.pt", state().text("saves", std::to_string(kMostCounted)).bytes());
  good({"train", "--resume", "r", "--steps", "9"});
  good({"train", "--resume", "r", "--steps", "12"});
}

TEST_F(Forgeries, SettingsThatNoRunHasAreTheFilesFault) {
  put(folder_ / "r/state.pt", state().settings("--data /x\x1b[2J\n").bytes());
  const Outcome outcome = run({"train", "--resume", "r", "--steps", "9"});
  EXPECT_EQ(outcome.code, 4) << outcome.err;
  EXPECT_NE(outcome.err.find("r/state.pt"), std::string::npos) << outcome.err;
}

TEST_F(Forgeries, SettingsAreNotBelievedBeforeTheTensors) {
  const Forged model = this->model(), state = this->state();
  for (const char* huge : {"--size 1024\n--features 1024\n", "--latent 65536\n", "--depth 3\n",
                           "--arch mlp\n--mlp-width 65536\n--mlp-layers 64\n"}) {
    refused_model("it does not fit the settings that it holds", Forged(model).settings(huge));
    refused_state("it does not fit the settings that it holds", Forged(state).settings(huge));
    put(folder_ / "x.pt", Forged(state).settings(huge).bytes());
    refused("it does not fit", {"interpolate", "--ckpt", "x.pt"});
  }
  refused_model("cannot be halved", Forged(model).settings("--depth 12\n"));
  refused_model("--act nothing: expected auto", Forged(model).settings("--act nothing\n"));
  refused_state("--act nothing: expected auto", Forged(state).settings("--act nothing\n"));
  refused_model("there is no flag --bogus", Forged(model).settings("--bogus 1\n"));
  put(folder_ / "x.pt", Forged(model).text("settings", "no flags").bytes());
  refused("x.pt", {"info", "--json", "x.pt"});
}

TEST_F(Forgeries, VerifyFindsWhatSampleRefuses) {
  const Forged whole = model();
  refused_model("lacks the tensor g_ema.conv2.weight", Forged(whole).without_tensors());
  refused_model("lacks the tensor g_ema.picture.weight",
                Forged(whole).without("g_ema.picture.weight").without("self_test"));
  refused_model("another shape or type of g_ema.picture.bias",
                Forged(whole).shape("g_ema.picture.bias", {3, 1}));
  refused_model("generator makes numbers that are not finite",
                Forged(whole)
                    .number("g_ema.picture.weight", 3e38F)
                    .number("g_ema.picture.weight", 3e38F, 1)
                    .number("g_ema.norm1.weight", 3e38F)
                    .number("g_ema.norm1.bias", 3e38F));
  // What the newest weights lack is found by verify, and by sample with --raw.
  put(folder_ / "x.pt", Forged(whole).without("g.picture.weight").bytes());
  refused("lacks the tensor g.picture.weight", {"sample", "--ckpt", "x.pt", "--raw"});
  EXPECT_EQ(run({"verify", "x.pt"}).code, 4);
  for (const float value : {NAN, INFINITY}) {
    put(folder_ / "x.pt", Forged(whole).number("g_ema.conv1.weight", value).bytes());
    for (const char* command : {"sample", "interpolate"})
      refused("the tensor g_ema.conv1.weight has numbers that are not finite",
              {command, "--ckpt", "x.pt"});
  }
  put(folder_ / "r/state.pt", state().without("d.score.weight").bytes());
  const Outcome verdict = run({"verify", "r/state.pt"});
  EXPECT_EQ(verdict.code, 4);
  EXPECT_NE(verdict.out.find("lacks the tensor d.score.weight"), std::string::npos) << verdict.out;
}

TEST_F(Forgeries, AVirtualNormNeedsItsReference) {
  good(tiny("gan", "1", "v", {"--generator-norm", "virtual"}));
  good({"sample", "--ckpt", "v"});
  const Forged whole(folder_ / "v/g.pt");
  refused_model("lacks the tensor g_ema.reference", Forged(whole).without("g_ema.reference"));
  refused_model("another shape or type of g_ema.reference",
                Forged(whole).shape("g_ema.reference", {100'000, 8}));
}

TEST_F(Forgeries, APlanOfLargeNetworksTakesNoMemory) {
  for (const char* command : {"train", "describe"}) {
    std::vector<std::string> arguments{command, "--size", "1024", "--features", "1024"};
    if (command == std::string("train")) arguments.insert(arguments.end(), {"--dry-run"});
    const pid_t child = start(arguments);
    int status = 0;
    rusage usage{};
    ::wait4(child, &status, 0, &usage);
    EXPECT_EQ(WEXITSTATUS(status), 0) << contents_of(err_);
    EXPECT_NE(contents_of(out_).find("Generator: "), std::string::npos);
    if (!kSanitized) {
      EXPECT_LT(usage.ru_maxrss, 600'000) << "kilobytes";
    }
  }
}

TEST_F(Forgeries, ASheetThatIsTooLargeIsRefusedBeforeItIsDrawn) {
  const std::vector<std::string> sample{"sample", "--ckpt", "r"},
      walk{"interpolate", "--ckpt", "r"};
  const auto with = [](std::vector<std::string> words, const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  refused("a PNG has at most 1,000,000 on a side; use --files DIR",
          with(sample, {"-n", "100000", "--cols", "100000"}), 2);
  refused("a PNG has at most 1,000,000 on a side; use --out DIR/",
          with(walk, {"--steps", "100000"}), 2);
  refused("not enough memory: a sheet of 100,000,000 pictures of 16x16 pixels takes about",
          with(walk, {"--steps", "10000", "--rows", "10000"}), 8);
  refused("use a smaller --grid", tiny("gan", "1", "g", {"--size", "1024", "--grid", "100"}), 8);
}

}  // namespace
}  // namespace wgan
