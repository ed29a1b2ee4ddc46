#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wgan/data/data.h"

namespace wgan {

/// Returns a sentence that names the kinds of pictures of which a folder with several sets is made,
/// with their counts; nothing if it holds one set. A kind is a group of classes whose pictures
/// nearly all have one size and one number of channels, which differ from those of another.
std::optional<std::string> mixed_kinds(const std::vector<PictureShape>& shapes,
                                       const std::vector<std::string>& classes);

/// Returns a sentence if `--fit cover` cuts more than a tenth off half of the pictures, with what
/// keeps them whole; nothing if not.
std::optional<std::string> cut_by_fit(const std::vector<PictureShape>& shapes,
                                      const DataOptions& options);

}  // namespace wgan
