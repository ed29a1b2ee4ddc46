#include <pty.h>

#include "cli/program.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

class Train : public Program {};

TEST_F(Train, EveryLossLeavesAWholeRunFolder) {
  for (const std::string loss : {"gan", "clip", "gp"}) {
    const Outcome outcome = good(tiny(loss, "3", loss, {"--log-every", "2"}));
    for (const char* name : {"settings.flags", "train.log", "metrics.csv", "g.pt", "state.pt"})
      EXPECT_TRUE(exists(loss + "/" + name)) << name;
    expect_picture(loss + "/samples/real.png", 146, 146);
    expect_picture(loss + "/samples/step-000000.png", 146, 146);
    expect_picture(loss + "/samples/step-000003.png", 146, 146);
    EXPECT_NE(outcome.out.find("sample --ckpt " + loss + "/g.pt -n 64"), std::string::npos)
        << outcome.out;
    std::istringstream csv(file(loss + "/metrics.csv"));
    std::string header, second, last;
    std::getline(csv, header), std::getline(csv, second), std::getline(csv, last);
    EXPECT_EQ(
        header,
        "step,images,epoch,seconds,critic_loss,generator_loss,w_estimate,gradient_norm,critic_"
        "gradient,generator_gradient,images_per_second,data_wait,memory_mb,diversity,score_real,"
        "score_fake,ranked,slope,w_levels,swd,ms_ssim,colour,spectrum");
    EXPECT_EQ(second.substr(0, 2), "2,");
    EXPECT_EQ(last.substr(0, 2), "3,") << "a row for the last step";
    EXPECT_EQ(second.find("nan"), std::string::npos);
    const std::string rows = file(loss + "/metrics.csv");
    EXPECT_EQ(column_of(rows, "w_estimate").empty(), loss == "gan");
    EXPECT_EQ(column_of(rows, "gradient_norm").empty(), loss != "gp");
  }
}

TEST_F(Train, RunFoldersAreNumberedAndNeverOverwritten) {
  std::vector<std::string> plain = tiny("gan", "1", "");
  plain.erase(std::find(plain.begin(), plain.end(), "--out"),
              std::find(plain.begin(), plain.end(), "--threads"));
  good(plain);
  good(plain);
  EXPECT_TRUE(exists("runs/000-demo-gan/g.pt"));
  EXPECT_TRUE(exists("runs/001-demo-gan/g.pt"));
  const std::string before = file("runs/000-demo-gan/g.pt");
  bad(2, "the folder is not empty", tiny("gan", "1", "runs/000-demo-gan"));
  EXPECT_EQ(file("runs/000-demo-gan/g.pt"), before);
}

TEST_F(Train, TheSameSeedGivesTheSameBitsAndItsSettingsRepeatIt) {
  good(tiny("gp", "4", "a", {"--seed", "7", "--flip"}));
  good(tiny("gp", "4", "b", {"--seed", "7", "--flip"}));
  good({"train", "--config", "a/settings.flags", "--out", "c"});
  good(tiny("gp", "4", "d", {"--seed", "8", "--flip"}));
  EXPECT_EQ(tensors("a/state.pt"), tensors("b/state.pt"));
  EXPECT_EQ(tensors("a/state.pt"), tensors("c/state.pt"));
  EXPECT_EQ(settings("a"), settings("c"));
  EXPECT_NE(tensors("a/g.pt"), tensors("d/g.pt"));
}

TEST_F(Train, DryRunPrintsThePlanAndWritesNothing) {
  const Outcome outcome =
      good({"train", "--loss", "clip", "--data", "demo", "--batch", "16", "--dry-run"});
  for (const char* part : {"--rate                  5e-05                   default of --loss clip",
                           "--batch                 16                      command line",
                           "--size                  32                      demo.flags:",
                           "Generator: ", "Critic: ", "Memory: about "}) {
    EXPECT_NE(outcome.out.find(part), std::string::npos) << part << "\n" << outcome.out;
  }
  EXPECT_FALSE(exists("runs"));
}

TEST_F(Train, AFolderOfPicturesWithABadOneTrains) {
  good({"data", "export", "demo", "--count", "12", "--size", "20x24", "--out", "pictures"});
  put(folder_ / "pictures/broken\n.png", "no picture");
  const Outcome outcome =
      good({"train", "pictures", "--size", "17x19", "--features", "2", "--latent", "4", "--batch",
            "4", "--steps", "2", "--n-critic", "1", "--out", "r"});
  EXPECT_NE(outcome.err.find("skipped broken\\x0a.png: it is no PNG"), std::string::npos)
      << outcome.err;
  EXPECT_NE(file("r/train.log").find("skipped broken\\x0a.png"), std::string::npos);
  expect_picture("r/samples/step-000002.png", 8 * 19 + 2, 8 * 21 + 2);
}

TEST_F(Train, GrayAndTransparentPictures) {
  good(tiny("gp", "1", "gray", {"--channels", "1", "--n-critic", "1"}));
  good(tiny("gp", "1", "clear", {"--channels", "4", "--n-critic", "1"}));
  EXPECT_EQ(file("gray/samples/step-000001.png")[25], 0) << "PNG colour type gray";
  EXPECT_EQ(file("clear/samples/step-000001.png")[25], 6) << "PNG colour type RGBA";
}

