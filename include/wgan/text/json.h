#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace wgan {

/// Returns JSON as the commands print it: indented, in ASCII, with a line break at its end. What is
/// not UTF-8 becomes U+FFFD.
inline std::string json_text(const nlohmann::ordered_json& json) {
  return json.dump(2, ' ', /*ensure_ascii=*/true,
                   nlohmann::ordered_json::error_handler_t::replace) +
         "\n";
}

}  // namespace wgan
