#include <pty.h>
#include <sys/ioctl.h>
#include <utmp.h>

#include "cli/program.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Runs the program on a terminal of its own.
class Terminal : public Program {
 protected:
  /// Returns what the program wrote to a terminal of that size.
  std::string on_terminal(const std::vector<std::string>& arguments, uint16_t columns,
                          uint16_t rows,
                          const std::vector<std::pair<std::string, std::string>>& set) {
    winsize size{.ws_row = rows, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    int terminal = -1;
    std::vector<std::string> words{std::getenv("WGAN_PROGRAM")};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &size);
    if (child == 0) {
      if (::chdir(folder_.path().c_str()) != 0) ::_exit(99);
      for (const auto& [name, value] : set) ::setenv(name.c_str(), value.c_str(), 1);
      ::execv(argv[0], argv.data());
      ::_exit(98);
    }
    std::string text;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(terminal, buffer, sizeof buffer)) > 0;)
      text.append(buffer, static_cast<size_t>(got));
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(terminal);
    EXPECT_EQ(status, 0) << text;
    return text;
  }

  std::vector<std::string> long_enough(const std::string& out, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--log-every", "5"});
    return tiny("gp", "150", out, more);
  }
  /// The characters of a text in UTF-8.
  static size_t shown_columns(std::string_view text) {
    return static_cast<size_t>(std::count_if(
        text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0) != 0x80 && c != '\r'; }));
  }
  static std::string plain(const std::string& text) {
    std::string kept;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '\x1b') {
        kept += text[i];
        continue;
      }
      while (i + 1 < text.size() && !std::isalpha(static_cast<unsigned char>(text[i]))) ++i;
    }
    return kept;
  }
};

TEST_F(Terminal, AWideOneShowsSeveralLinesAndTheSamples) {
  const std::string text =
      on_terminal(long_enough("r"), 100, 40, {{"TERM", "xterm"}, {"COLORTERM", "truecolor"}});
  const std::string told = plain(text);
  for (const char* part : {"critic loss", "generator loss", "W estimate", "pictures seen",
                           "next sheet at step", "▁", "▀"})
    EXPECT_NE(told.find(part), std::string::npos) << part;
  EXPECT_NE(text.find("\x1b[38;2;"), std::string::npos);
  for (const std::string_view line : split(told, '\n')) {
    const size_t last = line.rfind('\r', line.size() >= 2 ? line.size() - 2 : 0);
    const std::string_view shown = last == std::string_view::npos ? line : line.substr(last + 1);
    for (const char* live : {"[#", "pictures seen", "critic loss ", "W estimate ", "▀"}) {
      if (shown.find(live) != std::string_view::npos) {
        EXPECT_LE(shown_columns(shown), 100U) << shown;
      }
    }
  }
}

TEST_F(Terminal, ANarrowOneShowsOneLineAndNoColourMeansNone) {
  const std::string narrow =
      on_terminal(long_enough("r"), 60, 40, {{"TERM", "xterm"}, {"COLORTERM", "truecolor"}});
  EXPECT_EQ(narrow.find("▁"), std::string::npos);
  EXPECT_NE(plain(narrow).find("step "), std::string::npos);
  const std::string colourless =
      on_terminal(long_enough("s"), 100, 40,
                  {{"TERM", "xterm"}, {"COLORTERM", "truecolor"}, {"NO_COLOR", "1"}});
  EXPECT_EQ(colourless.find("\x1b[38;2;"), std::string::npos);
  EXPECT_NE(colourless.find("critic loss"), std::string::npos);
  const std::string line = on_terminal(long_enough("t", {"--live", "line"}), 100, 40,
                                       {{"TERM", "xterm"}, {"COLORTERM", "truecolor"}});
  EXPECT_EQ(line.find("▁"), std::string::npos);
}

TEST_F(Terminal, APlainOneGetsWhatAPipeGetsAndAQuietOneNothing) {
  const std::vector<std::pair<std::string, std::string>> colours{{"TERM", "xterm"},
                                                                 {"COLORTERM", "truecolor"}};
  const std::string lines = on_terminal(long_enough("r", {"--plain"}), 100, 40, colours);
  EXPECT_EQ(lines.find('\x1b'), std::string::npos);
  EXPECT_NE(lines.find("step 150/150"), std::string::npos) << lines;
  // The answer is on stdout, which is the same terminal.
  const std::string quiet = on_terminal(long_enough("s", {"-q"}), 100, 40, colours);
  EXPECT_EQ(quiet.find('\x1b'), std::string::npos);
  EXPECT_EQ(quiet.find("step 150/150"), std::string::npos);
  EXPECT_EQ(quiet.rfind("samples ", 0), 0U) << quiet;
}

TEST_F(Terminal, ADumbOneGetsPlainLines) {
  const std::string text = on_terminal(long_enough("r"), 100, 40, {{"TERM", "dumb"}});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(text.find("finished at step 150"), std::string::npos);
}

}  // namespace
}  // namespace wgan
