#include "wgan/options/settings.h"

#include "support.h"
#include "wgan/options/recipes.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

std::vector<Assignment> typed(std::initializer_list<std::pair<const char*, const char*>> flags) {
  std::vector<Assignment> list;
  for (const auto& [flag, value] : flags) list.push_back({flag, value, "command line"});
  return list;
}

class SettingsTest : public testing::Test {
 protected:
  SettingsTest() {
    put(folder_ / "demo.flags", "--loss gp\n--size 32\n--rate 5e-4\n--n-critic 2\n");
  }

  TrainSettings settle(std::initializer_list<std::pair<const char*, const char*>> flags) {
    return wgan::settle(typed(flags), folder_.path());
  }

  void refuses(const std::string& part,
               std::initializer_list<std::pair<const char*, const char*>> flags) {
    expect_error(ExitCode::kUsage, part, [&] { settle(flags); });
  }

  TemporaryFolder folder_;
};

TEST_F(SettingsTest, ChecksComeEverySoManySteps) {
  const auto checks = [&](const char* text) {
    return settle({{"data", "p"}, {"evaluate-every", text}}).options.evaluate_every;
  };
  EXPECT_EQ(checks("2k"), (Checks{.steps = 2000}));
  EXPECT_EQ(checks("15%"), (Checks{.share = 0.15}));
  EXPECT_EQ(checks("auto"), Checks{});
  const TrainSettings s = settle({{"data", "p"}, {"evaluate-every", "2.5%"}});
  EXPECT_NE(setting_lines(s).find("--evaluate-every 2.5%\n"), std::string::npos);
  EXPECT_EQ(read_settings(setting_lines(s), "test").evaluate_every, s.options.evaluate_every);
  for (const char* wrong : {"0", "0%", "101%", "-5", "now"})
    refuses("expected a number of steps, or a share of the time such as 3%",
            {{"data", "p"}, {"evaluate-every", wrong}});
}

TEST_F(SettingsTest, APresetIsChosenWhereNobodyChose) {
  put(folder_ / "recommended.flags", "--loss r3\n");
  put(folder_ / "recommended-small.flags", "--loss r3\n--gamma 2\n");
  const TrainSettings s = settle({{"data", "p"}});
  EXPECT_EQ(s.options.loss.name, "r3");
  EXPECT_EQ(s.options.loss.gamma, 2);
  ASSERT_EQ(s.notes.size(), 1U);
  EXPECT_NE(s.notes[0].find("--preset recommended-small is taken, since there are 0 pictures"),
            std::string::npos)
      << s.notes[0];
  const TrainSettings paper = settle({{"data", "p"}, {"loss", "gp"}});
  EXPECT_EQ(paper.options.loss.name, "gp");
  ASSERT_EQ(paper.notes.size(), 1U);
  EXPECT_NE(paper.notes[0].find("--preset recommended gives pictures sooner"), std::string::npos);
  EXPECT_EQ(settle({{"data", "demo"}}).options.loss.name, "gp") << "the demo has its own settings";
  const std::string file = folder_ / "mine.flags";
  put(file, "--batch 8\n");
  EXPECT_EQ(settle({{"data", "p"}, {"config", file.c_str()}}).options.loss.name, "gp");
}

