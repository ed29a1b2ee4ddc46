#include "completion.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>

#include "help.h"
#include "topics.h"
#include "wgan/commands/completion.h"
#include "wgan/run/facts.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

struct Candidate {
  std::string word;
  std::string meaning{};
};

struct Answer {
  std::string kind = "words";
  std::vector<Candidate> candidates{};
};

bool is_flag(const std::string& word) { return word.size() > 1 && word[0] == '-'; }

/// The part of a command line before the word to complete.
struct Line {
  const Command* command = nullptr;
  Flags flags{};                                           // the command's
  std::vector<std::pair<std::string, std::string>> set{};  // flags, and their values or ""
  const Flag* waiting = nullptr;                           // for its value, which comes next
};

const Flag* flag_of(const Flags& flags, const std::string& word) {
  std::string name = word.substr(std::min(word.find_first_not_of('-'), word.size()));
  if (name == "q") name = "quiet";
  if (name == "v") name = "verbose";
  const auto flag =
      std::find_if(flags.begin(), flags.end(), [&](const Flag& f) { return f.name == name; });
  return flag == flags.end() ? nullptr : &*flag;
}

/// Reads the words after the command.
void read_words(Line& line, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (word == "=") continue;  // bash separates it
    if (line.waiting) {
      line.set.emplace_back(line.waiting->name, word);
      line.waiting = nullptr;
    } else if (is_flag(word)) {
      const size_t equals = word.find('=');
      const Flag* flag = flag_of(line.flags, word.substr(0, equals));
      if (!flag) continue;
      if (equals == std::string::npos && !flag->field.is_switch()) line.waiting = flag;
      else
        line.set.emplace_back(flag->name,
                              equals == std::string::npos ? "" : word.substr(equals + 1));
    } else {
      line.set.emplace_back(line.command->text.positional, word);
    }
  }
}

/// Returns the class names of the model that the line names.
std::vector<std::string> class_names(const Line& line) {
  for (const auto& [flag, value] : line.set) {
    if (flag != "ckpt") continue;
    try {
      const Path path = value;
      const Path file = std::filesystem::is_directory(path) ? path / "g.pt" : path;
      return classes_in(read_sealed(file).index.text);
    } catch (const std::exception&) {
    }
  }
  return {};
}

Answer values_of(const Flag& flag, const Line& line) {
  Answer answer;
  for (const std::string& choice : flag.choices) answer.candidates.push_back({choice});
  if (!answer.candidates.empty()) return answer;
  const std::string command = line.command->text.name;
  if (flag.name == "preset" || command.starts_with("presets")) {
    for (const std::string& name : preset_names(configs_folder()))
      answer.candidates.push_back({name});
    if (flag.name != "preset") answer.kind = "files";
  } else if (flag.name == "class" || flag.name.ends_with("-class")) {
    for (const std::string& name : class_names(line)) answer.candidates.push_back({name});
    if (flag.name == "class" && command == "sample") answer.candidates.push_back({"all"});
  } else if (flag.metavar == "FILE|RUN" || flag.name == "init-from") {
    answer.kind = "models";
  } else if (flag.metavar.starts_with("DIR") || flag.metavar == "RUN") {
    answer.kind = "folders";
  } else if (flag.metavar.find("FILE") != std::string::npos || flag.metavar == "PATH") {
    answer.kind = "files";
    if (flag.name == "data") answer.candidates.push_back({"demo", "drawn creatures"});
  } else {
    for (std::string_view word : split(flag.metavar, '|')) {  // "auto|cpu|cuda[:I]"
      word = word.substr(0, word.find('['));
      const bool literal = std::all_of(word.begin(), word.end(),
                                       [](char c) { return std::islower(c) || std::isdigit(c); });
      if (literal && !word.empty()) answer.candidates.push_back({std::string(word)});
    }
  }
  return answer;
}

/// Puts `prefix` before every candidate.
Answer after(const std::string& prefix, Answer answer) {
  for (Candidate& candidate : answer.candidates) candidate.word = prefix + candidate.word;
  return answer;
}

/// Returns the values for a word that may hold some already: "swd,co".
Answer values_for(const Flag& flag, const Line& line, const std::string& word) {
  const size_t comma = word.rfind(',');
  if (comma == std::string::npos || flag.choices.empty()) return values_of(flag, line);
  return after(word.substr(0, comma + 1), values_of(flag, line));
}

Answer flags_for(const Line& line) {
  Answer answer;
  for (const Flag& flag : line.flags) {
    const bool is_set = std::any_of(line.set.begin(), line.set.end(),
                                    [&](const auto& set) { return set.first == flag.name; });
    if (!is_set || flag.field.is_repeated())
      answer.candidates.push_back({dashed(flag.name), flag.help});
  }
  answer.candidates.push_back({"--help", "Print the flags that people use most"});
  return answer;
}

/// Returns the commands, and with `noun` those after that word.
Answer commands_after(const Commands& commands, const std::string& noun) {
  Answer answer;
  std::set<std::string> seen;
  for (const Command& command : commands) {
    const std::string name = command.text.name;
    const size_t space = name.find(' ');
    if (!noun.empty()) {
      if (name.starts_with(noun + " "))
        answer.candidates.push_back({name.substr(noun.size() + 1), command.text.summary});
    } else if (seen.insert(name.substr(0, space)).second) {
      answer.candidates.push_back(
          {name.substr(0, space), space == std::string::npos ? command.text.summary : ""});
    }
  }
  return answer;
}

