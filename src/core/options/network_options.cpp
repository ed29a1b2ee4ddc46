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

const std::string& arch_of_generator(const NetworkOptions& o) {
  return o.generator_arch == "same" ? o.arch : o.generator_arch;
}
const std::string& arch_of_critic(const NetworkOptions& o) {
  return o.critic_arch == "same" ? o.arch : o.critic_arch;
}

bool conditions_by_norm(const NetworkOptions& o) {
  return o.conditional &&
         (o.class_input == "norm" || (o.class_input == "auto" && o.generator_norm == "batch"));
}

}  // namespace wgan