TEST_F(SettingsTest, EachLossBringsItsPapersSettings) {
  const TrainOptions gan = settle({{"data", "p"}, {"loss", "gan"}}).options;
  EXPECT_EQ(gan.loss.n_critic, 1);
  EXPECT_EQ(gan.optimizer.name, "adam");
  EXPECT_EQ(gan.optimizer.rate, 2e-4);
  EXPECT_EQ(gan.optimizer.beta1, 0.5);
  EXPECT_EQ(gan.optimizer.beta2, 0.999);
  EXPECT_EQ(gan.network.critic_norm, "batch");
  const TrainOptions clip = settle({{"data", "p"}, {"loss", "wgan"}}).options;
  EXPECT_EQ(clip.loss.name, "clip");
  EXPECT_EQ(clip.loss.n_critic, 5);
  EXPECT_EQ(clip.optimizer.name, "rmsprop");
  EXPECT_EQ(clip.optimizer.rate, 5e-5);
  EXPECT_EQ(clip.optimizer.rms_decay, 0.99);
  EXPECT_EQ(clip.loss.clip, 0.01);
  EXPECT_EQ(clip.network.critic_norm, "batch");
  const TrainOptions gp = settle({{"data", "p"}}).options;
  EXPECT_EQ(gp.loss.name, "gp");
  EXPECT_EQ(gp.loss.n_critic, 5);
  EXPECT_EQ(gp.optimizer.rate, 1e-4);
  EXPECT_EQ(gp.optimizer.beta1, 0);
  EXPECT_EQ(gp.optimizer.beta2, 0.9);
  EXPECT_EQ(gp.loss.gp_lambda, 10);
  EXPECT_EQ(gp.network.critic_norm, "none");
}

TEST_F(SettingsTest, WhatIsTypedWinsOverTheFileAndTheFileOverTheLoss) {
  const auto file = folder_ / "my.flags";
  put(file, "--loss gan\n--batch 16\n--rate 3e-4\n");
  const TrainSettings s = settle({{"data", "p"}, {"config", file.c_str()}, {"batch", "8"}});
  EXPECT_EQ(s.options.batch, 8);
  EXPECT_EQ(s.options.optimizer.rate, 3e-4);
  EXPECT_EQ(s.options.optimizer.beta1, 0.5);
  EXPECT_EQ(s.sources.at("batch"), "command line");
  EXPECT_EQ(s.sources.at("rate"), "my.flags:3");
  EXPECT_EQ(s.sources.at("beta1"), "default of --loss gan");
  EXPECT_EQ(s.sources.at("latent"), "default");
}

TEST_F(SettingsTest, TheDemoBringsItsFileAndAnotherLossKeepsItsOwnRates) {
  const TrainSettings gp = settle({{"data", "demo"}});
  EXPECT_EQ(gp.options.data.size, (Size{32, 32}));
  EXPECT_EQ(gp.options.optimizer.rate, 5e-4);
  EXPECT_EQ(gp.sources.at("rate"), "demo.flags:3");
  const TrainSettings clip = settle({{"data", "demo"}, {"loss", "clip"}});
  EXPECT_EQ(clip.options.data.size, (Size{32, 32}));
  EXPECT_EQ(clip.options.optimizer.rate, 5e-5);
  EXPECT_EQ(clip.options.loss.n_critic, 5);
}

TEST_F(SettingsTest, FlagsThatWouldDoNothingAreRefusedWithTheReason) {
  refuses("--clip 0.1 has no effect here: it belongs to --loss clip",
          {{"data", "p"}, {"clip", "0.1"}});
  refuses("it belongs to --loss gp", {{"data", "p"}, {"loss", "gan"}, {"gp-lambda", "1"}});
  refuses("it belongs to --optimizer adam", {{"data", "p"}, {"loss", "clip"}, {"beta1", "0.5"}});
  refuses("--epochs says how long", {{"data", "p"}, {"epochs", "2"}, {"steps", "10"}});
  refuses("no norm layers",
          {{"data", "p"}, {"loss", "clip"}, {"critic-norm", "none"}, {"clip-norm-params", "true"}});
}

