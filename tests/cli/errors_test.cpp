#include "cli/program.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

class Errors : public Program {};

TEST_F(Errors, UsageNamesTheNearMiss) {
  bad(2, "there is no command 'trian'; did you mean train?", {"trian"});
  bad(2, "did you mean --batch?", {"train", "--bacth", "3", "demo"});
  bad(2, "did you mean --data?", {"train", "--dta", "demo"});
  bad(2, "--batch needs a value", {"train", "demo", "--batch"});
  bad(2, "'more': there is no such file or folder", {"train", "demo", "more"});
  bad(2, "'x' is one argument too many", {"sample", "--ckpt", "a", "x"});
  bad(2, "--flip=false", {"train", "demo", "--flip", "false"});
  bad(2, "did you mean train?", {"trian", "--help"});
  bad(3, "/[a,b]: there is no such folder", {"train", "[a,b]"});
  bad(2, "expected true or false", {"train", "demo", "--flip=maybe"});
  bad(2, "-n 0: expected a whole number", {"sample", "--ckpt", "a", "-n", "0"});
  bad(2, "there is no flag -y;", {"train", "demo", "-y"});
  bad(2, "there is no flag --quite; did you mean --quiet?", {"train", "demo", "--quite"});
  bad(2, "there is no command 'exprot'; did you mean export?", {"data", "exprot"});
  bad(2, "expected demo", {"data", "export", "pokemon", "--out", "x"});
  bad(2, "no pictures named", {"train"});
}

TEST_F(Errors, NamesOfOtherProgramsAreUnderstood) {
  for (const auto& [theirs, ours] : {std::pair{"--lr", "--rate"},
                                     {"--batch-size", "--batch"},
                                     {"--batch_size", "--batch"},
                                     {"--batchSize", "--batch"},
                                     {"--epochs-num", "--epochs"},
                                     {"--image-size", "--size"},
                                     {"--workers", "--threads"},
                                     {"--gpu", "--device"},
                                     {"--ngf", "--features"},
                                     {"--z-dim", "--latent"},
                                     {"--n_critic", "--n-critic"}})
    bad(2, cat("there is no flag ", theirs, "; did you mean ", ours, "?"),
        {"train", "demo", theirs, "1"});
  bad(2, "there is no flag --checkpoint; did you mean --ckpt?", {"sample", "--checkpoint", "g.pt"});
  bad(2, "--time-limit 2: the time needs a unit: 2s, 2m or 2h",
      {"train", "demo", "--time-limit", "2"});
}

TEST_F(Errors, FlagsBeforeTheCommandAreNotDropped) {
  bad(2, "'--loss' comes before the command; flags come after it, as in wgan train --loss clip",
      {"--loss", "clip", "train", "demo", "--dry-run"});
  bad(2, "'--size' comes before the command", {"data", "--size", "16", "check", "demo"});
  bad(2, "'--ckpt' comes before the command", {"--ckpt", "g.pt", "sample"});
}

TEST_F(Errors, AFolderMayHaveTheNameOfACommand) {
  for (const char* name : {"data", "sample"}) {
    good({"data", "export", "demo", "--count", "3", "--size", "16", "--out", name});
    good({"train", name, "--size", "16", "--dry-run"});
    good({"train", "--size", "16", "--dry-run", name});
  }
  good({"data", "check", "data"});
  bad(2, "'check': there is no such file or folder", {"train", "data", "check"});
}

TEST_F(Errors, DataIsNamedBeforeAnythingIsMade) {
  bad(3, "there is no such folder", {"train", "nowhere"});
  std::filesystem::create_directory(folder_ / "empty");
  bad(3, "there is no picture in it", {"train", "empty"});
  good({"data", "export", "demo", "--count", "3", "--size", "16", "--out", "few"});
  bad(3, "use --batch 3 or less", {"train", "few", "--loss", "gp", "--size", "16"});
  EXPECT_FALSE(exists("runs"));
}

TEST_F(Errors, DeviceIsNamed) {
  bad(2, "expected auto, cpu, cuda", {"train", "demo", "--device", "gpu"});
  if (!std::filesystem::exists("/dev/nvidiactl"))
    bad(8, "--device cuda: ", {"train", "demo", "--device", "cuda"});
}

TEST_F(Errors, ConfigFilesAreNamedByLine) {
  put(folder_ / "my.flags", "# mine\n--batch 8\n--stepz 3\n");
  bad(2, "my.flags:3: there is no flag --stepz; did you mean --steps?",
      {"train", "demo", "--config", "my.flags"});
  bad(2, "nowhere.flags", {"train", "demo", "--config", "nowhere.flags"});
}

TEST_F(Errors, HelpVersionAndUsageDoNotLoadTheEngine) {
  if (kSanitized) GTEST_SKIP() << "a program with sanitizers starts slowly";
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"--help"}, {"--version"}, {"train", "--help"}, {"help", "sample"}, {}}) {
    double least = 1;
    for (int i = 0; i < 5; ++i) {
      const Outcome outcome = good(arguments);
      EXPECT_NE(outcome.out, "");
      EXPECT_EQ(outcome.err, "");
      least = std::min(least, outcome.seconds);
    }
    EXPECT_LT(least, 0.05);
  }
  double least = 1;
  for (int i = 0; i < 5; ++i) least = std::min(least, run({"train", "--bacth"}).seconds);
  EXPECT_LT(least, 0.05);
}

}  // namespace
}  // namespace wgan
