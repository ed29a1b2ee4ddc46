#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wgan {

/// The unpacked bytes of a gzip stream. `fault` says why they are incomplete; it is empty if they
/// are whole.
struct Unpacked {
  std::string bytes;
  std::string fault;
};

bool is_gzip(std::string_view file);

/// Unpacks a gzip file (RFC 1952), of one part or several, up to `most` bytes. A truncated stream
/// yields what is there; a damaged one yields nothing, since its checksum comes last.
Unpacked gunzip(std::string_view file, int64_t most);

}  // namespace wgan
