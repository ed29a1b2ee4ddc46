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

Flags train_flags(TrainOptions& o) {
  return joined({source_flags(o.data.source), preparation_flags(o.data),
                 augment_flags(o.data.augment), critic_view_flags(o.data), loss_flags(o),
                 network_flags(o), optimizer_flags(o), run_flags(o)});
}

}  // namespace wgan
