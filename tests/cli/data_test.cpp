#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "program.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

namespace fs = std::filesystem;

class Data : public Program {
 protected:
  /// `count` creatures as PNG files in `name`.
  void put_creatures(const std::string& name, int count, const std::string& size = "24") {
    good({"data", "export", "demo", "--count", std::to_string(count), "--size", size, "--out",
          name});
  }
  nlohmann::json check_json(const std::vector<std::string>& paths, int code = 0) {
    std::vector<std::string> arguments{"data", "check", "--json"};
    arguments.insert(arguments.end(), paths.begin(), paths.end());
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, code) << outcome.err;
    return nlohmann::json::parse(outcome.out);
  }
  static size_t lines_with(const std::string& text, const std::string& part) {
    size_t count = 0;
    for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++count;
    return count;
  }
  std::vector<std::string> tiny_run(const std::string& data, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"train",      data, "--loss",   "gp",  "--size",    "16",
                                       "--features", "4",  "--latent", "8",   "--batch",   "8",
                                       "--steps",    "2",  "--out",    "run", "--threads", "1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
};

/// A folder with every kind of bad file beside ten good ones; each bad name with a part of the
/// reason that is to be given for it.
class BadInput : public Data {
 protected:
  void SetUp() override {
    Data::SetUp();
    put_creatures("set", 10);
    const std::string png = file("set/creature00000.png");
    const auto bad = [&](const std::string& name, const std::string& contents,
                         const std::string& reason) {
      put(folder_ / ("set/" + name), contents);
      reasons_[name] = reason;
    };
    bad("empty.png", "", "it is empty");
    bad("text.png", "this is text", "it is no PNG, JPEG, BMP or WebP picture");
    bad("half.png", png.substr(0, png.size() / 2), "it is damaged");
    std::string flipped = png;
    for (size_t i = 60; i < 90; ++i) flipped[i] = static_cast<char>(~flipped[i]);
    bad("damaged.png", flipped, "it is damaged");
    std::string huge = png;
    huge[16] = huge[20] = 1;
    bad("bomb.png", huge, "it declares 16777240x16777240 pixels; the limit is 64,000,000");
    bad("old.gif", "GIF89a", "it is a GIF file");
    bad("new\nline.png", "x", "it is no PNG");
    bad("caf\xe9 and space.png", "x", "it is no PNG");
    bad("head.bmp", "BM" + std::string(24, '\0'), "its header declares no size");
    fs::create_directory(folder_ / "set/folder.png");
    EXPECT_EQ(::mkfifo((folder_ / "set/pipe.png").c_str(), 0600), 0);
    fs::create_symlink("/dev/zero", folder_ / "set/device.png");
    fs::create_symlink("nowhere.png", folder_ / "set/dangling.png");
    reasons_["pipe.png"] = reasons_["device.png"] = "it is no plain file";
    reasons_["dangling.png"] = "the link leads nowhere";
  }

  std::map<std::string, std::string> reasons_;
};

TEST_F(BadInput, EachBadFileIsNamedOnceWithItsReasonAndTrainingGoesOn) {
  const Outcome outcome = good(tiny_run("set"));
  const std::string log = file("run/train.log");
  for (const auto& [name, reason] : reasons_) {
    const std::string line = "skipped " + escaped(name) + ": " + reason;
    EXPECT_EQ(lines_with(outcome.err, line), 1u) << line << "\n" << outcome.err;
    EXPECT_EQ(lines_with(log, line), 1u) << line;
  }
  EXPECT_EQ(lines_with(outcome.err, "skipped "), reasons_.size() + 1) << outcome.err;
  EXPECT_NE(outcome.err.find("skipped 12, used 10"), std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.err.find("\nlibpng"), std::string::npos) << "decoders print nothing themselves";
  EXPECT_NE(outcome.err.find("it is damaged: libpng error"), std::string::npos);
}

TEST_F(BadInput, StrictMakesAnySkipAnError) {
  const Outcome outcome = run(tiny_run("set", {"--strict"}));
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.err.find("--strict: 12 pictures cannot be used; the first is pipe.png"),
            std::string::npos)
      << outcome.err;
  EXPECT_FALSE(exists("run"));
}

TEST_F(BadInput, CheckListsThemAllAndStaysUsable) {
  const auto found = check_json({"set"});
  EXPECT_EQ(found["used"], 10);
  EXPECT_EQ(found["usable"], true);
  ASSERT_EQ(found["skipped"].size(), reasons_.size());
  for (const auto& skipped : found["skipped"]) {
    const bool known = std::any_of(reasons_.begin(), reasons_.end(), [&](const auto& entry) {
      return skipped["name"] == escaped(entry.first) &&
             skipped["reason"].template get<std::string>().find(entry.second) != std::string::npos;
    });
    EXPECT_TRUE(known) << skipped;
  }
  check_json({"set", "--strict"}, 3);
  const Outcome table = good({"data", "check", "set"});
  EXPECT_NE(table.out.find("10 usable, 12 skipped"), std::string::npos) << table.out;
  EXPECT_NE(table.out.find("new\\x0aline.png"), std::string::npos);
}

