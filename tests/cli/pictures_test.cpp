#include <sys/resource.h>

#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "wgan/formats/npz.h"
#include "wgan/provenance/provenance.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// A trained model in the folder of its run.
class Pictures : public Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    good(tiny("gan", "6", "r", {"--size", "20x16", "--sample-every", "2"}));
  }
};

TEST_F(Pictures, SeedsAreRangesAndTheFilesAreWhateverElseIsAsked) {
  good({"sample", "r/g.pt", "--seeds", "3-5,100", "--files", "new"});
  for (const char* name : {"new/seed0003.png", "new/seed0005.png", "new/seed0100.png"})
    expect_picture(name, 20, 16);
  EXPECT_FALSE(exists("new/seed0006.png"));
  good({"sample", "r/g.pt", "-n", "1", "--seed", "4", "--files", "one", "--threads", "2"});
  EXPECT_EQ(pixels("new/seed0004.png"), pixels("one/seed0004.png"));
  for (const char* format : {"jpg", "webp"}) {
    good({"sample", "r/g.pt", "-n", "2", "--files", format, "--format", format});
    expect_picture(cat(format, "/seed0001.", format), 20, 16);
  }
  good({"sample", "r/g.pt", "-n", "2", "--scale", "3", "--files", "large"});
  expect_picture("large/seed0001.png", 60, 48);
  bad(2, "seeds and ranges", {"sample", "r/g.pt", "--seeds", "5-3", "--files", "x"});
  bad(2, "more than 10,000,000", {"sample", "r/g.pt", "--seeds", "0-18446744073709551615"});
  bad(2, "--seeds names the pictures", {"sample", "r/g.pt", "--seeds", "1", "-n", "4"});
  bad(2, "for the pictures of --files", {"sample", "r/g.pt", "--format", "jpg"});
}

TEST_F(Pictures, AStoppedCommandGoesOnAndWhatAnotherMadeStays) {
  const std::vector<std::string> again{"sample", "r/g.pt", "-n", "20", "--files", "new"};
  good(again);
  const std::string whole = file("new/seed0007.png");
  std::filesystem::remove(folder_ / "new/seed0007.png");
  put(folder_ / "new/seed0008.png", "kept");
  good(again);
  EXPECT_EQ(file("new/seed0007.png"), whole);
  EXPECT_EQ(file("new/seed0008.png"), "kept");
  const auto refused = [&](const std::vector<std::string>& arguments) {
    bad(2, "name a new folder", arguments);
    EXPECT_EQ(file("new/seed0008.png"), "kept");
  };
  refused({"sample", "r/g.pt", "--raw", "-n", "20", "--files", "new"});
  refused({"sample", "r/g.pt", "--truncation", "0.7", "--seeds", "50", "--files", "new"});
  refused({"sample", "r", "--best", "2", "--of", "20", "--files", "new"});
  put(folder_ / "new/samples.json", "{");
  refused(again);
  EXPECT_EQ(file("new/samples.json"), "{");
  std::filesystem::remove(folder_ / "new/samples.json");
  refused(again);
  // A list of another program, or pictures by other names, are not ours to judge or to replace.
  put(folder_ / "other/samples.json", "[]");
  bad(2, "name a new folder", {"sample", "r/g.pt", "-n", "2", "--files", "other"});
  put(folder_ / "mixed/cat.png", "kept");
  good({"sample", "r/g.pt", "-n", "2", "--files", "mixed"});
  EXPECT_EQ(file("mixed/cat.png"), "kept");
}

TEST_F(Pictures, AnArrayHoldsTheBytesOfAllPictures) {
  EXPECT_EQ(good({"sample", "r/g.pt", "-n", "600", "--npz", "all.npz"}).out, "all.npz\n");
  EXPECT_FALSE(exists("samples.png"));
  const ByteArray array = open_npz(open_blob(folder_ / "all.npz"));
  EXPECT_EQ(array.shape, (std::vector<int64_t>{600, 16, 20, 3}));
  bad(2, ".npz", {"sample", "r/g.pt", "--npz", "all"});
}

