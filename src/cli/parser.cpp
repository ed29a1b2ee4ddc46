#include <CLI/CLI.hpp>
#include <algorithm>
#include <deque>
#include <filesystem>
#include <map>

#include "command.h"
#include "completion.h"
#include "help.h"
#include "topics.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kCommandLine = "command line";

std::string name_of(const Command& command) { return command.text.name; }
std::string positional_of(const Command& command) { return command.text.positional; }

/// Parses the command line. CLI11 splits the words into flags and values; the table of flags says
/// what they mean.
class Parser {
 public:
  explicit Parser(const Commands& commands) : commands_(commands) {
    app_.set_help_flag("-h,--help");
    app_.add_flag("--version", wants_version_);
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
    if (!words.empty() && words[0] == kCompletionRequest)
      return {.text = completion_answer(commands_, {words.begin() + 1, words.end()})};
    if (!words.empty() && words[0] == "help") {
      words.erase(words.begin());
      if (!words.empty()) {
        if (const Topic* topic = find_topic(words[0])) return {.text = topic->text};
      }
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

  CLI::App* sub_command(CLI::App* parent, const std::string& name) {
    CLI::App* app = parent->add_subcommand(name);
    app->set_help_flag("-h,--help");
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
    if (!noun) noun = sub_command(&app_, name);
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
        sub_command(parent, name_of(command).substr(space == std::string::npos ? 0 : space + 1));
    for (const Flag& flag : verb.flags) {
      auto& values = verb.values[flag.name];
      if (flag.field.is_switch()) {
        verb.app->add_flag(dashed(flag.name), values);
      } else {
        verb.app->add_option(dashed(flag.name), values)
            ->expected(1)
            ->allow_extra_args(false)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      }
    }
    if (command.in_engine) add_style(*verb.app);
  }

  /// Adds the flags about stderr, which only the engine's commands write to while they work.
  void add_style(CLI::App& app) {
    CLI::Option* quiet = app.add_flag("-q,--quiet", style_.quiet);
    app.add_flag("-v,--verbose", style_.verbose)->excludes(quiet);
    app.add_flag("--plain", style_.plain);
    app.add_option("--color", colour_)->expected(1)->allow_extra_args(false);
  }

  /// Throws Error(kUsage) unless --color has one of its values.
  void take_colour() {
    for (const Flag& flag : style_flags()) {
      if (flag.name != "color" || colour_.empty()) continue;
      assign(flag, colour_, kCommandLine);
      style_.colour = colour_ == "always"  ? ConsoleStyle::Colour::kAlways
                      : colour_ == "never" ? ConsoleStyle::Colour::kNever
                                           : ConsoleStyle::Colour::kAuto;
    }
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
    const bool all = std::find(words_.begin(), words_.end(), "--all") != words_.end();
    for (const Verb& verb : verbs_) {
      if (verb.app->parsed() && verb.app->get_subcommands().empty())
        return help_of_command(*verb.command, all ? HelpExtent::kAll : HelpExtent::kUsual,
                               help_columns());
    }
    for (const auto& [name, app] : nouns_) {
      if (app->parsed()) return help_of_noun(commands_, name, help_columns());
    }
    return help_of_program(commands_, help_columns());
  }

  Parsed chosen() {
    const Verb* chosen = nullptr;
    for (const Verb& verb : verbs_) {
      if (verb.app->parsed()) chosen = &verb;  // a subcommand comes after its parent
    }
    if (chosen) {
      check_nothing_before(*chosen);
      take_colour();
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
    if (!noun) {
      names.emplace_back("help");
      for (const Topic& topic : topics()) names.emplace_back(topic.name);
    }
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
    const Flags known = all_flags(*verb.command);
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
      const auto flag =
          std::find_if(known.begin(), known.end(), [&](const Flag& f) { return f.name == name; });
      if (flag == known.end()) continue;
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
    std::vector<std::string> names;
    for (const Flag& flag : style_flags()) names.push_back(flag.name);
    if (const auto near = nearest(name, names))
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

  const Commands& commands_;
  CLI::App app_;
  bool wants_version_ = false;
  ConsoleStyle style_;
  std::string colour_;
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
