#pragma once

#include <string>

namespace wgan {

/// Returns `text` for use in HTML and SVG, also in attributes: nothing in it is markup.
std::string html(const std::string& text);

}  // namespace wgan
