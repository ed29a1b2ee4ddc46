#pragma once

#include <vector>

#include "sheets.h"
#include "wgan/device/tensor.h"
#include "wgan/formats/npz_writer.h"
#include "wgan/image/image.h"

/// The file of `wgan sample --npz`. Private to this folder.
namespace wgan {

/// Writes the array of all pictures, that of their latents and, of a conditional model, that of
/// their classes.
class PictureArray {
 public:
  /// Throws Error(kUsage) if so many pictures are too large for a file.
  PictureArray(const Path& path, const SheetShape& shape, int64_t latent);

  /// Adds pictures of the classes `labels`, int64 [N], which may be undefined.
  void add(const std::vector<Image>& pictures, int64_t scale, const Tensor& labels);
  /// Call this once after the last picture, then `add_latents` for all of them.
  void begin_latents() { file_.begin("z", "<f4", {shape_.count, latent_}); }
  void add_latents(const Tensor& z);
  void commit();

 private:
  NpzWriter file_;
  SheetShape shape_;
  int64_t latent_;
  std::vector<int64_t> labels_;
};

}  // namespace wgan
