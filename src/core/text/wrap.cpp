#include "wgan/text/wrap.h"

#include <algorithm>

#include "wgan/text/text.h"

namespace wgan {

size_t columns_of(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;  // not inside a character
  }));
}

std::string wrapped(std::string_view text, size_t columns, size_t indent) {
  std::string result;
  size_t used = indent;  // the first line's place too, which the caller has filled
  bool begins = true;
  for (const std::string_view word : split(text, ' ')) {
    if (word.empty()) continue;
    const size_t wide = columns_of(word);
    if (!begins && used + 1 + wide > columns) {
      result += "\n" + std::string(indent, ' ');
      used = indent;
      begins = true;
    }
    if (!begins) {
      result += ' ';
      ++used;
    }
    result += word;
    used += wide;
    begins = false;
  }
  return result;
}

}  // namespace wgan
