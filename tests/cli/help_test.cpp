#include "cli/program.h"
#include "wgan/text/wrap.h"

namespace wgan {
namespace {

const std::vector<std::string> kCommands{
    "train",   "describe",  "presets",    "presets diff", "sample",       "interpolate",
    "explore", "project",   "evaluate",   "compare",      "sweep",        "runs",
    "report",  "timelapse", "info",       "verify",       "export",       "import",
    "replay",  "lab",       "data check", "data show",    "data augment", "data export",
    "doctor",  "setup",     "completion", "manual"};

class Help : public Program {
 protected:
  std::vector<std::string> words_of_command(const std::string& command,
                                            std::vector<std::string> more) {
    std::vector<std::string> words;
    for (const std::string_view word : split(command, ' ')) words.emplace_back(word);
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  /// Returns what completes the last of the words, and before it what the shell offers.
  std::vector<std::string> completed(std::vector<std::string> words) {
    words.insert(words.begin(), "__complete");
    const std::vector<std::string> lines = lines_of(good(words).out);
    std::vector<std::string> found{lines.at(0)};
    for (size_t i = 1; i < lines.size(); i += 2) found.push_back(lines[i]);
    return found;
  }

  /// Returns what bash, after it has read our script, completes the last of the words with.
  std::string in_bash(const std::string& words) {
    const std::string script =
        cat("cd ", shell_word(folder_.path()),
            "; PATH=", shell_word(Path(std::getenv("WGAN_PROGRAM")).parent_path()),
            ":$PATH; source <(wgan completion bash); compopt() { :; }; COMP_WORDS=(", words,
            "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _wgan; printf '%s ' \"${COMPREPLY[@]}\"");
    const std::string command = cat("bash -c ", shell_word(script), " > ", out_);
    EXPECT_EQ(std::system(command.c_str()), 0);
    return contents_of(out_);
  }
};

TEST_F(Help, EveryCommandHasShortAndLongHelpThatFitsATerminal) {
  const std::string top = good({"--help"}).out;
  for (const std::string& command : kCommands) {
    EXPECT_NE(top.find("\n  " + command + " "), std::string::npos) << command;
    const std::string brief = good(words_of_command(command, {"--help"})).out,
                      full = good(words_of_command(command, {"--help", "--all"})).out;
    EXPECT_NE(brief.find("Examples:\n  "), std::string::npos) << command;
    EXPECT_LE(brief.size(), full.size()) << command;
    for (const std::string& line : lines_of(brief + full)) {
      EXPECT_LE(columns_of(line), 90u) << command << ": " << line;
      EXPECT_TRUE(columns_of(line) <= 80 || !line.starts_with("    ")) << command << ": " << line;
    }
    const bool is_brief = brief.find("--help --all lists all") != std::string::npos;
    EXPECT_EQ(is_brief, brief.size() < full.size()) << command;
  }
}

TEST_F(Help, TheShortHelpOfTrainHasTheFlagsThatPeopleUse) {
  const std::string brief = good({"train", "--help"}).out,
                    full = good({"help", "train", "--all"}).out;
  for (const char* part : {"  --data PATH", "  --flip", "  --batch N", "(default: 64)"})
    EXPECT_NE(brief.find(part), std::string::npos) << part;
  EXPECT_LT(lines_of(brief).size(), 70u);
  EXPECT_EQ(brief.find("--gp-sides"), std::string::npos);
  for (const char* part :
       {"  --gp-sides NAME", "cover, contain, stretch", "-q, --quiet", "--color"})
    EXPECT_NE(full.find(part), std::string::npos) << part;
}

TEST_F(Help, TopicsAndNounsHaveHelp) {
  EXPECT_NE(good({"help", "exit-codes"}).out.find("   4  model"), std::string::npos);
  EXPECT_NE(good({"help", "environment"}).out.find("WGAN_THREADS"), std::string::npos);
  EXPECT_NE(good({"help", "losses"}).out.find("hinge"), std::string::npos);
  const std::string data = good({"help", "data"}).out;
  EXPECT_NE(data.find("data augment"), std::string::npos);
  EXPECT_EQ(data.find("sample"), std::string::npos);
  EXPECT_EQ(good({"data", "--help"}).out, data);
  bad(2, "did you mean exit-codes?", {"help", "exitcodes"});
  bad(2, "did you mean sample?", {"help", "sampel"});
}

TEST_F(Help, ColoursAreAskedForByName) {
  bad(2, "--color loud: expected auto, always, never", tiny("gan", "1", "r", {"--color", "loud"}));
  bad(2, "did you mean --color?", tiny("gan", "1", "r", {"--colour", "never"}));
  // A warning is what has a colour.
  const auto warned = [&](const std::string& colour) {
    return good({"train", "p", "--loss", "gan", "--size", "16", "--features", "4", "--batch", "4",
                 "--steps", "1", "--out", "r-" + colour, "--threads", "1", "--color", colour})
        .err;
  };
  good({"data", "export", "demo", "--count", "8", "--size", "16", "--out", "p"});
  put(folder_ / "p/bad.png", "no picture");
  EXPECT_NE(warned("always").find("\x1b[33mwarning:\x1b[0m"), std::string::npos);
  EXPECT_EQ(warned("never").find('\x1b'), std::string::npos);
  EXPECT_EQ(warned("auto").find('\x1b'), std::string::npos) << "a file is no terminal";
}

TEST_F(Help, CompletesCommandsFlagsAndValues) {
  using Words = std::vector<std::string>;
  const auto has = [](const Words& found, const std::string& word) {
    return std::find(found.begin(), found.end(), word) != found.end();
  };
  EXPECT_TRUE(has(completed({""}), "train"));
  EXPECT_TRUE(has(completed({}), "data")) << "a noun";
  EXPECT_EQ(completed({"data", ""}), (Words{"words", "check", "show", "augment", "export"}));
  EXPECT_EQ(completed({"completion", ""}), (Words{"words", "bash", "zsh", "fish"}));
  EXPECT_TRUE(has(completed({"train", "--loss", ""}), "clip"));
  EXPECT_TRUE(has(completed({"train", "--loss", "=", ""}), "clip")) << "bash separates the sign";
  EXPECT_TRUE(has(completed({"train", "--loss=c"}), "--loss=clip"));
  EXPECT_TRUE(has(completed({"train", "--preset", ""}), "recommended"));
  EXPECT_TRUE(has(completed({"presets", ""}), "diff"));
  EXPECT_TRUE(has(completed({"presets", "diff", ""}), "recommended"));
  EXPECT_TRUE(has(completed({"evaluate", "--metrics", "swd,"}), "swd,colour"));
  EXPECT_TRUE(has(completed({"train", "--device", ""}), "cuda"));
  EXPECT_TRUE(has(completed({"help", ""}), "losses"));
  const Words flags = completed({"train", "--batch", "8", "--data", "x", "--"});
  EXPECT_FALSE(has(flags, "--batch")) << "is there already";
  EXPECT_TRUE(has(flags, "--data")) << "may be repeated";
  EXPECT_TRUE(has(flags, "--quiet"));
  EXPECT_EQ(completed({"sample", "--ckpt", ""}), (Words{"models"}));
  EXPECT_EQ(completed({"sample", ""}), (Words{"models"}));
  EXPECT_EQ(completed({"runs", ""}), (Words{"folders"}));
  EXPECT_EQ(completed({"train", "--config", ""}), (Words{"files"}));
  EXPECT_EQ(completed({"train", "--batch", ""}), (Words{"words"}));
  EXPECT_EQ(completed({"no-such-command", "--x", ""}), (Words{"words"}));
}

TEST_F(Help, CompletesTheClassesOfAModelWithoutRunningThem) {
  for (const char* name : {"two words", "$(touch pwned)"})
    good({"data", "export", "demo", "--count", "8", "--size", "16", "--out", cat("p/", name)});
  std::vector<std::string> arguments = tiny("gp", "1", "r", {"--conditional"});
  arguments[2] = "p";
  good(arguments);
  const std::vector<std::string> expected{"words", "$(touch pwned)", "two words", "all"};
  EXPECT_EQ(completed({"sample", "--ckpt", "r/g.pt", "--class", ""}), expected);
  EXPECT_EQ(completed({"sample", "r", "--class", ""}), expected);
  EXPECT_EQ(completed({"sample", "nowhere.pt", "--class", ""}),
            (std::vector<std::string>{"words", "all"}));
  EXPECT_EQ(in_bash("wgan sample --ckpt r/g.pt --class ''"),
            "\\$\\(touch\\ pwned\\) two\\ words all ");
  EXPECT_FALSE(exists("pwned"));
}

TEST_F(Help, BashCompletes) {
  put(folder_ / "a.pt", "");
  put(folder_ / "b.txt", "");
  std::filesystem::create_directory(folder_ / "runs");
  EXPECT_EQ(in_bash("wgan tr"), "train ");
  EXPECT_EQ(in_bash("wgan train --loss g"), "gan gp ");
  EXPECT_EQ(in_bash("wgan train --loss = hi"), "hinge ");
  EXPECT_EQ(in_bash("wgan sample --ckpt ''"), "runs a.pt ");
  EXPECT_EQ(in_bash("wgan runs ''"), "runs ");
  EXPECT_EQ(in_bash("wgan train --config b"), "b.txt ");
}

TEST_F(Help, EveryCommandHasAManualPage) {
  good({"manual", "--out", "man"});
  EXPECT_TRUE(exists("man/wgan.1"));
  for (const std::string& command : kCommands) {
    const std::string page = file(cat("man/wgan-", replaced(command, " ", "-"), ".1"));
    for (const char* part : {".SH NAME", ".SH SYNOPSIS", ".SH OPTIONS", "EXIT STATUS", "EXAMPLES"})
      EXPECT_NE(page.find(part), std::string::npos) << command << " " << part;
  }
  EXPECT_EQ(good({"manual", "data-check"}).out, file("man/wgan-data-check.1"));
  EXPECT_EQ(good({"manual"}).out, file("man/wgan.1"));
  bad(2, "did you mean sample?", {"manual", "smaple"});
}

}  // namespace
}  // namespace wgan
