#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The texts in a PNG file (PNG specification, section 11.3.3): tEXt chunks of a keyword and a text
/// in Latin-1, of which this program writes ASCII alone.
namespace wgan {

using PngTexts = std::vector<std::pair<std::string, std::string>>;  // keyword, text

/// Returns the PNG file with these texts before its pixels. A keyword has 1 to 79 printable ASCII
/// characters, a text ASCII alone; throws std::logic_error otherwise, or if `png` is no PNG file.
std::string with_texts(std::string_view png, const PngTexts& texts);

/// Returns the texts in a PNG file, in their order; leaves out chunks that are torn or whose
/// checksum is wrong, and everything after them. Nothing for another file.
PngTexts texts_of(std::string_view png);

}  // namespace wgan
