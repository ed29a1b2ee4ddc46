#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wgan/sealed_file.h"

namespace wgan {

/// Reads `wgan.json` event by event, so that nothing is built that the index does not need. Says
/// what is wrong, if anything.
std::optional<std::string> parse_index_json(std::string_view json, SealedIndex& index);

}  // namespace wgan