TEST_F(SettingsTest, ContradictionsAreRefused) {
  refuses("no pictures named", {{"batch", "8"}});
  refuses("--critic-norm batch does not go with --loss gp",
          {{"data", "p"}, {"critic-norm", "batch"}});
  refuses("--alpha keep needs --channels 4", {{"data", "p"}, {"alpha", "keep"}, {"channels", "3"}});
  refuses("would leave nothing transparent",
          {{"data", "p"}, {"alpha", "white"}, {"channels", "4"}});
  refuses("expected auto, 1, 3 or 4", {{"data", "p"}, {"channels", "2"}});
  refuses("expected white, black, #rrggbb or keep", {{"data", "p"}, {"alpha", "red"}});
  refuses("did you mean wgan-gp?", {{"data", "p"}, {"loss", "wgan-gq"}});
  for (const char* name : {"a\nb", "caf\xe9", "end "}) refuses("cannot hold", {{"data", name}});
}

TEST_F(SettingsTest, AFileMayHaveAnyName) {
  const auto file = folder_ / "default.flags";
  put(file, "--clip 0.1\n");
  refuses("default.flags:1: --clip 0.1 has no effect here",
          {{"data", "p"}, {"config", file.c_str()}});
}

TEST_F(SettingsTest, ADryRunNeedsNoPictures) {
  EXPECT_EQ(settle({{"loss", "clip"}, {"dry-run", "true"}}).options.loss.name, "clip");
}

TEST_F(SettingsTest, FourChannelsKeepTransparency) {
  EXPECT_EQ(settle({{"data", "p"}, {"channels", "4"}}).options.data.alpha, "keep");
}

TEST_F(SettingsTest, TypedStepsOutrankEpochsOfAFile) {
  const auto file = folder_ / "my.flags";
  put(file, "--epochs 3\n");
  EXPECT_EQ(settle({{"data", "p"}, {"config", file.c_str()}, {"steps", "7"}}).options.epochs, 0);
  EXPECT_EQ(settle({{"data", "p"}, {"config", file.c_str()}}).options.epochs, 3);
  put(file, "--steps 3\n");
  EXPECT_EQ(settle({{"data", "p"}, {"config", file.c_str()}, {"epochs", "7"}}).options.epochs, 7);
}

TEST_F(SettingsTest, LinesRepeatTheSettings) {
  const TrainSettings s = settle({{"data", "some/where"},
                                  {"loss", "clip"},
                                  {"size", "68x56"},
                                  {"flip", "true"},
                                  {"device", ""},
                                  {"time-limit", "90s"}});
  const auto file = folder_ / "settings.flags";
  put(file, setting_lines(s));
  const TrainSettings again = settle({{"config", file.c_str()}});
  EXPECT_EQ(setting_lines(again), setting_lines(s));
  EXPECT_NE(setting_lines(s).find("--data /"), std::string::npos)
      << "the folder must be found from elsewhere too";
  EXPECT_NE(setting_lines(s).find("--flip=true\n"), std::string::npos);
  EXPECT_EQ(setting_lines(s, false).find("--data"), std::string::npos);
}

TEST_F(SettingsTest, AValueWithoutEffectThatNobodyTypedIsForgotten) {
  const std::string stored =
      "--data /p\n--loss gp\n--generator-loss minimax\n--feature-stat median\n";
  const TrainSettings s = settle_resumed(stored, {}, "r");
  EXPECT_EQ(s.options.loss.generator_loss, "own");
  EXPECT_EQ(s.options.loss.feature_stat, "mean");
  const std::string lines = setting_lines(s);
  EXPECT_EQ(setting_lines(settle_resumed(lines, {}, "r")), lines);
}

