#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wgan/formats/sealed_file.h"

namespace wgan {

/// What is wrong with an index.
struct IndexFault {
  std::string text;
  bool newer = false;  // its only fault: a later version made it
};

/// Reads `wgan.json` event by event, so that it builds only what the index needs.
std::optional<IndexFault> parse_index_json(std::string_view json, SealedIndex& index);

}  // namespace wgan
