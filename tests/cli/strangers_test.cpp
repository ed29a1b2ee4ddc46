#include <sys/stat.h>

#include <set>

#include "cli/survival.h"
#include "wgan/base/clock.h"
#include "wgan/formats/sealed_file.h"

namespace wgan {
namespace {

namespace fs = std::filesystem;

/// What a shell command prints.
std::string answer_of(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  if (!pipe) return {};
  std::string text;
  for (int c; (c = std::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
  ::pclose(pipe);
  return text;
}

/// The parts of a file's RPATH and RUNPATH, with what readelf says before them.
std::vector<std::string> search_paths(const fs::path& file) {
  std::vector<std::string> parts;
  for (const std::string& line :
       lines_of(answer_of("readelf -d '" + file.string() + "' 2>/dev/null"))) {
    if (line.find("(RPATH)") == std::string::npos && line.find("(RUNPATH)") == std::string::npos)
      continue;
    const size_t from = line.find('[') + 1;
    std::istringstream list(line.substr(from, line.rfind(']') - from) + ":");
    for (std::string part; std::getline(list, part, ':');) parts.push_back(part);
  }
  return parts;
}

/// Whether strangers can put files there.
bool others_write(const fs::path& folder) {
  struct stat status {};
  return ::stat(folder.c_str(), &status) == 0 && (status.st_mode & S_IWOTH) != 0;
}

/// Folders of strangers, in which the program is started, reads and writes.
class Strangers : public Survival {
 protected:
  static fs::path bin() { return fs::path(std::getenv("WGAN_PROGRAM")).parent_path(); }
};

TEST_F(Strangers, LibrariesComeFromFoldersThatOnlyTheirOwnerWrites) {
  if (answer_of("readelf --version 2>/dev/null").empty()) GTEST_SKIP() << "there is no readelf";
  std::vector<fs::path> files{bin() / "wgan", bin() / "libwgan.so"};
  for (const char* name : {"core_tests", "engine_tests", "program_tests", "gpu_tests"})
    files.push_back(bin().parent_path() / "tests" / name);
  int parts = 0;
  for (const fs::path& file : files) {
    for (const std::string& part : search_paths(file)) {
      ++parts;
      EXPECT_TRUE(part.starts_with("/") || part.starts_with("$ORIGIN"))
          << file << " looks for libraries in '" << part << "'";
      for (fs::path folder = part; folder.has_relative_path(); folder = folder.parent_path())
        EXPECT_FALSE(others_write(folder) && folder == part) << folder;
    }
  }
  EXPECT_GT(parts, 0) << "LibTorch is found by one";
  RecordProperty("cases", parts);
}

TEST_F(Strangers, ALibraryInTheWorkingFolderIsNotLoaded) {
  if (answer_of("ldd --version 2>/dev/null").empty()) GTEST_SKIP() << "there is no ldd";
  good(begin("r", {"--steps", "1"}));
  std::set<std::string> names{"libwgan.so", "libtorch_cuda.so", "libcuda.so.1"};
  for (const char* file : {"wgan", "libwgan.so"}) {
    for (const std::string& line : lines_of(answer_of(cat("ldd '", (bin() / file).string(), "'"))))
      names.insert(std::string(trim(line.substr(0, line.find_first_of("=(")))));
  }
  EXPECT_GT(names.size(), 20u);
  RecordProperty("cases", static_cast<int>(2 * names.size()));
  for (const std::string& name : names)
    if (!name.starts_with("/")) put(folder_ / "pictures" / name, "no library");
  const std::string program = std::getenv("WGAN_PROGRAM");
  for (const char* command : {"data check .", "sample --ckpt ../r/g.pt -n 1 --out ../s.png"}) {
    EXPECT_EQ(std::system(cat("cd ", (folder_ / "pictures").string(), " && ", program, " ", command,
                              " >../.out 2>../.err")
                              .c_str()),
              0)
        << command << ": " << contents_of(err_);
  }
}

TEST_F(Strangers, AnInstalledProgramLooksInNoOtherPlaces) {
  if (answer_of("readelf --version 2>/dev/null").empty()) GTEST_SKIP() << "there is no readelf";
  const std::string build = bin().parent_path().string(), to = folder_ / "usr";
  ASSERT_EQ(std::system(cat("cmake --install ", build, " --prefix ", to, " >/dev/null").c_str()),
            0);
  for (const char* file : {"bin/wgan", "lib/libwgan.so"}) {
    for (const std::string& part : search_paths(fs::path(to) / file))
      EXPECT_TRUE(part.starts_with("/")) << file << ": '" << part << "'";
  }
  EXPECT_EQ(std::system(cat(to, "/bin/wgan verify nothing 2>", err_, "; test $? = 4").c_str()), 0)
      << contents_of(err_);
}

/// Waits until the run has written so many rows.
#define WAIT_FOR_ROW(run, row)                                                        \
  for (int i = 0; i < 6000 && rows(run).find("\n" row ",") == std::string::npos; ++i) \
  std::this_thread::sleep_for(20ms)

TEST_F(Strangers, ARunWhoseFolderIsDeletedMakesItAnewUnderItsLock) {
  const pid_t child =
      start(begin("r", {"--steps", "100000", "--log-every", "1", "--save-every", "20"}));
  WAIT_FOR_ROW("r", "8");
  ::kill(child, SIGSTOP);
  fs::remove_all(folder_ / "r");
  ::kill(child, SIGCONT);
  for (int i = 0; i < 6000 && !exists("r/state.pt"); ++i) std::this_thread::sleep_for(20ms);
  const auto kept = std::pair{out_, err_};
  out_ = folder_ / ".out2", err_ = folder_ / ".err2";
  bad(6, cat("r is in use by process ", child, " on "), {"train", "--resume", "r"});
  std::tie(out_, err_) = kept;
  ::kill(child, SIGTERM);
  EXPECT_EQ(finish(child).code, 143);
  good({"verify", "r"});
  EXPECT_TRUE(exists("r/settings.flags"));
}

TEST_F(Strangers, ARunWhoseFolderIsMovedSavesThereAndSaysSo) {
  const pid_t child =
      start(begin("r", {"--steps", "100000", "--log-every", "1", "--save-every", "1000000"}));
  WAIT_FOR_ROW("r", "30");
  fs::rename(folder_ / "r", folder_ / "elsewhere");
  const Outcome outcome = finish(child);
  EXPECT_EQ(outcome.code, 5) << outcome.err;
  EXPECT_NE(outcome.err.find("r was moved to "), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("/elsewhere, --resume goes on from it"), std::string::npos);
  EXPECT_FALSE(exists("r"));
  EXPECT_EQ(outcome.err.find("the state of step 0"), std::string::npos) << "it saved";
  good({"verify", "elsewhere"});
  good({"train", "--resume", "elsewhere", "--time-limit", "1s"});
}

TEST_F(Strangers, ARunWhoseFolderIsReplacedLeavesTheOtherOneAlone) {
  const pid_t child = start(begin("r", {"--steps", "100000", "--log-every", "1"}));
  WAIT_FOR_ROW("r", "8");
  put(folder_ / "other/mine", "mine");
  ::kill(child, SIGSTOP);
  fs::remove_all(folder_ / "r");
  fs::rename(folder_ / "other", folder_ / "r");
  ::kill(child, SIGCONT);
  const Outcome outcome = finish(child);
  EXPECT_EQ(outcome.code, 5) << outcome.err;
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "r"), {}), 1);
}

TEST_F(Strangers, NoLinkLeadsOutOfARun) {
  good(begin("r", {"--steps", "30", "--keep", "last:9"}));
  for (const char* name :
       {".lock", "g.pt", "state.pt", "settings.flags", "metrics.csv", "train.log", "samples",
        "checkpoints", "dumps", "report.html", "events.out.tfevents.000000.wgan"}) {
    fs::remove_all(folder_ / "copy");
    fs::remove_all(folder_ / "outside");
    fs::copy(folder_ / "r", folder_ / "copy", fs::copy_options::recursive);
    const fs::path ours = folder_ / "copy" / name, target = folder_ / "outside";
    if (fs::exists(ours)) fs::rename(ours, target);
    else fs::create_directory(target);
    const bool is_folder = fs::is_directory(target);
    if (is_folder) put(target / "step-000099.png", "mine"), put(target / "step-000099.pt", "mine");
    const auto before = is_folder ? std::string() : contents_of(target);
    const auto count = is_folder ? std::distance(fs::directory_iterator(target), {}) : 0;
    fs::create_symlink(target, ours);
    bad(5, "a link", {"train", "--resume", "copy", "--steps", "60"});
    if (is_folder) EXPECT_EQ(std::distance(fs::directory_iterator(target), {}), count) << name;
    else EXPECT_EQ(contents_of(target), before) << name;
  }
}

TEST_F(Strangers, OnlyLeftoversOfThisProgramAreClearedAway) {
  good(begin("r", {"--steps", "1"}));
  for (const char* where : {"r/.notes.2024.tmp", "r/samples/.mine.1.tmp"})
    put(folder_ / where, "mine");
  put(folder_ / "r/.state.pt.1.wgan-tmp", "");
  good({"train", "--resume", "r", "--steps", "2"});
  EXPECT_EQ(file("r/.notes.2024.tmp"), "mine");
  EXPECT_EQ(file("r/samples/.mine.1.tmp"), "mine");
  EXPECT_FALSE(exists("r/.state.pt.1.wgan-tmp"));
  fs::create_directory(folder_ / "s");
  put(folder_ / "s/.notes.2024.tmp", "mine");
  bad(2, "not empty", begin("s"));
}

TEST_F(Strangers, APlantedLinkIsNotWrittenThrough) {
  good(begin("r", {"--steps", "1"}));
  put(folder_ / "key", "my key");
  for (const char* name : {"samples.png", "interpolation.png", "new"}) {
    if (std::string(name) == "new") fs::create_directory(folder_ / name);
    fs::create_symlink(folder_ / "key",
                       std::string(name) == "new" ? folder_ / "new/seed0000.png" : folder_ / name);
  }
  bad(5, "it is a link", {"sample", "--ckpt", "r/g.pt"});
  bad(5, "it is a link", {"interpolate", "--ckpt", "r/g.pt"});
  bad(2, "name a new folder", {"sample", "--ckpt", "r/g.pt", "-n", "1", "--files", "new"});
  EXPECT_EQ(file("key"), "my key");
}

TEST_F(Strangers, AReaderOfStdoutThatLeavesIsNoError) {
  good(begin("r", {"--steps", "1"}));
  const std::string program = std::getenv("WGAN_PROGRAM");
  for (const std::string command :
       {"--help", "train --help", "info r/g.pt --json", "info r", "verify r", "presets",
        "data check pictures", "describe", "train pictures --dry-run",
        "train pictures --size 16 --features 2 --latent 4 --batch 4 --steps 2 --threads 1 --out s",
        "sample --ckpt r/g.pt -n 1"}) {
    // Gone before the first byte, and after it.
    for (const char* reader : {"true", "head -c 1 >/dev/null"}) {
      fs::remove_all(folder_ / "s");
      const std::string line = cat("cd ", folder_.path().string(), " && { ", program, " ", command,
                                   " 2>.err; echo $? >.code; } | ", reader);
      ASSERT_EQ(std::system(cat("bash -c '", line, "'").c_str()), 0);
      EXPECT_EQ(file(".code"), "0\n") << command << " | " << reader << ": " << contents_of(err_);
    }
  }
  if (!fs::exists("/dev/full")) return;
  EXPECT_EQ(std::system(cat(program, " --help 2>", err_, " >/dev/full; test $? = 5").c_str()), 0);
  EXPECT_NE(contents_of(err_).find("No space left"), std::string::npos);
}

/// Codes that a terminal obeys, and what passes for a message of wgan.
const std::string kCodes =
    "\x1b[2J\x1b]0;owned\x07\xC2\x9B"
    "2J\xE2\x80\xAE\r\nwgan: all is well";

/// The file with `value` as each of its texts, one after the other, rightly sealed.
std::vector<std::pair<std::string, std::string>> with_texts(const std::string& bytes,
                                                            const std::string& value) {
  const SealedFile file = parse_sealed(bytes, "test");
  std::vector<std::pair<std::string, std::string>> forged;
  for (const auto& [name, text] : file.index.text) {
    SealedIndex index = file.index;
    index.text[name] = value;
    const size_t end = bytes.size() - kSealBytes;
    // The index may lie behind the archive's end as well: the seal says where.
    std::string archive = bytes.substr(0, end);
    const std::string json = index_json(index);
    const size_t offset = archive.size();
    archive += json + std::string(2, '\0');
    forged.emplace_back(name, seal(archive, offset, json.size()));
  }
  return forged;
}

TEST_F(Strangers, TextsOfAFileReachNoTerminal) {
  good(begin("r", {"--steps", "20"}));
  int cases = 0;
  const auto look = [&](const std::string& what, const std::vector<std::string>& command) {
    const Outcome outcome = run(command);
    ++cases;
    EXPECT_GE(outcome.code, 0) << what;
    for (const std::string& said : {outcome.out, outcome.err}) {
      for (const char* code :
           {"\x1b", "\x07", "\xC2\x9B", "\xE2\x80\xAE", "\r", "\nwgan: all is well"})
        EXPECT_EQ(said.find(code), std::string::npos) << what << ": " << said;
    }
  };
  for (const char* kept : {"r/g.pt", "r/state.pt"}) {
    const std::string whole = file(kept);
    for (const auto& [name, bytes] : with_texts(whole, kCodes)) {
      const std::string what = cat(kept, " with ", name);
      put(folder_ / kept, bytes);
      for (const char* command : {"info", "verify", "replay"}) {
        look(cat(command, " ", what), {command, kept});
        if (std::string(command) != "replay")
          look(cat(command, " --json ", what), {command, kept, "--json"});
      }
      look("info of the run, " + what, {"info", "r"});
      look("sample " + what, {"sample", "--ckpt", kept, "-n", "1", "--class", "x"});
      look("interpolate " + what, {"interpolate", "--ckpt", kept});
      look("train " + what, {"train", "--resume", "r", "--steps", "21"});
      look("train --allow-change " + what,
           {"train", "--resume", "r", "--steps", "22", "--allow-change"});
      EXPECT_EQ(file("r/train.log").find('\x1b'), std::string::npos) << what;
      put(folder_ / kept, whole);
    }
  }
  const std::string codes = kCodes.substr(0, kCodes.find('\n'));
  for (const std::string& line : {cat("--loss ", codes), cat("--", codes, " 1"), codes,
                                  cat("--data ", codes), cat("--keep ", codes)}) {
    put(folder_ / "x.flags", line + "\n");
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"train", "pictures", "--config", "x.flags", "--dry-run"},
          {"presets", "x.flags"},
          {"presets", "diff", "x.flags", "x.flags"}})
      look("flags " + escaped(line), command);
  }
  EXPECT_GT(cases, 100);
  RecordProperty("cases", cases);
}