TEST_F(Train, EpochsAndTimeLimitEndARun) {
  good({"data", "export", "demo", "--count", "10", "--size", "16", "--out", "pictures"});
  good({"train", "pictures", "--loss", "gan", "--size", "16", "--features", "2", "--batch", "5",
        "--epochs", "3", "--out", "e"});
  EXPECT_NE(rows("e").find("\n6,30,"), std::string::npos) << rows("e");
  const Outcome outcome = good(tiny("gp", "1000000", "t", {"--time-limit", "1s"}));
  EXPECT_LT(outcome.seconds, kSanitized ? 100 : 15);
  EXPECT_NE(outcome.err.find("time limit reached at step"), std::string::npos);
  EXPECT_NE(outcome.out.find("train --resume t"), std::string::npos);
}

TEST_F(Train, AGeneratorThatNoGradientReachesIsWarnedOf) {
  // Scales of norm layers of 0.01 let a hundredth of a gradient through, each.
  const std::vector<std::string> pokemon{"--arch", "pokemon", "--size", "64", "--kernel", "5"};
  auto clipped = pokemon;
  clipped.emplace_back("--clip-norm-params");
  const Outcome dead = good(tiny("clip", "20", "dead", clipped));
  EXPECT_NE(
      dead.err.find("the generator has learnt nothing since step 0: the gradient that reaches"),
      std::string::npos)
      << dead.err << rows("dead");
  EXPECT_NE(dead.err.find("--clip-norm-params=false"), std::string::npos);
  const Outcome alive = good(tiny("clip", "20", "alive", pokemon));
  EXPECT_EQ(alive.err.find("learnt nothing"), std::string::npos) << alive.err << rows("alive");
}

TEST_F(Train, FoldersAreReadInTheOrderInWhichTheyWereTyped) {
  for (const char* name : {"b", "a", "c"})
    good({"data", "export", "demo", "--count", "3", "--size", "16", "--out", name});
  const auto order = [&](const std::vector<std::string>& words) {
    std::vector<std::string> all{"train", "--size", "16", "--dry-run"};
    all.insert(all.end(), words.begin(), words.end());
    const std::string plan = good(all).out;
    std::string names;
    const size_t begin = plan.find("--data ");
    for (const std::string_view path :
         split(std::string_view(plan).substr(begin, plan.find("command line", begin) - begin), ','))
      names += trim(path).back();
    return names;
  };
  EXPECT_EQ(order({"--data", "c", "a", "b"}), "cab");
  EXPECT_EQ(order({"b", "--data=c", "--flip", "a"}), "bca");
  EXPECT_EQ(order({"--seed", "3", "c", "--data", "b", "--", "a"}), "cba");
}

TEST_F(Train, APlainWordIsNoValueOfAnotherFlag) {
  bad(2, "'a': there is no such file or folder", {"train", "demo", "--seed", "3", "a"});
}

TEST_F(Train, CtrlCIsAnsweredAtOnce) {
  // A step of many long updates: what is said comes before it is over.
  const pid_t child =
      start(tiny("gp", "1000", "r",
                 {"--size", "64", "--features", "32", "--batch", "64", "--log-every", "1"}));
  for (int i = 0; i < 6000 && !exists("r/samples/step-000000.png"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  ::kill(child, SIGINT);
  std::string said;
  for (int i = 0; i < 100 && said.empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const std::string err = contents_of(err_);
    if (err.find("finishing the update under way") != std::string::npos) said = err;
  }
  EXPECT_NE(said, "");
  EXPECT_EQ(said.find("saved at step"), std::string::npos) << "it was said before it was done";
  EXPECT_EQ(finish(child).code, 130);
}

TEST_F(Train, TheLiveLineFitsTheTerminal) {
  constexpr size_t kColumns = 60;
  winsize size{.ws_row = 24, .ws_col = kColumns, .ws_xpixel = 0, .ws_ypixel = 0};
  int terminal = -1;
  const auto words = tiny("gp", "100000", "r", {"--time-limit", kSanitized ? "20s" : "2s"});
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &size);
  if (child == 0) {
    ::setenv("TERM", "xterm", 1);
    ::setenv("OMP_NUM_THREADS", "1", 1);
    std::vector<char*> argv{std::getenv("WGAN_PROGRAM")};
    for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    if (::chdir(folder_.path().c_str()) != 0) ::_exit(99);
    ::execv(argv[0], argv.data());
    ::_exit(98);
  }
  std::string shown;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(terminal, buffer, sizeof buffer)) > 0;) shown.append(buffer, n);
  ::close(terminal);
  int status = 0;
  ::waitpid(child, &status, 0);
  int lines = 0;
  constexpr std::string_view kLive = "\r\x1b[Jstep ";
  for (size_t at = 0; (at = shown.find(kLive, at)) != std::string::npos; ++lines) {
    const size_t begin = at + 4, end = std::min(shown.find('\r', begin), shown.size());
    const std::string line = shown.substr(begin, end - begin);
    EXPECT_LT(line.size(), kColumns) << line;
    EXPECT_NE(line.find(", epoch "), std::string::npos) << line;
    EXPECT_NE(line.find(" images"), std::string::npos) << line;
    const std::string last = line.substr(line.rfind(' ') + 1);
    EXPECT_TRUE(last == "images" || last == "images/s" || last == "left" || last == "MB") << line;
    at = end;
  }
  EXPECT_GT(lines, 3) << shown;
}

TEST_F(Train, EveryPlainLineIsWholeInAPipe) {
  const Outcome outcome = good(tiny("gan", "20", "r"));
  EXPECT_EQ(outcome.err.find('\r'), std::string::npos);
  EXPECT_EQ(outcome.err.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace wgan
