#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>

#include "wgan/image/image_tensor.h"

namespace wgan {

void to_floats(const uint8_t* pixels, Size size, int64_t channels, at::MemoryFormat format,
               float* floats) {
  const auto area = static_cast<size_t>(size.width * size.height);
  thread_local std::vector<uint8_t> separated;
  const uint8_t* from = pixels;
  if (channels > 1 && format == at::MemoryFormat::Contiguous) {
    separated.resize(area * static_cast<size_t>(channels));
    std::vector<cv::Mat> parts;
    for (size_t c = 0; c < static_cast<size_t>(channels); ++c)
      parts.emplace_back(1, static_cast<int>(area), CV_8U, separated.data() + c * area);
    cv::split(cv::Mat(1, static_cast<int>(area), CV_8UC(static_cast<int>(channels)),
                      const_cast<uint8_t*>(pixels)),
              parts.data());
    from = separated.data();
  }
  for (size_t i = 0; i < area * static_cast<size_t>(channels); ++i) floats[i] = to_unit(from[i]);
}

Tensor to_tensor(const std::vector<Image>& images) {
  const Image& first = images.front();
  Tensor tensor =
      at::empty({static_cast<int64_t>(images.size()), first.channels, first.height, first.width});
  float* to = tensor.data_ptr<float>();
  for (const Image& image : images) {
    to_floats(image.pixels.data(), {image.width, image.height}, image.channels,
              at::MemoryFormat::Contiguous, to);
    to += image.pixels.size();
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