const Command* find_command(const Commands& commands, const std::string& name) {
  const auto command = std::find_if(commands.begin(), commands.end(),
                                    [&](const Command& c) { return c.text.name == name; });
  return command == commands.end() ? nullptr : &*command;
}

Answer answer_for(const Commands& commands, std::vector<std::string> words) {
  std::string current = words.empty() ? "" : words.back();
  if (!words.empty()) words.pop_back();
  if (current == "=") current.clear();
  if (!words.empty() && words[0] == "help") {
    words.erase(words.begin());
    if (words.empty()) {
      Answer answer = commands_after(commands, "");
      for (const Topic& topic : topics()) answer.candidates.push_back({topic.name, topic.summary});
      return answer;
    }
    return commands_after(commands, words[0]);
  }
  if (words.empty()) {
    Answer answer = commands_after(commands, "");
    answer.candidates.push_back({"help", "Print the help of a command, or a topic"});
    answer.candidates.push_back({"--version", "Print versions"});
    return answer;
  }
  Line line;
  size_t used = 1;
  line.command = find_command(commands, words[0]);
  if (words.size() > 1) {
    if (const Command* below = find_command(commands, cat(words[0], " ", words[1]))) {
      line.command = below;
      used = 2;
    }
  }
  if (!line.command) return words.size() == 1 ? commands_after(commands, words[0]) : Answer{};
  line.flags = all_flags(*line.command);
  read_words(line, {words.begin() + static_cast<std::ptrdiff_t>(used), words.end()});
  if (line.waiting) return values_for(*line.waiting, line, current);
  if (is_flag(current) || current == "-") {
    const size_t equals = current.find('=');
    if (equals == std::string::npos) return flags_for(line);
    const Flag* flag = flag_of(line.flags, current.substr(0, equals));
    return flag ? after(current.substr(0, equals + 1),
                        values_for(*flag, line, current.substr(equals + 1)))
                : Answer{};
  }
  Answer answer;
  if (const Flag* flag = flag_of(line.flags, line.command->text.positional))
    answer = values_for(*flag, line, current);
  if (used == 1) {  // "presets d" may become "presets diff"
    for (const Candidate& below : commands_after(commands, words[0]).candidates)
      answer.candidates.push_back(below);
  }
  return answer;
}

// bash would expand words that it is given as a list, and a class of a stranger's model may be
// named
// "$(…)": the words are compared here and quoted one by one.
constexpr const char* kBash = R"(# bash completion of wgan
_wgan() {
  local IFS=$'\n' lines word i current=${COMP_WORDS[COMP_CWORD]}
  [[ $current == '=' ]] && current=
  mapfile -t lines < <("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=()
  for ((i = 1; i < ${#lines[@]}; i += 2)); do
    word=${lines[i]}
    [[ $word == "$current"* ]] || continue
    [[ $word == *[!A-Za-z0-9_.,:/=+-]* ]] && printf -v word %q "$word"
    COMPREPLY+=("$word")
  done
  case ${lines[0]} in
    files) compopt -o filenames; COMPREPLY+=($(compgen -f -- "$current")) ;;
    folders) compopt -o filenames; COMPREPLY+=($(compgen -d -- "$current")) ;;
    models) compopt -o filenames
      COMPREPLY+=($(compgen -d -- "$current") $(compgen -f -X '!*.pt' -- "$current")) ;;
  esac
}
complete -F _wgan wgan
)";

constexpr const char* kZsh = R"(#compdef wgan
# zsh completion of wgan
_wgan() {
  local -a lines described
  local i
  lines=("${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for ((i = 2; i < $#lines; i += 2)); do
    described+=("${lines[i]//:/\\:}:${lines[i+1]}")
  done
  (( $#described )) && _describe -V wgan described
  case $lines[1] in
    files) _files ;;
    folders) _files -/ ;;
    models) _files -g '*.pt' ;;
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _wgan "$@"; else compdef _wgan wgan; fi
)";

constexpr const char* kFish = R"(# fish completion of wgan
function __wgan_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l lines ($words[1] __complete $words[2..-1] 2>/dev/null)
  for i in (seq 2 2 (count $lines))
    printf '%s\t%s\n' $lines[$i] $lines[(math $i + 1)]
  end
  switch $lines[1]
    case files
      __fish_complete_path (commandline -ct)
    case folders
      __fish_complete_directories (commandline -ct)
    case models
      __fish_complete_directories (commandline -ct)
      __fish_complete_suffix (commandline -ct) .pt
  end
end
complete -c wgan -f -a '(__wgan_complete)'
)";

}  // namespace

std::string completion_answer(const Commands& commands, std::vector<std::string> words) {
  const Answer answer = answer_for(commands, std::move(words));
  std::string text = answer.kind + "\n";
  for (const Candidate& candidate : answer.candidates)
    text += cat(candidate.word, "\n",
                candidate.meaning.empty() ? candidate.word : candidate.meaning, "\n");
  return text;
}

std::string completion_script(const std::string& shell) {
  return shell == "bash" ? kBash : shell == "zsh" ? kZsh : kFish;
}

ExitCode Completion::run() const {
  std::cout << completion_script(shell);
  return ExitCode::kDone;
}

}  // namespace wgan