TEST_F(BadInput, AugmentAndShowLeaveThemOut) {
  good({"data", "augment", "set", "--flip", "--out", "rich"});
  EXPECT_EQ(check_json({"rich"})["used"], 20);
  good({"data", "show", "set", "--size", "16", "-n", "3"});
  expect_picture("sheet.png", 9 * 98 + 2, 3 * 111 + 2);
}

TEST_F(BadInput, UnreadableFilesAndFoldersAreNamed) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  fs::permissions(folder_ / "set/text.png", fs::perms::none);
  fs::create_directory(folder_ / "set/closed");
  fs::permissions(folder_ / "set/closed", fs::perms::none);
  const auto found = check_json({"set"});
  EXPECT_EQ(found["skipped"].size(), reasons_.size() + 1);
  fs::permissions(folder_ / "set/closed", fs::perms::all);
}

TEST_F(Data, AnArchiveStandsInForItsFolder) {
  for (const char* name : {"bird", "ship"})
    good({"data", "export", "demo", "--count", "8", "--size", "16", "--out", cat("p/", name)});
  put(folder_ / "p/ship/bad.png", "no picture");
  ASSERT_EQ(std::system(cat("cd ", folder_.path(), " && python3 -m zipfile -c p.zip p").c_str()),
            0);
  std::vector<std::string> arguments = tiny("gan", "2", "r", {"--conditional"});
  arguments[2] = "p";
  good(arguments);
  const Outcome resumed = good({"train", "--resume", "r", "--data", "p.zip", "--steps", "4"});
  EXPECT_NE(resumed.err.find("p.zip:p/ship/bad.png"), std::string::npos) << resumed.err;
  EXPECT_NE(resumed.err.find("resuming at step 2 of 4"), std::string::npos) << resumed.err;
  EXPECT_NE(good({"data", "show", "p.zip", "--size", "16", "-n", "4"}).out, "");
  bad(3, "nothing.zip: there is no such folder", {"data", "check", "nothing.zip"});
}

TEST_F(Data, ALimitOnPixelsIsAskedBeforeDecoding) {
  put_creatures("set", 4);
  EXPECT_EQ(check_json({"set", "--max-pixels", "576"})["used"], 4);
  const auto found = check_json({"set", "--max-pixels", "575"}, 3);
  EXPECT_EQ(found["used"], 0);
  EXPECT_EQ(found["usable"], false);
  EXPECT_EQ(found["skipped"][0]["reason"],
            "it declares 24x24 pixels; the limit is 575 (--max-pixels)");
}

TEST_F(Data, CheckSaysWhatIsWrongAndWhatToTrainWith) {
  put_creatures("set", 20, "40x32");
  fs::copy(folder_ / "set/creature00003.png", folder_ / "set/double.png");
  const auto found = check_json({"set"});
  EXPECT_EQ(found["version"], 1);
  EXPECT_EQ(found["sizes"]["40x32"], 21);
  EXPECT_EQ(found["duplicates"], nlohmann::json::parse(R"([["creature00003.png","double.png"]])"));
  EXPECT_EQ(found["suggestions"][0]["flag"], "size");
  EXPECT_EQ(found["suggestions"][0]["value"], "40x32");
  bad(3, "there is no such folder", {"data", "check", "nowhere"});
  bad(2, "no pictures named", {"data", "check"});
}

