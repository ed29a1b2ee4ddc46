#include "wgan/options/options.h"
#include "wgan/text/text.h"

namespace wgan {

std::optional<Activation> to_activation(std::string_view text) {
  constexpr std::string_view kLeaky = "lrelu:";
  if (text == "relu") return Activation{};
  if (!text.starts_with(kLeaky)) return std::nullopt;
  const auto slope = to_real(text.substr(kLeaky.size()));
  if (!slope || !(*slope > 0 && *slope < 1)) return std::nullopt;
  return Activation{*slope};
}

bool conditions_by_norm(const NetworkOptions& o) {
  return o.conditional &&
         (o.class_input == "norm" || (o.class_input == "auto" && o.generator_norm == "batch"));
}

}  // namespace wgan