TEST_F(Strangers, MessagesAreShort) {
  put(folder_ / "long.flags", "--" + std::string(900'000, 'x'));
  put(folder_ / "long2.flags", "--loss " + std::string(900'000, 'x'));
  for (const char* flags : {"long.flags", "long2.flags"})
    EXPECT_LT(run({"train", "pictures", "--config", flags}).err.size(), 2000u);
  for (int i = 0; i < 2000; ++i) fs::create_directories(folder_ / cat("many/class", i));
  for (int i = 0; i < 2000; ++i)
    fs::create_hard_link(fs::directory_iterator(folder_ / "pictures")->path(),
                         folder_ / cat("many/class", i, "/x.png"));
  good({"train", "many", "--conditional", "--size", "16", "--features", "2", "--latent", "4",
        "--batch", "4", "--n-critic", "1", "--steps", "1", "--threads", "1", "--out", "m"});
  const Outcome outcome = run({"sample", "--ckpt", "m", "--class", "nobody"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_LT(outcome.err.size(), 1000u) << outcome.err;
}

TEST_F(Strangers, AClassCannotBeCalledAll) {
  fs::create_directory(folder_ / "set");
  for (const char* name : {"all", "cats"})
    fs::copy(folder_ / "pictures", folder_ / "set" / name, fs::copy_options::recursive);
  bad(3, "a class is called all",
      {"train", "set", "--conditional", "--size", "16", "--batch", "4", "--steps", "1"});
}

TEST_F(Strangers, WithoutRoomForThreadsThereIsOneSentence) {
  if (kSanitized) GTEST_SKIP() << "sanitizers put a library of their own first";
  const auto run_with = [&](int threads, const std::vector<std::string>& command) {
    ::setenv("LD_PRELOAD", WGAN_FEW_THREADS, 1);
    ::setenv("WGAN_TEST_THREADS", std::to_string(threads).c_str(), 1);
    const pid_t child = start(command);
    ::unsetenv("LD_PRELOAD");
    const auto before = Clock::now();
    int status = 0;
    while (::waitpid(child, &status, WNOHANG) == 0) {
      std::this_thread::sleep_for(20ms);
      if (Clock::now() - before > 60s) ::kill(child, SIGKILL);
    }
    return Outcome{WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), contents_of(out_),
                   contents_of(err_)};
  };
  auto command = begin("r", {"--steps", "2"});
  *std::find(command.begin(), command.end(), "1") = "4";  // --threads
  int refused = 0, done = 0;
  for (int threads = 1; threads <= 16; ++threads) {
    fs::remove_all(folder_ / "r");
    const Outcome outcome = run_with(threads, command);
    EXPECT_TRUE(outcome.code == 0 || outcome.code == 8)
        << "room for " << threads << ": " << outcome.code << ": " << outcome.err;
    EXPECT_EQ(outcome.err.find("libgomp"), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.err.find("ulimit -u") != std::string::npos, outcome.code == 8);
    ++(outcome.code == 8 ? refused : done);
  }
  EXPECT_GT(refused, 2);
  EXPECT_GT(done, 2);
  const Outcome sampled = run_with(2, {"sample", "--ckpt", "r", "-n", "1", "--threads", "4"});
  EXPECT_EQ(sampled.code, 8) << sampled.err;
  EXPECT_EQ(run_with(1, {"sample", "--ckpt", "r", "-n", "1", "--threads", "1"}).code, 0);
  // Pictures are read by as many as there can be.
  EXPECT_EQ(run_with(1, {"data", "check", "pictures", "--threads", "4"}).code, 0);
}

TEST_F(Strangers, AWorkingFolderThatWasDeletedIsNamed) {
  fs::create_directory(folder_ / "gone");
  const std::string program = std::getenv("WGAN_PROGRAM"),
                    line = cat("cd ", (folder_ / "gone").string(), " && rmdir ../gone && ", program,
                               " train ", (folder_ / "pictures").string(), " --steps 1 2>", err_);
  EXPECT_EQ(std::system(cat("bash -c '", line, "; test $? = 5'").c_str()), 0);
  EXPECT_NE(contents_of(err_).find("it may have been deleted"), std::string::npos)
      << contents_of(err_);
}

TEST_F(Strangers, AFolderWithoutPermissionIsNotAMissingOne) {
  fs::create_directory(folder_ / "closed");
  fs::rename(folder_ / "pictures", folder_ / "closed/pictures");
  good({"train", "closed/pictures", "--size", "16", "--features", "2", "--latent", "4", "--batch",
        "4", "--steps", "1", "--threads", "1", "--out", "r"});
  fs::permissions(folder_ / "closed", fs::perms::none);
  const auto expect = [&](int code, const std::vector<std::string>& command) {
    without_override_ = true;
    bad(code, "Permission denied", command);
  };
  expect(3, {"train", "closed/pictures", "--steps", "1"});
  expect(3, {"data", "check", "closed/pictures"});
  expect(5, {"sample", "--ckpt", "r/g.pt", "--out", "closed/x.png"});
  expect(5, {"interpolate", "--ckpt", "r/g.pt", "--out", "closed/x.png"});
  expect(5, {"interpolate", "--ckpt", "r/g.pt", "--out", "closed/x/"});
  expect(5, {"sample", "--ckpt", "r/g.pt", "--files", "closed/x"});
  fs::permissions(folder_ / "closed", fs::perms::owner_all);
}

TEST_F(Strangers, VariablesThatChangeTheBitsAreNamedOnResume) {
  good(begin("r", {"--steps", "2"}));
  ::setenv("ONEDNN_MAX_CPU_ISA", "SSE41", 1);
  ::setenv("MKL_CBWR", "COMPATIBLE\x1b[2J", 1);
  const Outcome set = good({"train", "--resume", "r", "--steps", "3"});
  EXPECT_NE(set.err.find("ONEDNN_MAX_CPU_ISA=SSE41 (so far not set)"), std::string::npos)
      << set.err;
  EXPECT_NE(set.err.find("MKL_CBWR=COMPATIBLE\\x1b[2J (so far not set)"), std::string::npos);
  const Outcome same = good({"train", "--resume", "r", "--steps", "4"});
  EXPECT_EQ(same.err.find("so far"), std::string::npos) << same.err;
  ::setenv("ONEDNN_MAX_CPU_ISA", "AVX2", 1);
  ::unsetenv("MKL_CBWR");
  const Outcome other = good({"train", "--resume", "r", "--steps", "5"});
  ::unsetenv("ONEDNN_MAX_CPU_ISA");
  EXPECT_NE(other.err.find("ONEDNN_MAX_CPU_ISA=AVX2 (so far SSE41)"), std::string::npos);
  EXPECT_NE(other.err.find("MKL_CBWR not set (so far COMPATIBLE"), std::string::npos);
}

}  // namespace
}  // namespace wgan
