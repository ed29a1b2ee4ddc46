#include <fcntl.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "cli/survival.h"

namespace wgan {
namespace {

/// Something that is no model file, by name.
std::vector<std::pair<std::string, std::string>> strangers() {
  const std::string program = contents_of(std::getenv("WGAN_PROGRAM"));
  const auto tar = [] {
    std::string header(512, '\0');
    header.replace(0, 6, "../x.p");
    header.replace(257, 5, "ustar");
    return header + std::string(1024, '\0');
  };
  return {{"empty", ""},
          {"text", "hello\n"},
          {"pickle", std::string("\x80\x04\x95\x1d\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94"
                                 "\x8c\x06system\x94\x93\x94\x8c\x05touch\x94\x85\x94R\x94.",
                                 44)},
          {"torchscript",
           contents_of(std::string(WGAN_SOURCE_DIR) + "/tests/hostile/torchscript_setstate.pt")},
          {"gzip", "\x1f\x8b\x08" + std::string(100, '\0')},
          {"tar", tar()},
          {"elf", program.substr(0, 100'000)},
          {"zip", "PK\x03\x04" + std::string(200, 'x')},
          {"html", "<!doctype html><title>404</title>"},
          {"png", "\x89PNG\r\n\x1a\n" + std::string(1000, '\0')}};
}

TEST_F(Survival, FilesOfStrangersAreRefusedAtOnceAndRunNothing) {
  const char* kMark = "/tmp/wgan-was-here";  // what the TorchScript file would write
  std::filesystem::remove(kMark);
  for (const auto& [name, bytes] : strangers()) put(folder_ / (name + ".pt"), bytes);
  const int zeros = ::open((folder_ / "zeros.pt").c_str(), O_WRONLY | O_CREAT, 0600);
  ASSERT_EQ(::ftruncate(zeros, 1'000'000'000), 0);
  ::close(zeros);
  ASSERT_EQ(::mkfifo((folder_ / "pipe.pt").c_str(), 0600), 0);
  std::vector<std::string> names{"zeros", "pipe"};
  for (const auto& [name, bytes] : strangers()) names.push_back(name);
  for (const std::string& name : names) {
    const std::string path = name + ".pt";
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"info", path}, {"sample", "--ckpt", path}, {"replay", path}}) {
      const Outcome outcome = run(command);
      EXPECT_EQ(outcome.code, 4) << path << ": " << outcome.err;
      EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
      EXPECT_LT(outcome.seconds, 10) << path;
    }
    EXPECT_EQ(run({"verify", path}).code, 4) << path;
    EXPECT_EQ(run({"train", "--resume", path}).code, 2) << path;
  }
  EXPECT_FALSE(std::filesystem::exists(kMark));
  EXPECT_FALSE(exists("samples.png"));
  RecordProperty("cases", static_cast<int>(5 * names.size()));
}

TEST_F(Survival, InfoAndVerifyTellOfFilesAndRuns) {
  good(begin("r", {"--steps", "9"}));
  const Outcome file = good({"info", "r/g.pt"});
  EXPECT_EQ(file.out.rfind("r/g.pt: generator of step 9, ", 0), 0u) << file.out;
  EXPECT_LT(file.seconds, 1) << "it waits for no library";
  const auto json = nlohmann::json::parse(good({"info", "r", "--json"}).out);
  EXPECT_EQ(json.at("kind"), "run");
  EXPECT_EQ(json.at("files").at(1).at("kind"), "state");
  EXPECT_EQ(json.at("files").at(1).at("step"), 9);
  EXPECT_EQ(json.at("files").at(1).at("settings").at("latent"), 4);
  EXPECT_EQ(json.at("version"), 2);
  EXPECT_EQ(json.at("newest_row").at("step"), 9);
  EXPECT_EQ(json.at("files").size(), 4u) << "g.pt, state.pt and the two before it";

  EXPECT_NE(good({"verify", "r/g.pt"}).out.find("self-test picture to the bit"), std::string::npos);
  for (const auto& verdict : nlohmann::json::parse(good({"verify", "r", "--json"}).out))
    EXPECT_TRUE(verdict.at("good")) << verdict;
  std::string model = Program::file("r/g.pt");
  model[100] = static_cast<char>(model[100] ^ 1);
  put(folder_ / "r/g.pt", model);
  put(folder_ / "r/metrics.csv", Program::file("r/metrics.csv") + "torn");
  const Outcome broken = run({"verify", "r"});
  EXPECT_EQ(broken.code, 4);
  EXPECT_NE(broken.out.find("BROKEN  r/g.pt"), std::string::npos) << broken.out;
  EXPECT_NE(broken.out.find("BROKEN  r/metrics.csv: its last row is not whole"), std::string::npos);
  EXPECT_EQ(run({"info", "r"}).code, 4);
  // What is missing, and what is not as its name says.
  std::filesystem::remove(folder_ / "r/g.pt");
  std::filesystem::rename(folder_ / "r/checkpoints/step-000007.pt",
                          folder_ / "r/checkpoints/step-000008.pt");
  const Outcome missing = run({"verify", "r"});
  EXPECT_EQ(missing.code, 4);
  EXPECT_NE(missing.out.find("BROKEN  r/g.pt: it is not there"), std::string::npos) << missing.out;
  EXPECT_NE(missing.out.find("step-000008.pt: it is of step 7, not as its name"), std::string::npos)
      << missing.out;
  // A name that looks like a flag.
  std::filesystem::rename(folder_ / "r", folder_ / "-r");
  good({"info", "--json", "./-r/state.pt"});
  good({"info", "--", "-r/state.pt"});
  bad(2, "pictures is no folder of a run", {"info", "pictures"});
}

TEST_F(Survival, FilesOfEveryFormatWorkStill) {
  const std::filesystem::path golden = WGAN_SOURCE_DIR "/tests/golden/format-1";
  const Outcome verified = good({"verify", golden / "g.pt"});
  EXPECT_NE(verified.out.find("self-test picture"), std::string::npos) << verified.out;
  good({"verify", golden / "state.pt"});
  good({"sample", "--ckpt", golden / "g.pt", "-n", "4"});
  std::filesystem::create_directory(folder_ / "old");
  std::filesystem::copy(golden / "state.pt", folder_ / "old/state.pt");
  const Outcome resumed =
      good({"train", "--resume", "old", "--steps", "4", "--data", "pictures", "--allow-change"});
  EXPECT_NE(resumed.err.find("resuming at step 3 of 4"), std::string::npos) << resumed.err;
}

TEST_F(Survival, AKeptStateMakesPicturesToo) {
  good(begin("r", {"--steps", "8"}));
  good({"sample", "--ckpt", "r/checkpoints/step-000007.pt", "-n", "4", "--out", "a.png"});
  EXPECT_TRUE(exists("a.png"));
}

}  // namespace
}  // namespace wgan