TEST_F(Data, AugmentWritesAsManyAsItsFormulaSaysInTheirClasses) {
  put_creatures("raw", 6);
  fs::create_directories(folder_ / "set/a");
  fs::create_directories(folder_ / "set/b");
  for (int i = 0; i < 6; ++i) {
    const std::string name = "creature0000" + std::to_string(i) + ".png";
    fs::rename(folder_ / ("raw/" + name),
               folder_ / ("set/" + std::string(i < 2 ? "a/" : "b/") + name));
  }
  const Outcome outcome = good({"data", "augment", "set", "--flip", "--vflip", "--shift-blank",
                                "--rotate", "5", "--copies", "2", "--out", "rich"});
  const auto found = check_json({"rich"});
  int64_t missing = 0;  // shifts of pictures that reach a border
  const size_t less = outcome.err.find(", less ");
  if (less != std::string::npos) missing = std::stoll(outcome.err.substr(less + 7));
  EXPECT_EQ(found["used"].get<int64_t>(), 6 * (1 + 1 + 1 + 4 + 2) - missing) << outcome.err;
  EXPECT_EQ(found["classes"].size(), 2u);
  EXPECT_TRUE(exists("rich/a/000000-creature00000-flip.png"));
  EXPECT_TRUE(exists("rich/b/000002-creature00002-copy2.png"));
  bad(2, "nothing to do", {"data", "augment", "set", "--out", "other"});
  bad(2, "the folder is not empty", {"data", "augment", "set", "--flip", "--out", "rich"});
  good({"data", "augment", "set", "--flip", "--rotate", "5", "--out", "again", "--threads", "1"});
  good({"data", "augment", "set", "--flip", "--rotate", "5", "--out", "twice", "--threads", "2"});
  EXPECT_EQ(file("again/b/000003-creature00003-copy1.png"),
            file("twice/b/000003-creature00003-copy1.png"));
}

TEST_F(Data, ASetFileWithAFaultIsNotCalledSkippedWhenItIsUsed) {  // #17
  fs::create_directories(folder_ / "set");
  std::string records;
  for (int label = 0; label < 10; ++label)
    records +=
        std::string(1, static_cast<char>(label)) + std::string(3072, static_cast<char>(label * 20));
  put(folder_ / "set/data_batch_1.bin", records + "abc");
  const std::string line = "data_batch_1.bin is used, but its last 3 bytes are no whole record";
  const auto found = check_json({"set"});
  EXPECT_EQ(found["skipped"].size(), 0u);
  EXPECT_EQ(found["used"], 10);
  EXPECT_EQ(found["warnings"][0]["text"].get<std::string>().substr(0, line.size()), line);
  const Outcome outcome = good(tiny_run("set"));
  EXPECT_EQ(lines_with(outcome.err, line), 1u) << outcome.err;
  EXPECT_EQ(lines_with(outcome.err, "skipped"), 0u) << outcome.err;
  fs::remove_all(folder_ / "run");
  bad(3, "--strict: " + line, tiny_run("set", {"--strict"}));
  put(folder_ / "set/data_batch_1.bin", std::string(3074 * 10, '\1'));
  for (const std::string command : {"check", "show"})
    bad(3, "records of 3,074, as in CIFAR-100, not of 3,073", {"data", command, "set"});
  bad(3, "records of 3,074, as in CIFAR-100, not of 3,073", tiny_run("set"));
}

TEST_F(Data, AugmentStaysInItsFolderWhateverTheClassesAreCalled) {
  fs::create_directories(folder_ / "set");
  std::string records;
  for (int label = 0; label < 10; ++label)
    records +=
        std::string(1, static_cast<char>(label)) + std::string(3072, static_cast<char>(label * 20));
  put(folder_ / "set/data_batch_1.bin", records);
  put(folder_ / "set/batches.meta.txt",
      "../evil\n" + (folder_ / "evil2").string() + "\n.hidden\n..\na/b\na-b\nc\nd\ne\nf\n");
  good({"data", "augment", "set", "--flip", "--out", "out/rich"});
  EXPECT_FALSE(exists("out/evil"));
  EXPECT_FALSE(exists("evil2"));
  const auto found = check_json({"out/rich"});
  EXPECT_EQ(found["used"], 20);
  EXPECT_EQ(found["classes"].size(), 10u);
  for (const auto& [name, count] : found["classes"].items()) EXPECT_EQ(count, 2) << name;
}