TEST_F(Pictures, TruncationKeepsThemNearTheMiddle) {
  good({"sample", "r/g.pt", "-n", "4", "--out", "a.png"});
  good({"sample", "r/g.pt", "-n", "4", "--truncation", "0.5", "--out", "b.png"});
  good({"sample", "r/g.pt", "-n", "4", "--truncation", "50", "--out", "c.png"});
  EXPECT_NE(pixels("a.png"), pixels("b.png"));
  EXPECT_EQ(pixels("a.png"), pixels("c.png")) << "50 deviations leave everything as it is";
  good(tiny("gan", "1", "s", {"--latent-law", "sphere"}));
  bad(2, "sphere", {"sample", "s/g.pt", "--truncation", "0.5"});
  good(tiny("gan", "1", "u", {"--latent-law", "uniform"}));
  bad(2, "at most 1", {"sample", "u/g.pt", "--truncation", "2"});
}

TEST_F(Pictures, EveryPictureOfASheetCanBeMadeAgain) {
  good({"sample", "r/g.pt", "-n", "6", "--cols", "3", "--out", "sheet.png"});
  good({"sample", "--from", "sheet.png", "--cell", "2,2", "--out", "again.png"});
  good({"sample", "r/g.pt", "--seeds", "4", "--files", "single"});
  EXPECT_EQ(pixels("again.png"), pixels("single/seed0004.png"));
  EXPECT_EQ(provenance_in(file("again.png"))->spans[0].seed, 4U);
  // Sheets of the run: its best model, or the one of a state.
  good({"sample", "--from", "r/samples/step-000006.png", "--cell", "5,1", "--out", "run.png"});
  EXPECT_EQ(pixels("run.png"), pixels("single/seed0004.png"));
  good({"interpolate", "r/g.pt", "--seeds", "1,9", "--steps", "20", "--out", "walk/"});
  good({"sample", "--from", "walk/interpolation.png", "--cell", "18,1", "--out", "middle.png"});
  good({"sample", "--from", "walk/frame-00017.png", "--out", "frame.png"});
  EXPECT_EQ(pixels("middle.png"), pixels("frame.png"));

  bad(2, "is the sheet itself",
      {"sample", "--from", "sheet.png", "--cell", "2,2", "--out", "./sheet.png"});
  put(folder_ / "d/picture.png", file("sheet.png"));
  bad(2, "is the sheet itself", {"sample", "--from", "d/picture.png", "--out", "d/"});
  bad(2, "no picture in that column", {"sample", "--from", "sheet.png", "--cell", "4,1"});
  bad(2, "counted from 1", {"sample", "--from", "sheet.png", "--cell", "0,1"});
  bad(2, "--from says what is made", {"sample", "--from", "sheet.png", "-n", "4"});
  bad(2, "belongs to --from", {"sample", "r/g.pt", "--cell", "1,1"});
  bad(2, "does not say how", {"sample", "--from", "r/samples/real.png"});
  bad(5, "nowhere.png", {"sample", "--from", "nowhere.png"});
  std::filesystem::copy_file(folder_ / "r/samples/step-000002.png", folder_ / "alone.png");
  bad(4, "the generator of step 2", {"sample", "--from", "alone.png"});
  bad(4, "other weights", {"sample", "--from", "alone.png", "--ckpt", "r/g.pt"});
}

TEST_F(Pictures, TheBestOfManyArePickedAndSaySo) {
  good({"sample", "r", "--best", "4", "--of", "100", "--out", "best.png"});
  const Provenance told = *provenance_in(file("best.png"));
  EXPECT_EQ(told.picked, "the best 4 of 100 by critic");
  ASSERT_EQ(told.spans.size(), 4U);
  for (const PictureSpan& span : told.spans) EXPECT_LT(span.seed, 100U);
  good({"sample", "r/state.pt", "--best", "1", "--of", "100", "--files", "one"});
  EXPECT_TRUE(exists(cat("one/seed", zero_padded(told.spans[0].seed, 4), ".png")));
  good({"sample", "r", "--best", "3", "--of", "40", "--by", "nearest", "--out", "near.png"});
  EXPECT_EQ(provenance_in(file("near.png"))->picked, "the best 3 of 40 by nearest");
  bad(2, "has no critic", {"sample", "r/g.pt", "--best", "4"});
  bad(2, "no more than these", {"sample", "r", "--best", "4", "--of", "3"});
  bad(2, "-n has no effect", {"sample", "r", "--best", "4", "-n", "4"});
  bad(2, "it is for --best", {"sample", "r", "--of", "4"});
  bad(2, "it is for --best", {"sample", "r", "--best", "4", "--data", "demo"});
  // The critic of a run judges the pictures of that run alone.
  good(tiny("gan", "1", "s"));
  std::filesystem::copy_file(folder_ / "s/g.pt", folder_ / "r/g.pt",
                             std::filesystem::copy_options::overwrite_existing);
  bad(4, "pictures of another form", {"sample", "r", "--best", "4", "--of", "20"});
}

