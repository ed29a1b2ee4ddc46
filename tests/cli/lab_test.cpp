#include "cli/program.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

class LabProgram : public Program {};

TEST_F(LabProgram, TheListNamesEveryExperimentAndItsSource) {
  const std::string text = good({"lab", "list"}).out;
  for (const std::string& name : ExperimentList::names())
    EXPECT_NE(text.find(name + " "), std::string::npos) << name;
  EXPECT_NE(text.find("article 003, figure 7"), std::string::npos);
  EXPECT_FALSE(exists("lab"));
}

TEST_F(LabProgram, AnExperimentPrintsNumbersAndVerdictsAndDrawsPlots) {
  const std::string text = good({"lab", "earth-mover", "--out", "e"}).out;
  EXPECT_NE(text.find("W                         5\n"), std::string::npos) << text;
  EXPECT_NE(text.find("holds: "), std::string::npos);
  for (const char* name :
       {"e/earth-mover.csv", "e/earth-mover.svg", "e/earth-mover.png", "e/earth-mover-flow.svg"})
    EXPECT_TRUE(exists(name)) << name;
  expect_picture("e/earth-mover.png", 1440, 960);
  EXPECT_EQ(lines_of(file("e/earth-mover.csv"))[0], "from,to,mass,distance");
  good({"lab", "nash", "--eta=0.05", "--steps", "200", "--csv", "n.csv", "--out", "e"});
  EXPECT_EQ(lines_of(file("n.csv")).size(), 202U);
  EXPECT_FALSE(exists("e/nash.csv"));
  good({"lab", "lines", "--theta=-0.5,0.5", "--quick", "--out", "e"});
}

TEST_F(LabProgram, MistakesAreNamed) {
  bad(2, "must hold the same", {"lab", "earth-mover", "--from", "1,2", "--to", "1,3"});
  bad(2, "2 bins and --to has 3", {"lab", "earth-mover", "--from", "1,2", "--to", "1,1,1"});
  bad(2, "masses are 0 or more", {"lab", "earth-mover", "--from=3,-1", "--to", "1,1"});
  bad(2, "--eta", {"lab", "nash", "--eta", "0"});
  bad(2, "name at least one distance", {"lab", "lines", "--theta", "none"});
  bad(2, "no experiment named", {"lab"});
  bad(2, "expected", {"lab", "nsah"});
  bad(2, "it is for nash", {"lab", "gauss", "--eta", "0.2"});
  bad(2, "list runs nothing", {"lab", "list", "--seed", "3"});
  bad(2, "--run nowhere: there is no such folder", {"lab", "weights", "--run", "nowhere"});
  bad(2, "needs grey digits", {"lab", "stacked-digits", "--quick"});
  EXPECT_FALSE(exists("lab"));
}

TEST_F(LabProgram, ARunOfOnesOwnIsLookedAt) {
  good(tiny("clip", "3", "r"));
  const std::string weights = good({"lab", "weights", "--run", "r"}).out;
  EXPECT_NE(weights.find("share beyond 0.99 of --clip"), std::string::npos) << weights;
  EXPECT_NE(good({"lab", "jacobian", "--run", "r"}).out.find("numbers of z          8"),
            std::string::npos);
  good({"lab", "dead-units", "--run", "r"});
  good({"lab", "clip-depth", "--run", "r"});
  const std::vector<std::string> layers = lines_of(file("lab/clip-depth.csv"));
  ASSERT_GT(layers.size(), 3U);
  EXPECT_TRUE(layers[1].starts_with("picture,"));
  EXPECT_EQ(layers.back(), "score,1");  // the score's gradient by itself
  // Clipped to 0.01, the gradient that arrives at the picture is small.
  EXPECT_LT(std::stod(layers[1].substr(layers[1].find(',') + 1)), 0.5);
  for (const std::string& layer : layers)
    EXPECT_FALSE(layer.starts_with("conv1,")) << "what act1 has overwritten";
  bad(2, "clip-depth takes the networks of --run as they are",
      {"lab", "clip-depth", "--run", "r", "--quick"});
  bad(2, "it is for vanishing, stacked-digits",
      {"lab", "clip-depth", "--run", "r", "--data", "demo"});
}

TEST_F(LabProgram, ARunIsComparedWithItsPictures) {
  good(tiny("gp", "3", "r"));
  const std::string norms = good({"lab", "interpolates", "--run", "r", "--quick"}).out;
  EXPECT_NE(norms.find("mean norm half way"), std::string::npos) << norms;
  EXPECT_EQ(lines_of(file("lab/interpolates.csv")).size(), 12U);  // eleven places and a header
  EXPECT_NE(good({"lab", "checkerboard", "--run", "r", "--quick"}).out.find("dB of real pictures"),
            std::string::npos);
  EXPECT_NE(good({"lab", "kernels", "--run", "r", "--quick"}).out.find("hollow share of the run's"),
            std::string::npos);
  EXPECT_NE(good({"lab", "vanishing", "--run", "r", "--quick"}).out.find("minimax, the run"),
            std::string::npos);
  good({"lab", "kernels", "--run", "r", "--quick", "--data", "demo"});
  bad(2, "interpolates takes it with --run only", {"lab", "interpolates", "--data", "demo"});
  bad(2, "interpolates takes the networks of --run as they are",
      {"lab", "interpolates", "--run", "r", "--steps", "3"});
}

TEST_F(LabProgram, APictureSetThatIsGoneOrHasOtherClassesIsNamed) {
  for (const char* name : {"p/cats", "p/dogs", "q/cats", "q/owls"})
    good({"data", "export", "demo", "--count", "9", "--size", "16", "--out", name});
  good({"train", "p", "--loss", "gp", "--size", "16", "--features", "4", "--latent", "8", "--batch",
        "8", "--steps", "2", "--conditional", "--out", "r"});
  good({"lab", "interpolates", "--run", "r", "--quick"});
  good({"lab", "vanishing", "--run", "r", "--quick"});
  bad(2, "the run learnt the classes cats, dogs, and demo has none",
      {"lab", "interpolates", "--run", "r", "--quick", "--data", "demo"});
  bad(2, "and q has cats, owls", {"lab", "vanishing", "--run", "r", "--quick", "--data", "q"});
  std::filesystem::rename(folder_ / "p", folder_ / "moved");
  bad(2, "name them with --data", {"lab", "kernels", "--run", "r", "--quick"});
  good({"lab", "kernels", "--run", "r", "--quick", "--data", "moved"});
}

TEST_F(LabProgram, TheTourIsOnePage) {
  const Outcome told = run({"lab", "all", "--quick", "--out", "tour"});
  EXPECT_EQ(told.code, 0) << told.out << told.err;
  if (!kSanitized) {
    EXPECT_LT(told.seconds, 180);
  }
  const std::string page = file("tour/index.html");
  ExperimentList::for_each([&]<typename Experiment>() {
    const bool shown =
        page.find(cat("<section id=\"", Experiment::kName, "\">")) != std::string::npos;
    EXPECT_EQ(shown, !Experiment::kNeedsData) << Experiment::kName;
  });
  EXPECT_NE(page.find("script-src 'none'"), std::string::npos);
  EXPECT_EQ(page.find("<script"), std::string::npos);
}

}  // namespace
}  // namespace wgan
