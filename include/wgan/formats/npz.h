#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "wgan/files/blob.h"

namespace wgan {

/// Bytes of an array, in a file of NumPy: in C order, from `offset` on.
struct ByteArray {
  std::shared_ptr<const Blob> file;
  int64_t offset = 0;
  std::vector<int64_t> shape;
};

/// Returns the array of a .npy file, or of a .npz file (a zip of such files, stored or deflated)
/// the first array of uint8 with three or four axes: what other programs keep pictures in. Throws
/// Error(kData), whose message is the reason alone, and Error(kDisk).
ByteArray open_npz(const std::shared_ptr<const Blob>& file);

}  // namespace wgan