TEST_F(Pictures, WalksMove) {
  for (const char* name : {"walk.gif", "walk.webp"}) {
    const Outcome told = good({"interpolate", "r/g.pt", "--points", "2", "--frames", "3", "--tiles",
                               "2x1", "--ease", "on", "--out", name});
    EXPECT_EQ(told.out, cat(name, "\n"));
    EXPECT_NE(told.err.find("half way"), std::string::npos) << told.err;
  }
  const std::string gif = file("walk.gif"), webp = file("walk.webp");
  EXPECT_EQ(gif.substr(0, 6), "GIF89a");
  EXPECT_NE(gif.find("NETSCAPE2.0"), std::string::npos);
  EXPECT_EQ(webp.substr(0, 4) + webp.substr(8, 8), "RIFFWEBPVP8X");
  good({"interpolate", "r/g.pt", "--points", "2", "--frames", "3", "--loop", "off", "--out",
        "once.gif"});
  EXPECT_EQ(file("once.gif").find("NETSCAPE2.0"), std::string::npos);
  bad(2, "at most 50", {"interpolate", "r/g.pt", "--fps", "60", "--out", "fast.gif"});
  bad(2, "--fps", {"interpolate", "r/g.pt", "--fps", "0", "--out", "still.gif"});
  bad(2, "at least 0.01", {"interpolate", "r/g.pt", "--fps", "0.0001", "--out", "still.webp"});
  bad(2, "for a moving picture", {"interpolate", "r/g.pt", "--fps", "20", "--out", "still.png"});
  bad(2, "moving picture has --frames",
      {"interpolate", "r/g.pt", "--steps", "5", "--out", "x.gif"});
  for (const char* name : {"fast.gif", "still.gif"}) EXPECT_FALSE(exists(name)) << name;
}

TEST_F(Pictures, ATimelapseShowsTheSheetsOfARun) {
  good({"timelapse", "r", "--fps", "10", "--hold", "0s", "--out", "learning.gif"});
  EXPECT_EQ(file("learning.gif").substr(0, 6), "GIF89a");
  put(folder_ / "r/samples/step-000003.png", "damaged");
  EXPECT_NE(good({"timelapse", "r"}).err.find("step-000003.png"), std::string::npos);
  EXPECT_TRUE(exists("timelapse.webp"));
  bad(2, "no sheets", {"timelapse", "r", "--of", "epochs"});
  bad(2, "no sheets", {"timelapse", "nowhere"});
  bad(2, ".webp, .gif or .mp4", {"timelapse", "r", "--out", "learning.png"});
}

TEST_F(Pictures, AClassTurnsIntoAnother) {
  for (const char* name : {"pics/cat", "pics/dog"})
    good({"data", "export", "demo", "--count", "8", "--size", "16", "--out", name});
  good({"train", "pics", "--conditional", "--loss", "gan", "--size", "16", "--features", "4",
        "--batch", "8", "--steps", "3", "--out", "c", "--threads", "1"});
  good({"interpolate", "c/g.pt", "--from-class", "cat", "--to-class", "dog", "--seeds", "3,3",
        "--steps", "5", "--out", "morph/"});
  good({"sample", "c/g.pt", "--class", "cat", "--seeds", "3", "--files", "cats"});
  good({"sample", "--from", "morph/interpolation.png", "--cell", "1,1", "--out", "first.png"});
  EXPECT_EQ(pixels("first.png"), pixels("cats/seed0003.png"));
  EXPECT_NE(pixels("morph/frame-00002.png"), pixels("morph/frame-00000.png"));
  EXPECT_NE(pixels("morph/frame-00002.png"), pixels("morph/frame-00004.png"));
  good({"sample", "c/g.pt", "--class", "all", "-n", "3", "--out", "all.png"});
  const auto header = probe_picture(file("all.png"));
  EXPECT_GT(header->width, 3 * 18 + 2) << "the names are beside the rows";
  bad(2, "belong together", {"interpolate", "c/g.pt", "--from-class", "cat"});
  bad(2, "no such class", {"interpolate", "c/g.pt", "--from-class", "cat", "--to-class", "cow"});
}

