#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "cli/program.h"

namespace wgan {
namespace {

namespace fs = std::filesystem;

/// Names and files that are made to do harm, wherever a name can be given.
class Hostile : public Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    fs::create_directory(folder_ / "in");
    good({"data", "export", "demo", "--count", "6", "--size", "16", "--out", "pictures"});
  }

  void socket_at(const std::string& name) {
    const int file = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = folder_ / name;
    ASSERT_LT(path.size(), sizeof address.sun_path);
    std::copy(path.begin(), path.end(), address.sun_path);
    ::bind(file, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::close(file);
  }

  /// What a terminal would obey: control bytes other than line ends.
  static bool has_control_bytes(const std::string& text) {
    return std::any_of(text.begin(), text.end(),
                       [](unsigned char c) { return (c < 0x20 && c != '\n') || c == 0x7F; });
  }

  std::vector<std::string> train(const std::string& data, const std::string& out) const {
    return {"train",    "--data",    data,      "--size", "16",      "--features", "2",
            "--latent", "2",         "--batch", "2",      "--steps", "1",          "--n-critic",
            "1",        "--threads", "1",       "--out",  out};
  }
};

TEST_F(Hostile, NamesAndFilesDoNoHarm) {
  const std::string escape = "\x1b[2J\x1b]0;x\x07", newline = "a\nwgan: all is well\nb",
                    format = "{}%s%n{0:999999999}", dash = "--help", latin = "caf\xe9",
                    longest(255, 'n'), too_long(300, 'n'), up = "../outside";
  // A picture folder of each name, with a good and a bad picture of that name in it.
  for (const std::string& name : {escape, newline, format, dash, latin, longest}) {
    const fs::path folder = folder_ / "in" / name;
    fs::copy(folder_ / "pictures", folder);
    put(folder / (name.substr(0, 200) + ".png"), "no picture");
  }
  put(folder_ / "empty.pt", "");
  ::mkfifo((folder_ / "pipe").c_str(), 0600);
  socket_at("socket");
  fs::create_symlink("loop2", folder_ / "loop1");
  fs::create_symlink("loop1", folder_ / "loop2");
  fs::create_directory(folder_ / "a.png");
  fs::create_directories(folder_ / "turns/inner");
  fs::create_directory_symlink("..", folder_ / "turns/inner/back");
  fs::create_directory(folder_ / "bomb");
  std::string bomb = contents_of(fs::directory_iterator(folder_ / "pictures")->path());
  bomb.replace(16, 8, std::string("\0\0\x7d\0\0\0\x7d\0", 8));  // 32,000 x 32,000
  put(folder_ / "bomb/bomb.png", bomb);
  fs::create_directory(folder_ / "polyglot");
  put(folder_ / "polyglot/x.png", "GIF89a/*" + bomb + "*/<script>PK\x03\x04");
  put(folder_ / "polyglot/y.jpg", "\xff\xd8\xff\xe0" + std::string(40, 'J') + "PK\x03\x04");
  put(folder_ / "flags", "--data pictures\n--out \x1b[2Jx\n--bogus {}%s\n");
  put(folder_ / "zeros.flags", std::string(5000, '\0'));
  put(folder_ / "large.flags", std::string(2 << 20, '#'));

  struct Case {
    std::vector<std::string> arguments;
    std::vector<int> codes;
  };
  std::vector<Case> cases{
      {train("in/" + escape, "o1"), {2}},  // settings.flags could not hold the name
      {train("in/" + newline, "o2"), {2}},
      {train("in/" + format, "o3"), {0}},
      {train("in/" + dash, "o4"), {0}},
      {train("in/" + latin, "o5"), {2}},
      {train("in/" + longest, "o6"), {0}},
      {train("in/" + too_long, "o7"), {3}},
      {train("pictures", format), {0}},
      {train("pictures", "-dash"), {0, 2}},
      {train("pictures", longest), {0}},
      {train("pictures", too_long), {2, 5}},
      {train("pictures", latin), {0}},
      {train("pictures", escape), {0}},
      {train("pictures", newline), {0}},
      {train("pictures", "/dev/null/x"), {2, 5}},
      {train("pictures", "pipe"), {2}},
      {train("pictures", "loop1"), {2, 5}},
      {train("pipe", "o8"), {3}},
      {train("socket", "o9"), {3}},
      {train("/dev/zero", "o10"), {3}},
      {train("loop1", "o11"), {3}},
      {train("a.png", "o12"), {3}},
      {train("turns", "o13"), {3}},
      {train("bomb", "o14"), {3}},
      {train("polyglot", "o15"), {3}},
      {train("nowhere\x1b[2J", "o16"), {2, 3}},
      {{"train", "--config", "flags"}, {2}},
      {{"train", "--config", "zeros.flags"}, {2}},
      {{"train", "--config", "large.flags"}, {2}},
      {{"train", "--config", "pipe"}, {2}},
      {{"train", "--config", "/dev/zero"}, {2}},
      {{"train", "--resume", "pipe"}, {2}},
      {{"train", "--resume", escape}, {0}},  // the run from above, complete
      {{"train", "--resume", escape + "2"}, {2}},
      {{"train", "--resume", ""}, {2}},
      {{"sample", "--ckpt", "pipe"}, {4}},
      {{"sample", "--ckpt", "/dev/zero"}, {4}},
      {{"sample", "--ckpt", "socket"}, {4}},
      {{"sample", "--ckpt", "loop1"}, {4}},
      {{"sample", "--ckpt", "a.png"}, {4}},
      {{"sample", "--ckpt", "empty.pt"}, {4}},
      {{"info", "in/" + newline}, {2}},
      {{"info", "nowhere" + escape}, {4}},
      {{"verify", "pipe"}, {4}},
      {{"verify", "in/" + escape}, {2}},
      {{"replay", "/dev/zero"}, {4}},
      {{"train", escape + format}, {2, 3}},
      {{escape}, {2}},
      {{"data", "check", "in/" + newline}, {0, 3}},
      {{"data", "check", "bomb"}, {3}},
      {{"data", "show", "polyglot"}, {3}},
  };
  const fs::path parent = folder_.path().parent_path();
  for (const Case& one : cases) {
    std::string said;
    for (const std::string& word : one.arguments) said += word.substr(0, 40) + " ";
    const Outcome outcome = run(one.arguments);
    EXPECT_EQ(std::count(one.codes.begin(), one.codes.end(), outcome.code), 1)
        << said << "gave " << outcome.code << ": " << outcome.err;
    EXPECT_FALSE(has_control_bytes(outcome.err)) << said;
    EXPECT_FALSE(has_control_bytes(outcome.out)) << said;
    EXPECT_LT(outcome.seconds, 20) << said << "must not wait";  // a busy machine; it takes one
    EXPECT_EQ(outcome.err.find("\nwgan: all is well"), std::string::npos) << "forged: " << said;
  }
  EXPECT_GE(cases.size(), 40u);
  RecordProperty("cases", static_cast<int>(cases.size()));
  EXPECT_FALSE(fs::exists(parent / "outside"));
  for (const char* log : {"o3", "o4", "o6"})
    EXPECT_FALSE(has_control_bytes(file(std::string(log) + "/train.log")));
}

TEST_F(Hostile, NothingThatIsWritableElsewhereIsTouched) {
  // Links in the place of what a run writes: a whole run goes through none of them.
  put(folder_ / "precious", "precious");
  good(train("pictures", "r"));
  fs::remove(folder_ / "r/samples/real.png");
  fs::remove_all(folder_ / "r/checkpoints");
  fs::create_symlink("../precious", folder_ / "r/checkpoints");
  const Outcome outcome = run({"train", "--resume", "r", "--steps", "2"});
  EXPECT_EQ(outcome.code, 5) << outcome.err;
  EXPECT_EQ(file("precious"), "precious");
}

// Nothing in the engine can run what a file brings: LibTorch's own readers of archives and pickles
// are not even linked.
TEST_F(Hostile, NoReaderOfProgramsIsLinked) {
  const fs::path library = fs::path(std::getenv("WGAN_PROGRAM")).parent_path() / "libwgan.so";
  if (std::system("nm --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "there is no nm";
  const std::string list = folder_ / "symbols";
  ASSERT_EQ(
      std::system(("nm -DC --undefined-only '" + library.string() + "' >'" + list + "'").c_str()),
      0);
  const std::string symbols = contents_of(list);
  ASSERT_NE(symbols.find("caffe2::serialize::PyTorchStreamWriter"), std::string::npos)
      << "the list is one";
  for (const char* reader : {"InputArchive", "pickle_load", "torch::jit::load", "import_ir_module",
                             "Unpickler", "PyTorchStreamReader"})
    EXPECT_EQ(symbols.find(reader), std::string::npos) << reader;
}

}  // namespace
}  // namespace wgan
