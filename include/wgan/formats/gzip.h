#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wgan {

/// What came out of a gzip stream, and why not all of it did: `fault` is empty if it was whole.
struct Unpacked {
  std::string bytes;
  std::string fault;
};

bool is_gzip(std::string_view file);

/// Unpacks a gzip file (RFC 1952), of one part or several, up to `most` bytes. A stream that is cut
/// off gives what is there; one that is damaged gives nothing, since its checksum comes last.
Unpacked gunzip(std::string_view file, int64_t most);

}  // namespace wgan