TEST_F(Pictures, DirectionsAndLatentsOfPictures) {
  good({"explore", "r/g.pt", "--directions", "3", "--steps", "5", "--samples", "2"});
  const auto strips = probe_picture(file("directions.png"));
  EXPECT_GT(strips->width, 5 * 22 + 2);
  EXPECT_EQ(strips->height, 3 * 18 + 2);
  // A sample is found again: its latent is one of the starts.
  good({"sample", "r/g.pt", "-n", "1", "--seed", "2", "--files", "s"});
  good({"project", "r/g.pt", "--image", "s/seed0002.png", "--starts", "4", "--steps", "5"});
  const auto told = nlohmann::json::parse(file("projected.json"));
  EXPECT_LT(told["error"].get<double>(), 1) << told;  // rounding to bytes
  EXPECT_EQ(told["z"].size(), 8U);
  expect_picture("projected.png", 2 * 22 + 2, 18 + 2);
  good({"interpolate", "r/g.pt", "--point", "projected.json", "--point", "projected.json",
        "--steps", "3"});
  good({"sample", "--from", "interpolation.png", "--cell", "2,1", "--out", "again.png"});
  bad(2, "two or more", {"interpolate", "r/g.pt", "--point", "projected.json"});
  put(folder_ / "short.json", R"({"z": [1, 2]})");
  bad(2, "2 numbers", {"interpolate", "r/g.pt", "--point", "short.json", "--point", "short.json"});
  bad(5, "nowhere.png", {"project", "r/g.pt", "--image", "nowhere.png"});
  put(folder_ / "text.png", "no picture");
  bad(3, "text.png", {"project", "r/g.pt", "--image", "text.png"});
  bad(2, "no picture named", {"project", "r/g.pt"});
  const std::string before = file("projected.png");
  bad(2, "is the picture itself", {"project", "r/g.pt", "--image", "projected.png"});
  EXPECT_EQ(file("projected.png"), before);
}

TEST_F(Pictures, AReportNeedsNothingElse) {
  const std::string page = file("r/report.html");
  EXPECT_NE(page.find("Finished at step 6 of 6"), std::string::npos);
  EXPECT_NE(page.find("<td>the command line</td>"), std::string::npos);
  good(tiny("gan", "4", "<b>", {"--report", "off"}));
  EXPECT_FALSE(exists("<b>/report.html"));
  EXPECT_EQ(good({"report", "r", "<b>"}).out, "report.html\n");
  EXPECT_EQ(file("report.html").find("<b>"), std::string::npos) << "a name is no markup";
  EXPECT_NE(file("report.html").find("&lt;b&gt;"), std::string::npos);
  put(folder_ / "r/samples/step-000002.png", "damaged");
  std::filesystem::remove(folder_ / "r/metrics.csv");
  good({"report", "r", "--out", "few.html"});
  bad(2, "neither a run", {"report", "nowhere"});
  bad(2, "no run named", {"report"});
}

TEST_F(Pictures, RunsAreListed) {
  std::filesystem::create_directory(folder_ / "runs");
  std::filesystem::rename(folder_ / "r", folder_ / "runs/000-a");
  good(tiny("clip", "2", "runs/001-b"));
  const std::string text = good({"runs"}).out;
  EXPECT_NE(text.find("runs/000-a  finished  gan   6/6"), std::string::npos) << text;
  EXPECT_NE(text.find("runs/001-b  finished  clip  2/2"), std::string::npos) << text;
  const auto json = nlohmann::json::parse(good({"runs", "--json"}).out);
  EXPECT_EQ(json["runs"][0]["step"], 6);
  put(folder_ / "runs/001-b/settings.flags", "--nonsense 1\n");
  EXPECT_NE(good({"runs"}).out.find("unreadable"), std::string::npos);
  bad(2, "neither a run", {"runs", "nowhere"});
}

