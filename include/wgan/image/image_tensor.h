#pragma once

#include <vector>

#include "wgan/device/tensor.h"
#include "wgan/image/image.h"

/// Converts pictures to and from tensors. Tensors of pictures are float [N, C, H, W] in [-1, 1]
/// everywhere in the program, except where the critic sees them (`critic_input.h`).
namespace wgan {

/// Maps a byte to [-1, 1].
inline float to_unit(uint8_t byte) { return static_cast<float>(byte) / 127.5F - 1; }

/// Converts the bytes [H, W, C] of a picture to floats in [-1, 1], [C, H, W] in memory, or [H, W,
/// C] for at::MemoryFormat::ChannelsLast.
void to_floats(const uint8_t* pixels, Size size, int64_t channels, at::MemoryFormat format,
               float* floats);

/// Convert bytes to [-1, 1], and back with rounding and clamping; a byte survives the round trip.
/// to_images takes a tensor on any device.
Tensor to_tensor(const std::vector<Image>& images);
std::vector<Image> to_images(const Tensor& images);

}  // namespace wgan
