#include <memory>

#include "command.h"

namespace wgan {
namespace {

template <typename Verb>
Command command_of() {
  const auto verb = std::make_shared<Verb>();
  return {Verb::kText, [verb] { return verb->flags(); },
          [](const Assignments& typed) -> Request {
            Verb told;
            told.take(typed);
            return told;
          },
          Verb::kInEngine};
}

template <typename... Verbs>
Commands commands_of(const std::variant<Verbs...>* /*type*/) {
  return {command_of<Verbs>()...};
}

}  // namespace

Commands all_commands() { return commands_of(static_cast<const Request*>(nullptr)); }

}  // namespace wgan
