#include <nlohmann/json.hpp>

#include "cli/program.h"

namespace wgan {
namespace {

using nlohmann::json;

/// What the commands print for other programs.
class Json : public Program {
 protected:
  json printed(const std::vector<std::string>& arguments) {
    const std::string out = good(arguments).out;
    json parsed = json::parse(out, nullptr, /*allow_exceptions=*/false);
    EXPECT_TRUE(parsed.is_object() || parsed.is_array()) << out.substr(0, 500);
    return parsed;
  }
};

TEST_F(Json, EveryCommandForScriptsPrintsOneObject) {
  const json trained =
      printed(tiny("gp", "4", "run", {"--json", "--log-every", "2", "--evaluate-every", "2"}));
  EXPECT_EQ(trained.at("step"), 4);
  good(tiny("gan", "4", "other", {"--log-every", "2", "--evaluate-every", "2"}));
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"info", "run"},
                                             {"verify", "run"},
                                             {"runs", "."},
                                             {"evaluate", "run", "--metrics", "swd"},
                                             {"compare", "run", "other"},
                                             {"data", "check", "demo"},
                                             {"doctor"},
                                             {"presets"},
                                             {"describe"},
                                             {"lab", "list"}}) {
    std::vector<std::string> words = command;
    words.emplace_back("--json");
    printed(words);
  }
}

TEST_F(Json, PresetsAreListedWithTheirSettings) {
  bool found = false;
  const json all = printed({"presets", "--json"});
  for (const json& preset : all.at("presets")) {
    found = found || preset.at("name") == "mnist-gp";
    EXPECT_FALSE(preset.at("summary").get<std::string>().empty()) << preset;
  }
  EXPECT_TRUE(found);
  const json one = printed({"presets", "mnist-gp", "--json"}).at("presets").at(0);
  EXPECT_EQ(one.at("settings").at("loss"), "gp");
  const json differences =
      printed({"presets", "diff", "mnist-gp", "mnist-gan", "--json"}).at("differences");
  EXPECT_EQ(differences.at("loss"), (json{"gp", "gan"}));
  EXPECT_FALSE(differences.contains("arch"));
  EXPECT_TRUE(
      printed({"presets", "diff", "mnist-gp", "mnist-gp", "--json"}).at("differences").empty());
}

// A generator of 16x16: z [8] to 8 maps of 4x4 by a kernel of 4x4, to 4 maps of 8x8, to the
// picture.
TEST_F(Json, LayersHaveShapesAndParameters) {
  const json networks = printed(
      {"describe", "--loss", "gan", "--size", "16", "--features", "4", "--latent", "8", "--json"});
  const json& generator = networks.at("generator");
  const json& first = generator.at("layers").at(0);
  EXPECT_EQ(first.at("output"), (json{8, 4, 4}));
  EXPECT_EQ(first.at("parameters"), 8 * 8 * 4 * 4);
  int64_t sum = 0;
  for (const json& layer : generator.at("layers")) sum += layer.at("parameters").get<int64_t>();
  EXPECT_EQ(generator.at("parameters"), sum);
  EXPECT_EQ(generator.at("layers").back().at("output"), (json{3, 16, 16}));
  EXPECT_EQ(networks.at("critic").at("layers").at(0).at("receptive_field"), 4);
}

TEST_F(Json, ExperimentsHaveNumbersAndVerdicts) {
  const json lab = printed({"lab", "earth-mover", "--from", "1,0", "--to", "0,1", "--json"});
  const json& experiment = lab.at("experiments").at(0);
  EXPECT_EQ(experiment.at("name"), "earth-mover");
  EXPECT_FALSE(experiment.at("numbers").empty());
  for (const json& verdict : experiment.at("verdicts"))
    EXPECT_TRUE(verdict.at("holds").is_boolean()) << verdict;
}

}  // namespace
}  // namespace wgan