TEST_F(SettingsTest, AnOptimizerThatIsChosenBringsItsOwnNumbers) {
  const TrainSettings adam = settle({{"data", "p"}, {"loss", "clip"}, {"optimizer", "adam"}});
  EXPECT_EQ(adam.options.optimizer.beta1, 0.9);
  EXPECT_EQ(adam.options.optimizer.beta2, 0.999);
  EXPECT_EQ(adam.sources.at("beta1"), "default of --optimizer adam");
  ASSERT_EQ(adam.warnings.size(), 1U);
  EXPECT_NE(adam.warnings[0].find("--loss clip with --beta1 0.9"), std::string::npos);
  EXPECT_EQ(adam.options.optimizer.rate, 5e-5) << "the rate goes with the loss";
  // Where the loss has numbers for it, those stay.
  const TrainSettings gp = settle({{"data", "p"}, {"loss", "gp"}, {"optimizer", "adamw"}});
  EXPECT_EQ(gp.options.optimizer.beta1, 0);
  EXPECT_EQ(gp.sources.at("beta1"), "default of --loss gp");
  EXPECT_EQ(gp.sources.at("weight-decay"), "default of --optimizer adamw");
  const TrainSettings one = settle({{"data", "p"}, {"loss", "clip"}, {"critic-optimizer", "adam"}});
  EXPECT_EQ(one.sources.at("beta1"), "default of --critic-optimizer adam");
  EXPECT_EQ(settle({{"data", "p"}, {"loss", "clip"}, {"optimizer", "adam"}, {"beta1", "0"}})
                .options.optimizer.beta1,
            0);
}

TEST_F(SettingsTest, ATimeHasAUnitUnlessItIsStored) {
  refuses("--time-limit 2: the time needs a unit: 2s, 2m or 2h",
          {{"data", "p"}, {"time-limit", "2"}});
  EXPECT_EQ(settle({{"data", "p"}, {"time-limit", "0"}}).options.time_limit, 0);
  EXPECT_EQ(settle_resumed("--data /p\n--time-limit 90.5\n", {}, "r").options.time_limit, 90.5);
}

TEST_F(SettingsTest, ChangesOnTheWayStandBesideWhatTheRunBeganWith) {
  const TrainSettings first = settle({{"data", "p"}, {"rate", "0.1"}, {"flip", "true"}});
  const auto change = [&](const TrainSettings& from, const char* flag, const char* value) {
    return settle_resumed(setting_lines(from),
                          typed({{"resume", "r"}, {"allow-change", "true"}, {flag, value}}), "r");
  };
  const TrainSettings second = change(first, "rate", "0.2"), third = change(second, "rate", "0.3"),
                      fourth = change(third, "flip", "false");
  const std::string lines = change_lines(10, second.changes) + change_lines(20, third.changes) +
                            change_lines(20, fourth.changes);
  EXPECT_EQ(lines,
            "step 10: --rate 0.2, before 0.1\nstep 20: --rate 0.3, before 0.2\n"
            "step 20: --flip false, before true\n");
  const std::string file = settings_file(fourth, lines);
  EXPECT_NE(file.find("\n# step 20: --rate 0.3, before 0.2\n"), std::string::npos) << file;
  put(folder_ / "settings.flags", file);
  const std::string path = folder_ / "settings.flags";
  EXPECT_EQ(setting_lines(settle({{"config", path.c_str()}})), setting_lines(first));
  EXPECT_EQ(setting_lines(settle_resumed(file, {}, "r")), setting_lines(first));
  for (const char* wrong :
       {"nonsense", "step 3: --bogus 1, before 2", "step 3: --rate, before ", ", before --rate",
        "step 3: --rate 1, before much", "step 3: --rate much, before 1",
        "step -: --rate 1, before 2", "step 3: --arch mlp, before dcgan"})
    expect_error(ExitCode::kModel, "", [&] { settings_file(first, wrong); });
}

TEST_F(SettingsTest, WhatAChangeMakesUselessIsAChangeToo) {
  const TrainSettings first =
      settle({{"data", "p"}, {"n-critic", "2"}, {"critic-same-batch", "true"}});
  const TrainSettings second =
      settle_resumed(setting_lines(first),
                     typed({{"resume", "r"}, {"allow-change", "true"}, {"n-critic", "1"}}), "r");
  EXPECT_EQ(listed(second.changes),
            "--n-critic (2 so far, now 1), --critic-same-batch (true so far, now false)");
  const std::string path = folder_ / "settings.flags";
  put(path, settings_file(second, change_lines(3, second.changes)));
  EXPECT_EQ(setting_lines(settle({{"config", path.c_str()}})), setting_lines(first));
}

