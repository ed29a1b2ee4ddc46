#pragma once

#include "layers.h"

/// What architectures share, and the list of them.
namespace wgan {

/// How the last layer of a critic sees the features: all at once by a convolution or a dense layer,
/// or pixel by pixel.
enum class Score { kWholeMap, kEachPixel, kDense };

/// What tells one pair of convolutional networks from another.
struct Convolutional {
  std::vector<Extent> critic_maps, generator_maps;  // from the picture down to the smallest map
  int64_t widest = 1 << 20;    // times --features; until then the channels double with each halving
  bool norm_of_first = true;   // a norm after the critic's first convolution too
  bool all_biases = false;     // biases also where a norm follows; generator and critic
  bool critic_biases = false;  // the same for the critic alone
  bool dense_first =
      false;  // z goes through a dense layer, and batch norm counts each of its numbers
  OddPadding odd = OddPadding::kBehind;
  Score score = Score::kWholeMap;
  double norm_momentum = 0.1, norm_epsilon = 1e-5;
};
Layers convolutional_generator(const NetworkOptions& options, const Convolutional& plan,
                               int64_t channels);
Layers convolutional_critic(const NetworkOptions& options, const Convolutional& plan,
                            int64_t channels);

/// The extents of the feature maps: each is half of the one before, rounded up. 100 gives 100, 50,
/// 25, 13, 7 for four halvings. Throws Error(kUsage) where a side of one pixel would be halved.
std::vector<Extent> halvings(Size size, int64_t count);

/// Length of what the generator's first layer gets: z, and the embedding of the class.
int64_t input_length(const NetworkOptions& options);
/// The embedding, where the class comes in by one.
void add_class_input(Layers& layers, const NetworkOptions& options);

/// The end of a critic, from `channels` maps of `extent` to the scores: one, or one a class.
void add_score(Layers& layers, const NetworkOptions& options, int64_t channels, Extent extent,
               Score score);

/// Radford 2015, at any height and width from 16 up.
Convolutional dcgan(const NetworkOptions& options, Size size);

/// The tables of Xiang's Pokemon WGAN, in Keras' conventions: "same" padding, batch norm with
/// momentum 0.8 and epsilon 1e-3. 128 pixels there, any size from 17 up here.
Convolutional pokemon(const NetworkOptions& options, Size size);

/// Hao Ning's anime faces, in PyTorch's conventions. 64 pixels there, any size from 16 up here.
Convolutional anime(const NetworkOptions& options, Size size);

/// Fully connected: as many layers and units as said, the picture at once.
Layers mlp_generator(const NetworkOptions& options, Size size, int64_t channels);
Layers mlp_critic(const NetworkOptions& options, Size size, int64_t channels);

}  // namespace wgan
