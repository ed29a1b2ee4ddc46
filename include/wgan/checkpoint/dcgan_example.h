#pragma once

#include "wgan/checkpoint/checkpoint.h"

/// Generators of the DCGAN in pytorch/examples: an nn.Sequential `main` of transposed convolutions
/// 4x4 without bias (main.0, main.3, main.6 …), batch norms behind all but the last (main.1, main.4
/// …), ReLU, and tanh. At 64x64 it is the network of `--arch dcgan`, but for the bias of the last
/// layer, which is zero here.
namespace wgan {

/// Returns the flags that build such a generator: --size, --channels, --latent, --features. Throws
/// Error(kModel) naming `file` if a tensor is missing, has another shape or does not belong there.
std::vector<std::pair<std::string, std::string>> flags_of_dcgan_example(const Checkpoint& weights,
                                                                        const Path& file);

/// Copies the weights, which have passed flags_of_dcgan_example, into a generator of these flags.
/// Throws Error(kModel) naming tensors and shapes if the generator has others.
void restore_dcgan_example(const Network& generator, const Checkpoint& weights, const Path& file);

}  // namespace wgan