TEST_F(SettingsTest, OtherPicturesAreAChange) {
  const TrainSettings first = settle({{"data", "a"}, {"data", "b"}});
  const TrainSettings second =
      settle_resumed(setting_lines(first), typed({{"resume", "r"}, {"data", "/c"}}), "r");
  const std::string before = join(first.options.data.source.paths, ", ");
  const std::string path = folder_ / "settings.flags";
  put(path, settings_file(second, change_lines(3, {{"data", before, "/c"}})));
  EXPECT_EQ(settle({{"config", path.c_str()}}).options.data.source.paths,
            first.options.data.source.paths);
}

TEST_F(SettingsTest, AResumedRunMayChangeItsPaceAndNothingElse) {
  const std::string stored =
      setting_lines(settle({{"data", "p"}, {"loss", "clip"}, {"steps", "100"}}));
  const TrainSettings longer = settle_resumed(
      stored, typed({{"resume", "r"}, {"steps", "200"}, {"log-every", "5"}, {"loss", "wgan"}}),
      "r");
  EXPECT_EQ(longer.options.steps, 200);
  EXPECT_EQ(longer.options.log_every, 5);
  EXPECT_EQ(longer.options.loss.name, "clip");
  EXPECT_EQ(longer.options.resume, "r");
  expect_error(
      ExitCode::kUsage, "--rate (5e-05 so far, now 0.1), --batch (64 so far, now 32)", [&] {
        settle_resumed(stored, typed({{"resume", "r"}, {"batch", "32"}, {"rate", "0.1"}}), "r");
      });
  const TrainSettings changed = settle_resumed(
      stored, typed({{"resume", "r"}, {"allow-change", "true"}, {"rate", "0.1"}, {"threads", "3"}}),
      "r");
  EXPECT_EQ(changed.options.optimizer.rate, 0.1);
  EXPECT_EQ(listed(changed.changes), "--rate (5e-05 so far, now 0.1)")
      << "what computes is named elsewhere";
  for (const auto& [flag, value] : {std::pair{"latent", "7"}, {"loss", "gan"}}) {
    expect_error(ExitCode::kUsage, cat("these would change them: --", flag), [&] {
      settle_resumed(stored, typed({{"resume", "r"}, {"allow-change", "true"}, {flag, value}}),
                     "r");
    });
  }
  // Which pictures are at another place is found when they are read.
  EXPECT_EQ(settle_resumed(stored, typed({{"resume", "r"}, {"data", "/moved"}}), "r")
                .options.data.source.paths,
            std::vector<std::string>{"/moved"});
  expect_error(ExitCode::kUsage, "--out has no effect with --resume", [&] {
    settle_resumed(stored, typed({{"resume", "r"}, {"out", "x"}}), "r");
  });
}

TEST(Settings, ThoseOfAModelFileMayNotContradictEachOther) {
  EXPECT_EQ(stored_settings("--batch 8\n--accumulate 4\n", "g.pt").accumulate, 4);
  for (const char* lines :
       {"--batch 8\n--accumulate 3\n", "--act nothing\n", "--channels 2\n", "--bogus 1\n",
        "--conditional=true\n--generator-norm virtual\n", "--semi=true\n--loss gp\n", "no flags"})
    expect_error(ExitCode::kModel, "g.pt", [&] { stored_settings(lines, "g.pt"); });
}

TEST(Recipes, NamesAndAliases) {
  EXPECT_EQ(find_recipe("wgan", "test").name, "clip");
  EXPECT_EQ(find_recipe("wgan-gp", "test").name, "gp");
  EXPECT_TRUE(follows_the_loss("n-critic"));
  EXPECT_FALSE(follows_the_loss("batch"));
}

}  // namespace
}  // namespace wgan
