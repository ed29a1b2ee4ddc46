#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>

#include "wgan/image_tensor.h"

namespace wgan {

Tensor to_tensor(const std::vector<Image>& images) {
  const Image& first = images.front();
  const int64_t area = first.width * first.height;
  Tensor tensor =
      at::empty({static_cast<int64_t>(images.size()), first.channels, first.height, first.width});
  float* to = tensor.data_ptr<float>();
  for (const Image& image : images) {
    for (int64_t c = 0; c < image.channels; ++c) {
      for (int64_t i = 0; i < area; ++i)
        *to++ = to_unit(image.pixels[static_cast<size_t>(i * image.channels + c)]);
    }
  }
  return tensor;
}

std::vector<Image> to_images(const Tensor& images) {
  const Tensor tensor = images.detach().to(at::kCPU, at::kFloat).contiguous();
  const int64_t channels = tensor.size(1), area = tensor.size(2) * tensor.size(3);
  const float* from = tensor.data_ptr<float>();
  std::vector<Image> out(static_cast<size_t>(tensor.size(0)),
                         Image(tensor.size(3), tensor.size(2), channels));
  for (Image& image : out) {
    for (int64_t c = 0; c < channels; ++c) {
      for (int64_t i = 0; i < area; ++i) {
        const float byte = std::nearbyint((*from++ + 1) * 127.5F);
        image.pixels[static_cast<size_t>(i * channels + c)] =
            static_cast<uint8_t>(std::min(255.0F, std::max(0.0F, byte)));
      }
    }
  }
  return out;
}

}  // namespace wgan
