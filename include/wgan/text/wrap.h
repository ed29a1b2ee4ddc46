#pragma once

#include <string>
#include <string_view>

namespace wgan {

/// Returns how many columns a terminal gives to a UTF-8 text. Counts a character as one column.
size_t columns_of(std::string_view text);

/// Returns the words of `text` in lines of at most `columns` columns, without a line end after the
/// last. All lines but the first begin with `indent` spaces, which count. A word that alone is
/// longer gets a line of its own.
std::string wrapped(std::string_view text, size_t columns, size_t indent);

}  // namespace wgan
