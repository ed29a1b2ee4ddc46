#include "wgan/commands/manual.h"

#include <algorithm>
#include <iostream>

#include "command.h"
#include "help.h"
#include "topics.h"
#include "wgan/files/files.h"
#include "wgan/text/text.h"
#include "wgan/text/wrap.h"

namespace wgan {
namespace {

/// Returns the name of a command's page: "wgan-data-check".
std::string page_of(const std::string& command) {
  return "wgan" + (command.empty() ? "" : "-" + replaced(command, " ", "-"));
}

/// Returns a text as roff shows it: with plain dashes and quotes, and no line that begins a
/// request.
std::string roff(const std::string& text) {
  std::string quoted = replaced(text, "\\", "\\e");
  quoted = replaced(quoted, "-", "\\-");
  quoted = replaced(quoted, "'", "\\(aq");
  quoted = replaced(quoted, "\n.", "\n\\&.");
  return quoted.starts_with(".") ? "\\&" + quoted : quoted;
}

std::string heading(const std::string& page, const std::string& summary) {
  std::string title = page;
  std::transform(title.begin(), title.end(), title.begin(),
                 [](unsigned char c) { return std::toupper(c); });
  return cat(".TH ", roff(title), " 1 \"\" \"wgan ", WGAN_VERSION, "\" \"User Commands\"\n",
             ".SH NAME\n", roff(page), " \\- ", roff(summary), "\n");
}

/// Returns a section whose lines stay as they are.
std::string as_typed(const std::string& title, const std::string& text) {
  return cat(".SH ", title, "\n.nf\n", roff(text), ".fi\n");
}

/// Returns a paragraph, in lines that people who read the source can read.
std::string paragraph(const std::string& text) { return roff(wrapped(text, 76, 0)) + "\n"; }

std::string entry(const std::string& term, const std::string& text) {
  return cat(".TP\n.B ", roff(term), "\n", paragraph(text));
}

/// Returns the topics as sections, which every page has: what an exit code means, what the program
/// reads from the environment.
std::string common_sections() {
  return as_typed("\"EXIT STATUS\"", find_topic("exit-codes")->text) +
         as_typed("ENVIRONMENT", find_topic("environment")->text);
}

std::string page_of_program(const Commands& commands) {
  std::string text = heading("wgan", "train generative adversarial networks on pictures");
  text += ".SH SYNOPSIS\n.B wgan\n.I COMMAND\n[FLAGS]\n.SH COMMANDS\n";
  for (const Command& command : commands) text += entry(command.text.name, command.text.summary);
  for (const Topic& topic : topics()) {
    if (std::string_view(topic.name) == "exit-codes" ||
        std::string_view(topic.name) == "environment")
      continue;
    text += cat(".SH \"", roff(topic.summary), "\"\n.nf\n", roff(topic.text), ".fi\n");
  }
  text += common_sections() + ".SH \"SEE ALSO\"\n";
  std::vector<std::string> pages;
  for (const Command& command : commands)
    pages.push_back(cat(".BR ", roff(page_of(command.text.name)), " (1)"));
  return text + join(pages, ",\n") + "\n";
}

std::string page_of_command(const Command& command) {
  std::string summary = command.text.summary;
  summary[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(summary[0])));
  std::string text = heading(page_of(command.text.name), summary);
  text += cat(".SH SYNOPSIS\n.B ", roff(synopsis_of(command)), "\n");
  if (const std::string note = note_on_words(command); !note.empty())
    text += cat(".SH DESCRIPTION\n", paragraph(note));
  text += ".SH OPTIONS\n";
  for (const Flags& group : by_group(all_flags(command))) {
    text += cat(".SS \"", roff(group[0].group), "\"\n");
    for (const Flag& flag : group) text += entry(form_of(flag), description_of(flag));
  }
  text += as_typed("EXAMPLES", command.text.example) + common_sections();
  return text + ".SH \"SEE ALSO\"\n.BR wgan (1)\n";
}

}  // namespace

ExitCode Manual::run() const {
  const Commands commands = all_commands();
  if (!out.empty()) {
    make_folder(out);
    write_atomically(Path(out) / "wgan.1", page_of_program(commands));
    for (const Command& command : commands)
      write_atomically(Path(out) / (page_of(command.text.name) + ".1"), page_of_command(command));
    std::cout << "wrote " << commands.size() + 1 << " pages to " << escaped(out) << "\n";
    return ExitCode::kDone;
  }
  if (page.empty()) {
    std::cout << page_of_program(commands);
    return ExitCode::kDone;
  }
  std::vector<std::string> names;
  for (const Command& command : commands) {
    names.push_back(replaced(command.text.name, " ", "-"));
    if (page != names.back() && page != command.text.name) continue;
    std::cout << page_of_command(command);
    return ExitCode::kDone;
  }
  const auto near = nearest(page, names);
  throw Error(ExitCode::kUsage,
              cat("there is no command '", escaped(page), "'",
                  near ? cat("; did you mean ", *near, "?") : "; wgan --help lists them"));
}

}  // namespace wgan