TEST_F(Pictures, StderrIsAsQuietOrAsFullAsAsked) {
  const Outcome quiet = good(tiny("gan", "3", "q", {"-q"}));
  EXPECT_NE(quiet.out.find("q/g.pt"), std::string::npos) << "the answer is on stdout";
  EXPECT_EQ(quiet.err, "");
  EXPECT_NE(file("q/train.log").find("finished at step 3"), std::string::npos);
  EXPECT_EQ(good({"sample", "q", "--quiet", "--best", "2", "--of", "50"}).err, "");
  const Outcome full = good(tiny("gan", "3", "v", {"-v"}));
  for (const char* part : {"saved step 3", "took ", " of memory"})
    EXPECT_NE(full.err.find(part), std::string::npos) << full.err;
  EXPECT_EQ(good(tiny("gan", "3", "w")).err.find("saved step 3"), std::string::npos);
  // Neither is a setting of the run, and warnings stay.
  const std::vector<std::string> again{"train", "--resume",       "q", "--steps", "5", "--rate",
                                       "3e-4",  "--allow-change", "-q"};
  EXPECT_NE(good(again).err.find("other settings"), std::string::npos);
  EXPECT_EQ(settings("q").find("quiet"), std::string::npos);
  bad(2, "--quiet", {"sample", "q", "-q", "-v"});
  bad(2, "--quiet", {"runs", "--quiet"});
}

TEST_F(Pictures, EpochsAreShownEverywhere) {
  EXPECT_NE(lines_of(file("r/metrics.csv"))[0].find("images,epoch,seconds"), std::string::npos);
  const auto told = nlohmann::json::parse(good({"info", "r", "--json"}).out);
  const double epochs = told["newest_row"]["epoch"];
  EXPECT_GT(epochs, 0);
  EXPECT_NE(file("r/report.html").find("Epochs"), std::string::npos);
  std::filesystem::create_directory(folder_ / "runs");
  std::filesystem::rename(folder_ / "r", folder_ / "runs/000-a");
  EXPECT_EQ(nlohmann::json::parse(good({"runs", "--json"}).out)["runs"][0]["epochs"], epochs);
}

TEST_F(Pictures, AReportOfFiftyRunsStaysSmall) {
  std::vector<std::string> arguments{"report"};
  for (uint64_t i = 0; i < 50; ++i) {
    const std::string name = cat("many/", zero_padded(i, 3));
    std::filesystem::create_directories(folder_ / name);
    std::filesystem::copy(folder_ / "r", folder_ / name, std::filesystem::copy_options::recursive);
    arguments.push_back(name);
  }
  good(arguments);
  const std::string page = file("report.html");
  EXPECT_LT(page.size(), 10'000'000U);
  EXPECT_NE(page.find("<h3>049</h3>"), std::string::npos);
  EXPECT_EQ(good({"runs", "many"}).out.find("unreadable"), std::string::npos);
}

TEST_F(Pictures, AFullDiskLeavesNoPartOfAnAnimation) {
  for (const char* name : {"walk.gif", "walk.webp", "walk.mp4"}) {
    rlimit usual{};
    ::getrlimit(RLIMIT_FSIZE, &usual);
    const rlimit tight{1000, usual.rlim_max};  // bytes of a file; a write beyond fails
    ::setrlimit(RLIMIT_FSIZE, &tight);
    const pid_t child = start({"interpolate", "r/g.pt", "--points", "2", "--frames", "30",
                               "--scale", "4", "--out", name});
    ::setrlimit(RLIMIT_FSIZE, &usual);
    const Outcome told = finish(child);
    EXPECT_NE(told.code, 0) << name;
    EXPECT_EQ(told.out, "") << name;
    EXPECT_NE(told.err, "");
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      EXPECT_EQ(entry.path().string().find("walk"), std::string::npos) << entry.path();
  }
}

TEST_F(Pictures, EventsAreObjectsOnLines) {
  const Outcome told = good(tiny("gan", "20", "j", {"--json-log", "events.jsonl", "--json"}));
  EXPECT_EQ(nlohmann::json::parse(told.out)["run"], "j");
  std::vector<std::string> kinds;
  int64_t before = 0;
  for (const std::string& line : lines_of(file("events.jsonl"))) {
    const auto event = nlohmann::json::parse(line);
    EXPECT_EQ(event["version"], 1);
    EXPECT_GE(event["step"].get<int64_t>(), before);
    before = event["step"];
    kinds.push_back(event["event"]);
    if (event["event"] == "row") {
      EXPECT_TRUE(event["critic_loss"].is_number()) << line;
    }
  }
  EXPECT_EQ(kinds.front(), "begin");
  EXPECT_EQ(kinds.back(), "end");
  EXPECT_EQ(std::count(kinds.begin(), kinds.end(), "row"), 2);
  // A log that cannot be written leaves no run behind.
  bad(5, "nowhere", tiny("gan", "2", "k", {"--json-log", "nowhere/events.jsonl"}));
  EXPECT_FALSE(exists("k"));
}

}  // namespace
}  // namespace wgan
