#include "picture_array.h"

#include "wgan/base/error.h"
#include "wgan/device/float_bytes.h"
#include "wgan/text/text.h"

namespace wgan {

PictureArray::PictureArray(const Path& path, const SheetShape& shape, int64_t latent)
    : file_(path), shape_(shape), latent_(latent) {
  const double size =
      static_cast<double>(shape.count) *
      (static_cast<double>(shape.width * shape.height) * static_cast<double>(shape.channels) +
       4 * static_cast<double>(latent));
  if (size > NpzWriter::kMost)
    throw Error(ExitCode::kUsage, cat("--npz: ", grouped(shape.count), " pictures take ",
                                      bytes(size), ", and a file holds ", bytes(NpzWriter::kMost),
                                      "; write several with --seeds"));
  file_.begin("images", "|u1", {shape.count, shape.height, shape.width, shape.channels});
}

void PictureArray::add(const std::vector<Image>& pictures, int64_t scale, const Tensor& labels) {
  for (const Image& small : pictures) {
    const Image picture = enlarged(small, scale);
    file_.write({reinterpret_cast<const char*>(picture.pixels.data()), picture.pixels.size()});
  }
  if (labels.defined())
    labels_.insert(labels_.end(), labels.const_data_ptr<int64_t>(),
                   labels.const_data_ptr<int64_t>() + labels.numel());
}

void PictureArray::add_latents(const Tensor& z) { file_.write(float_bytes(z)); }

void PictureArray::commit() {
  if (!labels_.empty()) {
    file_.begin("labels", "<i8", {std::ssize(labels_)});
    file_.write({reinterpret_cast<const char*>(labels_.data()), labels_.size() * sizeof(int64_t)});
  }
  file_.commit();
}

}  // namespace wgan
