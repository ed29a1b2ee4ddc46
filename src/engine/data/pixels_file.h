#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wgan/files/blob.h"
#include "wgan/sets/each_picture.h"

/// A file of prepared pictures: the pixels; the labels, 32 bits each in the machine's own order;
/// what was skipped, as JSON; and a tail of fixed length with the lengths of the three and a digest
/// over all of them. The pixels come first, so that they are usable in place when the file is
/// mapped.
namespace wgan {

/// What a file of prepared pictures holds besides its pixels.
struct PixelsFile {
  std::vector<int32_t> labels;  // one for each picture
  std::vector<Skipped> skipped;
};

/// Returns the end of the file, after the pixels, which are the first `pixel_bytes` of `file`.
std::string pixels_file_end(const Blob& file, int64_t pixel_bytes, const PixelsFile& rest);

/// Returns the end of the file from the bytes between the pixels and the tail: the labels of
/// `pictures` pictures, and JSON.
std::string pixels_file_end(const Blob& file, int64_t pixel_bytes, int64_t pictures,
                            std::string rest);

/// Reads a file of pictures of `picture_bytes` bytes with labels below `classes`. Returns nothing
/// if it is not intact. Throws Error(kDisk).
std::optional<PixelsFile> read_pixels_file(const Blob& file, int64_t picture_bytes,
                                           int64_t classes);

}  // namespace wgan
