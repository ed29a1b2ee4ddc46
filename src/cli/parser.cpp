#include <CLI/CLI.hpp>
#include <algorithm>
#include <deque>
#include <filesystem>
#include <map>

#include "command.h"
#include "wgan/options/recipes.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kCommandLine = "command line";

std::string described(const Flag& flag) {
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

std::string name_of(const Command& command) { return command.text.name; }
std::string positional_of(const Command& command) { return command.text.positional; }

/// Parses the command line. CLI11 splits the words into flags and values; the table of flags says
/// what they mean.
class Parser {
 public:
  explicit Parser(const Commands& commands)
      : app_("Trains generative adversarial networks on a folder of pictures.", "wgan") {
    app_.set_help_flag("-h,--help", "Print this help");
    app_.add_flag("--version", wants_version_, "Print versions");
    app_.footer(
        "Examples:\n"
        "  wgan train pokemon/                       train on a folder (wgan train demo: on drawn "
        "creatures)\n"
        "  wgan train --loss gp --data pokemon/      the same with the settings of WGAN-GP's "
        "paper\n"
        "  wgan sample --ckpt g.pt -n 64             64 pictures from the trained generator\n"
        "  wgan interpolate --ckpt g.pt              walks from one picture to another\n"
        "Run wgan COMMAND --help to see the flags of a command.");
    app_.allow_extras();
    app_.require_subcommand(0, 1);  // after a command, another command's name is a plain word
    // Subcommands are added after their parents.
    for (const bool below : {false, true}) {
      for (const Command& command : commands) {
        if ((name_of(command).find(' ') != std::string::npos) == below) add(command);
      }
    }
  }

  Parsed parse(const std::vector<std::string>& arguments) {
    std::vector<std::string> words = arguments;
    if (!words.empty() && words[0] == "help") {
      words.erase(words.begin());
      words.emplace_back("--help");
    }
    if (words.empty()) words.emplace_back("--help");
    // Everything after "--" is a plain word, whatever it begins with.
    const auto plain = std::find(words.begin(), words.end(), "--");
    if (plain != words.end()) {
      plain_.assign(plain + 1, words.end());
      words.erase(plain, words.end());
    }
    words_ = words;
    std::reverse(words.begin(), words.end());
    try {
      app_.parse(words);
    } catch (const CLI::CallForHelp&) {
      if (!any_parsed() && unknown_word())
        return chosen();  // "wgan trian --help" is a slip, not a question
      return {.text = helped()};
    } catch (const CLI::ArgumentMismatch& error) {
      const std::string what = error.what();
      throw Error(ExitCode::kUsage,
                  cat(kCommandLine, ": ", what.substr(0, what.find(':')), " needs a value"));
    } catch (const CLI::ParseError& error) {
      throw Error(ExitCode::kUsage, cat(kCommandLine, ": ", error.what()));
    }
    if (wants_version_) return {.text = version_text()};
    return chosen();
  }

 private:
  struct Verb {
    const Command* command;
    CLI::App* app;
    Flags flags;
    std::map<std::string, std::vector<std::string>> values;  // as typed, by flag
  };

  CLI::App* sub_command(CLI::App* parent, const std::string& name, const std::string& summary) {
    CLI::App* app = parent->add_subcommand(name, summary);
    app->set_help_flag("-h,--help", "Print this help")->group("Settings");
    app->allow_extras();
    app->require_subcommand(0, 1);
    return app;
  }

  /// Returns the verb or noun of that name.
  CLI::App* parent_of(const std::string& name) {
    for (const Verb& verb : verbs_) {
      if (name_of(*verb.command) == name) return verb.app;
    }
    CLI::App*& noun = nouns_[name];
    if (!noun) noun = sub_command(&app_, name, "Commands about pictures");
    return noun;
  }

  void add(const Command& command) {
    const size_t space = name_of(command).find(' ');
    CLI::App* parent = &app_;
    if (space != std::string::npos) {
      parent = parent_of(name_of(command).substr(0, space));
    }
    Verb& verb = verbs_.emplace_back(Verb{&command, nullptr, command.flags(), {}});
    verb.app =
        sub_command(parent, name_of(command).substr(space == std::string::npos ? 0 : space + 1),
                    command.text.summary);
    verb.app->footer(
        (positional_of(command).empty()
             ? ""
             : cat("An argument without a flag is a value of --", positional_of(command), ".\n")) +
        "Examples:\n" + command.text.example);
    for (const Flag& flag : verb.flags) {
      auto& values = verb.values[flag.name];
      CLI::Option* option = nullptr;
      if (flag.field.is_switch()) {
        option = verb.app->add_flag(dashed(flag.name), values, described(flag));
      } else {
        option = verb.app->add_option(dashed(flag.name), values, described(flag))
                     ->expected(1)
                     ->allow_extra_args(false)
                     ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
                     ->type_name(flag.choices.empty() ? flag.metavar : "NAME");
      }
      option->group(flag.group);
    }
    if (command.in_engine) add_style(*verb.app);
  }

  /// Adds the flags about stderr, which only the engine's commands write to while they work.
  void add_style(CLI::App& app) {
    const std::string group = "Messages";
    CLI::Option* quiet =
        app.add_flag("-q,--quiet", style_.quiet, "Print warnings and errors only, and no progress");
    CLI::Option* verbose = app.add_flag(
        "-v,--verbose", style_.verbose,
        "Also print what otherwise only the log of a run says, and at the end the time "
        "and the memory that the command took");
    quiet->group(group);
    verbose->group(group)->excludes(quiet);
    app.add_flag("--plain", style_.plain,
                 "Print lines to a terminal as into a pipe, without a live view and colours")
        ->group(group);
  }

  bool any_parsed() const {
    for (const Verb& verb : verbs_) {
      if (verb.app->parsed()) return true;
    }
    for (const auto& [name, app] : nouns_) {
      if (app->parsed()) return true;
    }
    return false;
  }

  bool unknown_word() const {
    const auto words = app_.remaining(/*recurse=*/true);
    return !words.empty() && words.front()[0] != '-';
  }

  std::string helped() {
    for (const Verb& verb : verbs_) {
      const size_t space = name_of(*verb.command).find(' ');
      if (verb.app->parsed() && verb.app->get_subcommands().empty())
        return verb.app->help(space == std::string::npos
                                  ? "wgan"
                                  : cat("wgan ", name_of(*verb.command).substr(0, space)));
    }
    for (const auto& [name, app] : nouns_) {
      if (app->parsed()) return app->help("wgan");
    }
    return app_.help();
  }

  Parsed chosen() {
    const Verb* chosen = nullptr;
    for (const Verb& verb : verbs_) {
      if (verb.app->parsed()) chosen = &verb;  // a subcommand comes after its parent
    }
    if (chosen) {
      check_nothing_before(*chosen);
      Parsed parsed{.command = chosen->command, .typed = {}, .text = {}, .style = style_};
      check_plain_words(*chosen);
      const std::string several = positional_of(*chosen->command);
      for (const auto& [flag, values] : chosen->values) {
        if (flag == several) continue;
        for (const std::string& value : values) parsed.typed.push_back({flag, value, kCommandLine});
      }
      for (const std::string& value : in_typed_order(*chosen))
        parsed.typed.push_back({several, value, kCommandLine});
      return parsed;
    }
    std::vector<std::string> names;
    const CLI::App* noun = nullptr;
    for (const auto& [name, app] : nouns_) {
      if (app->parsed()) noun = app;
    }
    for (const CLI::App* app : (noun ? noun : &app_)->get_subcommands({}))
      names.push_back(app->get_name());
    const auto words = app_.remaining(/*recurse=*/true);
    const std::string word = words.empty() ? "" : words.front();
    const auto near = nearest(word, names);
    throw Error(
        ExitCode::kUsage,
        cat(word.empty() ? "a command is missing"
                         : cat("there is no command '", escaped(word), "'"),
            "; ", near ? cat("did you mean ", *near, "?") : cat("there are ", join(names, ", "))));
  }

  /// Refuses flags before the command, which are not the command's own.
  void check_nothing_before(const Verb& verb) const {
    std::vector<std::string> words = app_.remaining();
    for (const auto& [name, app] : nouns_) {
      if (!app->parsed()) continue;
      for (const std::string& word : app->remaining()) words.push_back(word);
    }
    if (words.empty()) return;
    throw Error(ExitCode::kUsage,
                cat(kCommandLine, ": '", escaped(words.front()),
                    "' comes before the command; flags come after it, as in wgan ",
                    name_of(*verb.command), " ", escaped(join(words, " "))));
  }

  /// Returns the values of the positional flag, which CLI11 keeps in two lists, in the order typed.
  std::vector<std::string> in_typed_order(const Verb& verb) const {
    const std::string positional = positional_of(*verb.command);
    std::vector<std::string> values;
    for (auto word = words_.begin() + verb_words(verb); word < words_.end(); ++word) {
      if (word->size() < 2 || word->front() != '-') {
        values.push_back(*word);
        continue;
      }
      const size_t equals = word->find('=');
      const size_t begin = word->find_first_not_of('-');
      const std::string name =
          begin == std::string::npos ? "" : word->substr(begin, equals - begin);
      const auto flag = std::find_if(verb.flags.begin(), verb.flags.end(),
                                     [&](const Flag& f) { return f.name == name; });
      if (flag == verb.flags.end()) continue;
      const bool takes_next = equals == std::string::npos && !flag->field.is_switch();
      if (flag->name == positional)
        values.push_back(takes_next ? *(word + 1) : word->substr(equals + 1));
      if (takes_next) ++word;
    }
    values.insert(values.end(), plain_.begin(), plain_.end());
    return values;
  }

  /// Returns how many words name the command.
  static std::ptrdiff_t verb_words(const Verb& verb) {
    const std::string name = name_of(*verb.command);
    return 1 + std::count(name.begin(), name.end(), ' ');
  }

  /// Throws Error(kUsage) for unknown flags, and for plain words where none are allowed.
  void check_plain_words(const Verb& verb) const {
    std::vector<std::string> words;
    for (const std::string& word : verb.app->remaining(/*recurse=*/true)) {
      if (word.size() < 2 || word[0] != '-') {
        words.push_back(word);
        continue;
      }
      std::string name = word.substr(word.find_first_not_of('-'));
      name = name.substr(0, name.find('='));
      if (verb.command->in_engine) check_style(name);
      find_flag(verb.flags, name, kCommandLine);
      throw Error(ExitCode::kUsage,
                  cat(kCommandLine, ": write ", dashed(name), " for ", escaped(word)));
    }
    words.insert(words.end(), plain_.begin(), plain_.end());
    const std::string flag = positional_of(*verb.command);
    const bool takes_one = !flag.empty() && verb.values.at(flag).empty();
    for (size_t i = 0; i < words.size(); ++i) {
      if (i > 0 || !takes_one) check_further_word(verb, words[i]);
    }
  }

  /// Throws Error(kUsage) if an unknown flag is nearly one of those about stderr.
  static void check_style(const std::string& name) {
    if (const auto near = nearest(name, {"quiet", "verbose", "plain"}))
      throw Error(ExitCode::kUsage, cat(kCommandLine, ": there is no flag ", escaped(dashed(name)),
                                        "; did you mean --", *near, "?"));
  }

  /// Throws Error(kUsage) unless a plain word after the first names something that exists: else it
  /// is a slip, as in "--flip false".
  static void check_further_word(const Verb& verb, const std::string& word) {
    const std::string flag = positional_of(*verb.command);
    const Flag* known = flag.empty() ? nullptr : &find_flag(verb.flags, flag, kCommandLine);
    const bool repeats = known && known->field.is_repeated();
    std::error_code unknown;
    if (repeats &&
        (!known->field.names_paths() || word == "demo" || std::filesystem::exists(word, unknown)))
      return;
    throw Error(ExitCode::kUsage,
                cat(kCommandLine, ": '", escaped(word),
                    repeats ? "': there is no such file or folder" : "' is one argument too many",
                    "; a value belongs to its flag, as in --batch 32 or --flip=false"));
  }

  CLI::App app_;
  bool wants_version_ = false;
  ConsoleStyle style_;
  std::vector<std::string> words_;  // as typed, up to "--"
  std::vector<std::string> plain_;  // after "--"
  std::deque<Verb> verbs_;
  std::map<std::string, CLI::App*> nouns_;
};

}  // namespace

Parsed parse(const Commands& commands, const std::vector<std::string>& arguments) {
  return Parser(commands).parse(arguments);
}

}  // namespace wgan
