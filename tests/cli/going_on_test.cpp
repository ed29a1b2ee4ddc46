#include "cli/survival.h"

namespace wgan {
namespace {

TEST_F(Survival, WhatAResumedRunWasToldHoldsFromItsFirstMomentOn) {
  good(begin("r", {"--steps", "30"}));
  const pid_t child = start({"train", "--resume", "r", "--steps", "60000", "--allow-change",
                             "--rate", "5e-5", "--log-every", "1"});
  for (int i = 0; i < 6000 && rows("r").find("\n40,") == std::string::npos; ++i)
    std::this_thread::sleep_for(50ms);
  ::kill(child, SIGKILL);
  finish(child);
  const Outcome outcome = good({"train", "--resume", "r", "--time-limit", "1s"});
  EXPECT_NE(outcome.err.find("of 60000 on"), std::string::npos) << outcome.err;
  EXPECT_NE(file("r/settings.flags").find("--rate 5e-05"), std::string::npos);
}

TEST_F(Survival, AnotherBatchSizeInTheMiddleOfAStepBeginsTheStepAnew) {
  const pid_t child = start(begin("r", {"--steps", "100000", "--n-critic", "50"}));
  for (int i = 0; i < 6000 && file("r/train.log").find("training from") == std::string::npos; ++i)
    std::this_thread::sleep_for(20ms);
  ::kill(child, SIGINT);
  EXPECT_EQ(finish(child).code, 130);
  const Outcome outcome = good({"train", "--resume", "r", "--allow-change", "--batch", "12",
                                "--n-critic", "1", "--steps", "3"});
  EXPECT_NE(outcome.err.find("finished at step 3"), std::string::npos) << outcome.err;
}

TEST_F(Survival, ANewRunStartsFromTheWeightsOfAnother) {
  good(begin("r", {"--steps", "3", "--act", "relu"}));
  const Outcome same = good(begin("same", {"--steps", "2", "--init-from", "r/state.pt"}));
  EXPECT_NE(same.err.find("starting with"), std::string::npos) << same.err;
  EXPECT_EQ(same.err.find("(not "), std::string::npos) << same.err;
  EXPECT_NE(file("same/settings.flags").find("--act relu"), std::string::npos)
      << "the networks' settings come from the model";
  const Outcome model = good(begin("model", {"--steps", "2", "--init-from", "r/g.pt"}));
  EXPECT_NE(model.err.find("none of the critic"), std::string::npos) << model.err;
  bad(4, "no-such.pt", begin("none", {"--steps", "2", "--init-from", "no-such.pt"}));
  bad(2, "--init-from has no effect with --resume",
      {"train", "--resume", "same", "--init-from", "r/g.pt"});
}

TEST_F(Survival, AnotherLogIntervalRepeatsNoRow) {
  good(begin("r", {"--steps", "30"}));
  good({"train", "--resume", "r", "--steps", "31", "--log-every", "7"});
  good({"verify", "r"});
  EXPECT_NE(rows("r").find("\n30,"), std::string::npos);
}

TEST_F(Survival, AStateThatCannotBeReadIsNotTakenForADamagedOne) {
  good(begin("r", {"--steps", "9"}));
  std::string newer = file("r/state.pt");
  const size_t format = newer.find("{\"format\":1,");
  ASSERT_NE(format, std::string::npos);
  newer[format + 10] = '9';
  newer.resize(newer.size() - 32);
  put(folder_ / "r/state.pt", newer + digest(newer));
  bad(4, "was made by a newer wgan", {"train", "--resume", "r", "--steps", "10"});
  EXPECT_EQ(file("r/state.pt"), newer + digest(newer)) << "it stays as it is";
  if (::geteuid() == 0) return;  // root reads everything
  std::filesystem::permissions(folder_ / "r/state.pt", std::filesystem::perms::none);
  bad(5, "move it away to go on from an older state", {"train", "--resume", "r", "--steps", "10"});
}

TEST_F(Survival, ARunWhoseFilesAreTakenAwayWritesThemAnew) {
  const pid_t child = start(begin("r", {"--steps", "100000", "--log-every", "1"}));
  for (int i = 0; i < 6000 && rows("r").find("\n8,") == std::string::npos; ++i)
    std::this_thread::sleep_for(20ms);
  for (const char* name : {"r/state.pt", "r/metrics.csv", "r/train.log"})
    std::filesystem::remove(folder_ / name);
  for (int i = 0; i < 6000 && !(exists("r/state.pt") && exists("r/train.log")); ++i)
    std::this_thread::sleep_for(20ms);
  ::kill(child, SIGTERM);
  const Outcome outcome = finish(child);
  EXPECT_EQ(outcome.code, 143) << outcome.err;
  EXPECT_NE(outcome.err.find("metrics.csv was deleted or replaced"), std::string::npos);
  EXPECT_NE(rows("r").find("\n1,"), std::string::npos) << "from the first row on";
  EXPECT_NE(file("r/train.log").find("training from step 0"), std::string::npos);
  good({"verify", "r"});
}

TEST_F(Survival, RowsThatSomebodyChangedAreNamedAndTheRestFits) {
  train_whole();
  good(begin("r", {"--steps", "31"}));
  const std::string csv = file("r/metrics.csv");
  const auto resume = [&](const std::string& changed) {
    put(folder_ / "r/metrics.csv", changed);
    const Outcome outcome = good({"train", "--resume", "r", "--steps", "60"});
    EXPECT_NE(outcome.err.find("metrics.csv is not what it was"), std::string::npos) << outcome.err;
  };
  const size_t third = csv.find("\n9,") + 1;
  // Two rows less: one may be as long as the row that closed the run, behind its last save.
  const size_t fifth = csv.find('\n', csv.find('\n', third) + 1) + 1;
  resume(csv.substr(0, third) + csv.substr(fifth));
  good({"verify", "r"});
  EXPECT_EQ(rows("r").find("\n9,"), std::string::npos);
  EXPECT_NE(rows("r").find("\n60,"), std::string::npos);
}

TEST_F(Survival, AKeptStateIsGoneBackToAndTheNewestSavedOneCounts) {
  const std::vector<std::string> keep{"--keep", "last:9"};
  good(begin("whole", keep));
  good(begin("r", keep));
  // The steps after it are taken again, to the same bits.
  const Outcome back = good({"train", "--resume", "r/checkpoints/step-000021.pt"});
  EXPECT_NE(back.err.find("going on from r/checkpoints/step-000021.pt"), std::string::npos);
  EXPECT_NE(back.err.find("resuming at step 21 of 60"), std::string::npos) << back.err;
  expect_same_run(folder_ / "r", folder_ / "whole");
  EXPECT_EQ(tensors("r/state.pt.replaced"), tensors("whole/state.pt")) << "nothing is lost";
  // What was later than it stays too, under another name, and can be gone back to.
  const std::string later = "r/checkpoints/step-000042.pt";
  EXPECT_EQ(tensors(later + ".replaced"), tensors("whole/checkpoints/step-000042.pt"));
  const Outcome again = good({"train", "--resume", later + ".replaced", "--steps", "70"});
  EXPECT_NE(again.err.find("resuming at step 42 of 70"), std::string::npos) << again.err;
  // Going back again overwrites nothing.
  const auto kept = tensors("r/state.pt.replaced"), newest = tensors("r/state.pt");
  good({"train", "--resume", "r/state.pt.replaced", "--steps", "70"});
  EXPECT_EQ(tensors("r/state.pt.replaced"), kept);
  EXPECT_TRUE(exists("r/state.pt.replaced-2"));
  EXPECT_EQ(tensors("r/state.pt.replaced-3"), newest);
  std::filesystem::remove_all(folder_ / "r");
  // What was saved last is the newest, whatever somebody puts in its place.
  good(begin("s", {"--steps", "50", "--keep", "last:9"}));
  std::filesystem::copy_file(folder_ / "s/checkpoints/step-000028.pt", folder_ / "s/state.pt",
                             std::filesystem::copy_options::overwrite_existing);
  const Outcome swapped = good({"train", "--resume", "s", "--steps", "60"});
  EXPECT_NE(swapped.err.find("s/state.pt is older than s/checkpoints/step-000049.pt"),
            std::string::npos)
      << swapped.err;
  expect_same_run(folder_ / "s", folder_ / "whole");
  std::filesystem::remove(folder_ / "s/state.pt");
  const Outcome missing = good({"train", "--resume", "s"});
  EXPECT_NE(missing.err.find("passed over s/state.pt is not there"), std::string::npos)
      << missing.err;
  expect_same_run(folder_ / "s", folder_ / "whole");
}

TEST_F(Survival, WhatIsNoStateSaysWhatToName) {
  good(begin("r", {"--steps", "3"}));
  for (const char* name : {"r/g.pt", "r/settings.flags"})
    bad(2,
        cat("--resume ", name, ": that is no state of a run; name the run's folder: --resume r\n"),
        {"train", "--resume", name});
  std::filesystem::copy_file(folder_ / "r/g.pt", folder_ / "g.pt");
  bad(2, "name the folder of a run", {"train", "--resume", "g.pt"});
  good({"train", "--resume", "r/state.pt", "--steps", "4"});
  const Outcome past = good({"train", "--resume", "r", "--steps", "2"});
  EXPECT_NE(past.err.find("this run is past step 2: it stands at step 4"), std::string::npos)
      << past.err;
}

TEST_F(Survival, ChangedSettingsAreKeptWithTheirStep) {
  good(begin("r", {"--steps", "3"}));
  const std::string first = file("r/settings.flags");
  good({"train", "--resume", "r", "--allow-change", "--rate", "0.25", "--steps", "5"});
  good({"train", "--resume", "r", "--steps", "6"});
  EXPECT_NE(file("r/settings.flags").find("\n# step 3: --rate 0.25, before "), std::string::npos)
      << file("r/settings.flags");
  const std::string info = good({"info", "r/state.pt"}).out;
  EXPECT_NE(info.find("step 3: --rate 0.25, before "), std::string::npos) << info;
  // What --config repeats is the beginning of the run.
  good({"train", "--config", "r/settings.flags", "--steps", "3", "--out", "again"});
  good(begin("plain", {"--steps", "3"}));
  EXPECT_EQ(tensors("again/state.pt"), tensors("plain/state.pt"));
  EXPECT_EQ(lines_of(without_origins(first)).size(), lines_of(settings("again")).size());
}

TEST_F(Survival, OtherPicturesAreAChangeOfTheRun) {
  for (const char* name : {"a", "b"})
    good({"data", "export", "demo", "--count", "8", "--size", "16", "--seed",
          name == std::string("a") ? "1" : "2", "--out", name});
  good({"train", "a", "--loss", "gan", "--size", "16", "--features", "2", "--batch", "4", "--steps",
        "2", "--out", "p", "--threads", "1"});
  good({"train", "--resume", "p", "--data", "b", "--allow-change", "--steps", "4"});
  const std::string flags = file("p/settings.flags");
  EXPECT_NE(flags.find("\n# step 2: --data "), std::string::npos) << flags;
  EXPECT_NE(flags.find("--data " + (folder_ / "a").string() + "\n"), std::string::npos) << flags;
  good({"train", "--resume", "p", "--steps", "6"});
}

TEST_F(Survival, AFileThatIsNoMetricsIsKeptAside) {
  good(begin("m", {"--steps", "6"}));
  put(folder_ / "m/metrics.csv", "step,step\n3,3\n");
  const Outcome outcome = good({"train", "--resume", "m", "--steps", "9"});
  EXPECT_NE(outcome.err.find("kept as metrics.csv.replaced"), std::string::npos) << outcome.err;
  EXPECT_EQ(file("m/metrics.csv.replaced"), "step,step\n3,3\n");
  good({"verify", "m"});
}

TEST_F(Survival, AnEpochInOtherBatchesIsAnEpoch) {
  good({"data", "export", "demo", "--count", "20", "--size", "16", "--out", "twenty"});
  good({"train", "twenty", "--loss", "gan", "--size", "16", "--features", "2", "--batch", "5",
        "--epochs", "2", "--out", "e", "--threads", "1"});
  // Two epochs in 8 steps; two more in batches of 10 are 4 steps.
  const Outcome more =
      good({"train", "--resume", "e", "--allow-change", "--batch", "10", "--epochs", "4"});
  EXPECT_NE(more.err.find("resuming at step 8 of 12"), std::string::npos) << more.err;
  EXPECT_NE(rows("e").find("\n12,80,"), std::string::npos) << rows("e");
  const Outcome past = good({"train", "--resume", "e", "--epochs", "3"});
  EXPECT_NE(past.err.find("this run is past epoch 3: it has trained for 4; --epochs with a larger"),
            std::string::npos)
      << past.err;
}

TEST_F(Survival, WarningsOfABatchSystemAreAReasonToSave) {
  for (const int signal : {SIGUSR2, SIGXCPU}) {
    const pid_t child = start(begin("r", {"--steps", "100000", "--log-every", "1"}));
    for (int i = 0; i < 6000 && rows("r").find("\n8,") == std::string::npos; ++i)
      std::this_thread::sleep_for(20ms);
    ::kill(child, signal);
    const Outcome outcome = finish(child);
    EXPECT_EQ(outcome.code, 143) << outcome.err;
    EXPECT_NE(outcome.err.find("terminated; saved at step"), std::string::npos) << outcome.err;
    std::filesystem::remove_all(folder_ / "r");
  }
}

}  // namespace
}  // namespace wgan
