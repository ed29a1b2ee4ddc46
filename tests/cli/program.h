#pragma once

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <map>
#include <thread>
#include <vector>

#include "run_files.h"
#include "support.h"
#include "wgan/files/files.h"
#include "wgan/formats/picture_header.h"
#include "wgan/options/settings.h"
#include "wgan/text/text.h"

namespace wgan {

struct Outcome {
  int code = -1;
  std::string out, err;
  double seconds = 0;
};

/// Runs the real program in a folder of its own.
class Program : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(std::getenv("WGAN_PROGRAM"), nullptr) << "set WGAN_PROGRAM to the built wgan";
  }

  pid_t start(const std::vector<std::string>& arguments) {
    std::vector<std::string> words{std::getenv("WGAN_PROGRAM")};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0) return child;
    if (::chdir(folder_.path().c_str()) != 0) ::_exit(99);
    if (without_override_) {  // as users other than root, whom permissions bind
      ::prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE);
      ::prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH);
    }
    ::setenv("OMP_NUM_THREADS", "1", /*overwrite=*/0);  // CTest runs tests side by side
    for (const auto& [name, value] : environment_) ::setenv(name.c_str(), value.c_str(), 1);
    ::dup2(::open("/dev/null", O_RDONLY), 0);
    ::dup2(::open(out_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
    ::dup2(::open(err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
    ::execv(argv[0], argv.data());
    ::_exit(98);
  }

  Outcome finish(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), contents_of(out_),
            contents_of(err_)};
  }

  Outcome run(const std::vector<std::string>& arguments) {
    const auto before = std::chrono::steady_clock::now();
    Outcome outcome = finish(start(arguments));
    outcome.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
    return outcome;
  }

  /// Runs the program and expects success.
  Outcome good(const std::vector<std::string>& arguments) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome;
  }

  /// Runs the program and expects this exit code, nothing on stdout, and `part` on stderr.
  void bad(int code, const std::string& part, const std::vector<std::string>& arguments) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, code) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err.find(part), std::string::npos) << outcome.err;
  }

  std::string file(const std::string& name) const { return contents_of(folder_ / name); }
  /// The settings.flags of a run without the comments on where its settings come from.
  std::string settings(const std::string& run) const {
    return without_origins(file(run + "/settings.flags"));
  }
  static std::string without_origins(const std::string& settings) {
    std::string kept;
    for (const std::string& line : lines_of(settings)) {
      if (!line.empty() && !line.starts_with(kOriginMark)) kept += line + "\n";
    }
    return kept;
  }

  /// The contents of a PNG file without its texts.
  std::string pixels(const std::string& name) const { return without_texts(file(name)); }
  bool exists(const std::string& name) const { return std::filesystem::exists(folder_ / name); }

  void expect_picture(const std::string& name, int64_t width, int64_t height) {
    const std::string bytes = file(name);
    const auto header = probe_picture(bytes);
    ASSERT_TRUE(header) << name;
    EXPECT_EQ(header->width, width) << name;
    EXPECT_EQ(header->height, height) << name;
  }

  /// Returns the arguments of a small, fast run on the demo pictures.
  std::vector<std::string> tiny(const std::string& loss, const std::string& steps,
                                const std::string& out, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{
        "train", "--data",  "demo", "--loss",  loss,  "--size", "16", "--features", "4", "--latent",
        "8",     "--batch", "8",    "--steps", steps, "--out",  out,  "--threads",  "1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  std::string rows(const std::string& run) const {
    return rows_of(folder_ / (run + "/metrics.csv"));
  }
  std::map<std::string, std::string> tensors(const std::string& name) const {
    return tensors_of(folder_ / name);
  }

  bool without_override_ = false;
  std::map<std::string, std::string> environment_;  // of the next start, besides that of the tests
  TemporaryFolder folder_;
  std::string out_ = folder_ / ".out", err_ = folder_ / ".err";
};

}  // namespace wgan
