#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

#include "sets/set_file.h"
#include "wgan/base/error.h"

namespace wgan {

extern const SetFormat kCifar10, kStl10, kMnist;

/// Returns a set file from fuzzed bytes: the first two say how many of the rest are its labels, and
/// whether there are any.
inline SetFile fuzzed_file(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const size_t wanted = size < 2 ? 0 : data[0] + 256u * (data[1] & 0x7F);
  const std::string rest = size < 2 ? "" : bytes.substr(2);
  const size_t labels = std::min(wanted, rest.size());
  SetFile file{"fuzzed", "", memory_blob(rest.substr(labels)), nullptr, {}, {}};
  if (size >= 2 && (data[1] & 0x80) != 0) file.labels = memory_blob(rest.substr(0, labels));
  return file;
}

/// Reads everything in a source, and aborts if it breaks its promises.
inline void read_all(const ImageSource& source) {
  const auto classes = static_cast<int64_t>(source.classes().size());
  constexpr int64_t kMost = 300;
  for (int64_t i = 0; i < std::min(kMost, source.size()); ++i) {
    const int64_t label = source.label(i);
    if (label < -1 || label >= classes) std::abort();
    try {
      const Image image = source.read(i);
      const int64_t bytes = image.width * image.height * image.channels;
      if (image.width <= 0 || bytes != static_cast<int64_t>(image.pixels.size())) std::abort();
    } catch (const Error& error) {
      if (error.code() != ExitCode::kData) std::abort();
    }
  }
}

}  // namespace wgan
