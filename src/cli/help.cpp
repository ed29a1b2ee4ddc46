#include "help.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "topics.h"
#include "wgan/options/recipes.h"
#include "wgan/text/text.h"
#include "wgan/text/wrap.h"

namespace wgan {
namespace {

constexpr size_t kLeftColumn = 26;

/// Returns a line or more: `left`, then `right` in a column of its own.
std::string entry(const std::string& left, const std::string& right, size_t columns,
                  size_t column = kLeftColumn) {
  std::string line = "  " + left;
  if (columns < 2 * column) column = 6;  // a narrow terminal
  const size_t used = columns_of(line);
  line += used + 2 > column ? "\n" + std::string(column, ' ') : std::string(column - used, ' ');
  return line + wrapped(right, columns, column) + "\n";
}

std::string list_of(const Commands& commands, const std::string& noun, size_t columns) {
  std::string text;
  for (const Command& command : commands) {
    const std::string name = command.text.name;
    if (noun.empty() || name.starts_with(noun + " "))
      text += entry(name, command.text.summary, columns, 18);
  }
  return text;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::toupper(c); });
  return text;
}

/// Returns the names in CommandText::usual.
std::vector<std::string> usual_names(const Command& command) {
  std::vector<std::string> names;
  for (const std::string_view name : split(command.text.usual, ' ')) {
    if (!name.empty()) names.emplace_back(name);
  }
  return names;
}

/// Returns the flags in their groups, each with its heading.
std::string in_groups(const Flags& flags, size_t columns) {
  std::string text;
  for (const Flags& group : by_group(flags)) {
    text += cat("\n", group[0].group, ":\n");
    for (const Flag& flag : group) text += entry(form_of(flag), description_of(flag), columns);
  }
  return text;
}

}  // namespace

Flags style_flags() {
  static bool ignored_switch = false;
  static std::string ignored_word = "auto";
  const auto about_messages = [](const char* name, Field field, const char* help,
                                 std::vector<std::string> choices = {}) {
    return Flag{.name = name,
                .field = std::move(field),
                .group = "Messages",
                .help = help,
                .choices = std::move(choices)};
  };
  return {
      about_messages("quiet", &ignored_switch, "Print warnings and errors only, and no progress"),
      about_messages("verbose", &ignored_switch,
                     "Also print what otherwise only the log of a run says, and at the end the "
                     "time and the memory that the command took"),
      about_messages("plain", &ignored_switch,
                     "Print lines to a terminal as into a pipe, without a live view and "
                     "colours"),
      about_messages("color", &ignored_word,
                     "Colours in messages; auto uses them on a terminal, unless NO_COLOR is set",
                     {"auto", "always", "never"})};
}

Flags all_flags(const Command& command) {
  return command.in_engine ? joined({command.flags(), style_flags()}) : command.flags();
}

std::vector<Flags> by_group(const Flags& flags) {
  std::vector<Flags> groups;
  for (const Flag& flag : flags) {
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const Flags& known) {
      return known[0].group == flag.group;
    });
    if (group == groups.end()) groups.push_back({flag});
    else group->push_back(flag);
  }
  return groups;
}

std::string form_of(const Flag& flag) {
  std::string form = dashed(flag.name);
  if (flag.name == "quiet") form = "-q, --quiet";
  if (flag.name == "verbose") form = "-v, --verbose";
  if (flag.field.is_switch()) return form;
  return cat(form, " ", flag.choices.empty() ? flag.metavar : "NAME");
}

std::string description_of(const Flag& flag) {
  std::string text = flag.help;
  if (!flag.choices.empty()) text += cat(": ", join(flag.choices, ", "));
  const std::string value = value_of(flag);
  if (follows_the_loss(flag.name))
    text += cat(" (default: that of the loss's paper",
                follows_the_optimizer(flag.name) ? ", or the optimizer's own)" : ")");
  else if (!value.empty() && !flag.field.is_switch())
    text +=
        cat(" (default: ", value, follows_the_arch(flag.name) ? ", or what --arch brings)" : ")");
  return text;
}

std::string synopsis_of(const Command& command) {
  const std::string positional = command.text.positional;
  std::string words;
  if (!positional.empty()) {
    const Flags flags = command.flags();
    words = cat(" [", upper(positional),
                find_flag(flags, positional, "").field.is_repeated() ? "...]" : "]");
  }
  return cat("wgan ", command.text.name, words, " [FLAGS]");
}

std::string note_on_words(const Command& command) {
  const std::string positional = command.text.positional;
  return positional.empty() ? "" : cat("A word without dashes is a value of --", positional, ".");
}

std::string help_of_program(const Commands& commands, size_t columns) {
  std::string text =
      "wgan trains generative adversarial networks on a folder of pictures.\n\n"
      "Examples:\n"
      "  wgan train pokemon/               train on a folder of pictures\n"
      "  wgan train --loss gp pokemon/     with the settings of WGAN-GP's paper\n"
      "  wgan train demo                   on drawn creatures, in three minutes\n"
      "  wgan sample --ckpt g.pt -n 64     64 pictures from the trained generator\n"
      "  wgan interpolate --ckpt g.pt      walks from one picture to another\n"
      "\nCommands:\n";
  text += list_of(commands, "", columns);
  text += "\nTopics:\n";
  for (const Topic& topic : topics()) text += entry(topic.name, topic.summary, columns, 18);
  text += "\n" + wrapped(
                     "wgan COMMAND --help shows the flags of a command, wgan help TOPIC a "
                     "topic, and wgan --version what the program was built with.",
                     columns, 0);
  return text + "\n";
}

std::string help_of_noun(const Commands& commands, const std::string& noun, size_t columns) {
  return cat("Commands:\n", list_of(commands, noun, columns), "\nwgan ", noun,
             " COMMAND --help shows the flags of a command.\n");
}

std::string help_of_command(const Command& command, HelpExtent extent, size_t columns) {
  const Flags flags = all_flags(command);
  std::string text = cat(wrapped(cat(command.text.summary, "."), columns, 0),
                         "\n\nUsage: ", synopsis_of(command), "\n");
  if (const std::string note = note_on_words(command); !note.empty())
    text += wrapped(note, columns, 0) + "\n";
  text += cat("\nExamples:\n", command.text.example);
  const std::vector<std::string> usual = usual_names(command);
  if (extent == HelpExtent::kAll || usual.empty()) return text + in_groups(flags, columns);
  Flags listed;
  for (const std::string& name : usual) {
    listed.push_back(find_flag(flags, name, "help"));
    listed.back().group = "The flags that people use most";
  }
  return text + in_groups(listed, columns) +
         cat("\nwgan ", command.text.name, " --help --all lists all ", flags.size(), " flags.\n");
}

size_t help_columns() {
  winsize size{};
  if (::isatty(STDOUT_FILENO) && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return std::clamp<size_t>(size.ws_col, 40, 100);
  return 80;
}

}  // namespace wgan