TEST_F(Data, ADiskThatIsFullEndsAugmentWithItsOwnError) {
  put_creatures("set", 4);
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{300, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const int code = run({"data", "augment", "set", "--flip", "--out", "rich"}).code;
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(code, 5);
}

TEST_F(Data, FourChannelsKeepTransparencyInShowToo) {
  const auto sheet = [&](const std::vector<std::string>& flags) {
    std::vector<std::string> arguments{"data", "show", "demo", "--size", "16", "-n", "1"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    good(arguments);
    return pixels("sheet.png");
  };
  EXPECT_EQ(sheet({"--channels", "4"}), sheet({"--alpha", "keep"}));
  EXPECT_NE(sheet({"--channels", "4"}), sheet({"--alpha", "black"}));
}

TEST_F(Data, NothingUsableIsAnErrorEverywhere) {
  fs::create_directory(folder_ / "empty");
  EXPECT_EQ(check_json({"empty"}, 3)["usable"], false);
  fs::create_directory(folder_ / "bad");
  put(folder_ / "bad/a.png", "text");
  EXPECT_EQ(check_json({"bad"}, 3)["usable"], false);
  bad(3, "no picture can be used", {"data", "show", "bad"});
  EXPECT_EQ(run({"data", "augment", "bad", "--flip", "--out", "rich"}).code, 3);
  put_creatures("good", 3);
  bad(3, "empty: there is no picture in it", {"data", "check", "good", "empty"});
}

TEST_F(Data, SkippedPicturesAreLoggedOnceThoughTheRunIsResumed) {
  put_creatures("set", 8);
  put(folder_ / "set/bad.png", "text");
  good(tiny_run("set"));
  good({"train", "--resume", "run", "--steps", "3"});
  EXPECT_EQ(lines_with(file("run/train.log"), "skipped bad.png"), 1u);
}

TEST_F(Data, SeveralRootsTrainAsOne) {
  put_creatures("one", 9);
  put_creatures("two", 6);
  const Outcome outcome = good(tiny_run("one", {"two", "--flip"}));
  EXPECT_NE(outcome.err.find("reading 15 pictures"), std::string::npos) << outcome.err;
  EXPECT_EQ(lines_with(file("run/settings.flags"), "--data "), 2u);
  good({"train", "--resume", "run", "--steps", "3"});
  bad(3, "the pictures have changed since the run began (then 15 pictures",
      {"train", "--resume", "run", "--data", "one", "--steps", "4"});
}

TEST_F(Data, GrayPicturesTrainInOneChannel) {
  fs::create_directory(folder_ / "set");
  put(folder_ / "set/train-images-idx3-ubyte",
      std::string("\0\0\x08\x03\0\0\0\x0a\0\0\0\x10\0\0\0\x10", 16) + std::string(2560, 'x'));
  good(tiny_run("set"));
  EXPECT_EQ(lines_with(file("run/settings.flags"), "--channels 1\n"), 1u);
  good({"sample", "--ckpt", "run/g.pt", "-n", "1"});
}

TEST_F(Data, TheCacheFileServesTheNextRunAndTheSameBits) {
  put_creatures("set", 12);
  ::setenv("XDG_CACHE_HOME", (folder_ / "cache").c_str(), 1);
  good(tiny_run("set"));
  fs::rename(folder_ / "run", folder_ / "in-memory");
  EXPECT_FALSE(exists("cache"));
  const Outcome first = good(tiny_run("set", {"--cache-limit", "0"}));
  EXPECT_NE(first.err.find("keeping the prepared pictures"), std::string::npos) << first.err;
  fs::rename(folder_ / "run", folder_ / "first");
  const Outcome second = good(tiny_run("set", {"--cache-limit", "0"}));
  ::unsetenv("XDG_CACHE_HOME");
  EXPECT_NE(second.err.find("using the pictures prepared before"), std::string::npos) << second.err;
  EXPECT_EQ(tensors("in-memory/state.pt"), tensors("first/state.pt"));
  EXPECT_EQ(tensors("run/state.pt"), tensors("first/state.pt"));
}

TEST_F(Data, AugmentedRunsResumeToTheSameBits) {
  put_creatures("set", 12);
  const std::vector<std::string> flags{"--flip",        "--shift-blank",
                                       "--crop-pad",    "2",
                                       "--rotate",      "10",
                                       "--noise",       "3",
                                       "--norm",        "channel",
                                       "--diffaugment", "color,translation"};
  good(tiny_run("set", flags));
  fs::rename(folder_ / "run", folder_ / "half");
  good({"train", "--resume", "half", "--steps", "4"});
  auto longer = flags;
  longer.insert(longer.end(), {"--steps", "4"});
  good(tiny_run("set", longer));
  EXPECT_EQ(tensors("half/state.pt"), tensors("run/state.pt"));
  EXPECT_EQ(read_sealed(folder_ / "run/g.pt").index.text.at("range").substr(0, 8), "channel ");
  good({"sample", "--ckpt", "run/g.pt", "-n", "4"});
}

TEST_F(Data, FlagsOfTheDataAreChecked) {
  bad(2, "none, one number, or four", {"train", "demo", "--color-jitter", "0.1,0.2"});
  bad(2, "expected none, or some of color, translation, cutout",
      {"train", "demo", "--diffaugment", "colour"});
  bad(2, "expected half, none, channel", {"train", "demo", "--norm", "full"});
  bad(2, "a number of bytes such as 500M", {"train", "demo", "--cache-limit", "much"});
  bad(2, "expected auto or 1|3|4", {"train", "demo", "--channels", "five"});
  bad(2, "would leave nothing transparent",
      {"data", "show", "demo", "--channels", "4", "--alpha", "white"});
  bad(2, "no augmentation is asked for",
      {"data", "augment", "demo", "--copies", "2", "--out", "x"});
}

}  // namespace
}  // namespace wgan
