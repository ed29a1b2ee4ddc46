#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wgan/files/blob.h"
#include "wgan/sets/each_picture.h"

/// A file of prepared pictures: the pixels; the labels, 32 bits each in the machine's own order;
/// what was skipped, as JSON; and a tail of fixed length with the lengths of the three and a digest
/// over all of them. The pixels come first, so that they lie as they are where the file is mapped.
namespace wgan {

/// What such a file holds beside its pixels.
struct PixelsFile {
  std::vector<int32_t> labels;  // one for each picture
  std::vector<Skipped> skipped;
};

/// What follows the pixels, which are the first `pixel_bytes` of `file`.
std::string pixels_file_end(const Blob& file, int64_t pixel_bytes, const PixelsFile& rest);

/// The same from the bytes between the pixels and the tail: the labels of so many pictures, and
/// JSON.
std::string pixels_file_end(const Blob& file, int64_t pixel_bytes, int64_t pictures,
                            std::string rest);

/// What a file of pictures of `picture_bytes` and labels below `classes` holds; nothing if it is
/// not whole. Throws Error(kDisk).
std::optional<PixelsFile> read_pixels_file(const Blob& file, int64_t picture_bytes,
                                           int64_t classes);

}  // namespace wgan
