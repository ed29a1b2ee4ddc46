#include <algorithm>

#include "train_tables.h"
#include "wgan/text/text.h"

namespace wgan {

std::function<std::string()> only_with(const char* setting, const std::string& field,
                                       std::vector<std::string> wanted) {
  return [setting, &field, wanted = std::move(wanted)]() -> std::string {
    if (std::find(wanted.begin(), wanted.end(), field) != wanted.end()) return {};
    return cat("it belongs to --", setting, " ", join(wanted, " or "), ", and this run has --",
               setting, " ", field);
  };
}

std::function<std::string()> only_with_either(
    const char* setting, std::vector<std::string> wanted,
    std::function<std::pair<std::string, std::string>()> both) {
  return [setting, wanted = std::move(wanted), both = std::move(both)]() -> std::string {
    const auto [one, other] = both();
    for (const std::string& name : wanted) {
      if (one == name || other == name) return {};
    }
    return cat("it belongs to --", setting, " ", join(wanted, " or "), ", and this run has --",
               setting, " ", one, one == other ? "" : cat(" and ", other));
  };
}

std::string needs_a_schedule(const TrainOptions& o) {
  return only_with("schedule", o.schedule, {"linear", "cosine"})();
}

std::vector<std::string> joined_with(const char* first, std::vector<std::string> rest) {
  rest.insert(rest.begin(), first);
  return rest;
}

Flags train_flags(TrainOptions& o) {
  return joined({source_flags(o.data.source), preparation_flags(o.data),
                 augment_flags(o.data.augment), critic_view_flags(o.data), loss_flags(o),
                 network_flags(o), optimizer_flags(o), run_flags(o)});
}

}  // namespace wgan
