#pragma once

#include "layers.h"
#include "wgan/networks/list.h"

/// What the architectures of wgan/networks/list.h are built from. Private to this folder.
namespace wgan {

/// How the last layer of a critic gets the features: all at once by a convolution or a dense layer,
/// or pixel by pixel.
enum class Score { kWholeMap, kEachPixel, kDense };

/// The plan of a convolutional generator and critic.
struct ConvolutionalPlan {
  std::vector<Extent> critic_maps, generator_maps;  // from the picture down to the smallest map
  int64_t widest = 1 << 20;    // limit of the channels, which double with each map, in --features
  bool norm_of_first = true;   // the critic's first convolution has a norm too
  bool all_biases = false;     // layers before a norm have biases too, in both networks
  bool critic_biases = false;  // layers before a norm have biases too, in the critic
  bool dense_first = false;    // z goes through a dense layer with a batch norm of each feature
  OddPadding odd = OddPadding::kBehind;
  Score score = Score::kWholeMap;
  double norm_momentum = 0.1, norm_epsilon = 1e-5;
};
Layers convolutional_generator(const NetworkOptions& options, const ConvolutionalPlan& plan,
                               int64_t channels);
Layers convolutional_critic(const NetworkOptions& options, const ConvolutionalPlan& plan,
                            int64_t channels);

/// How often the networks halve the picture: --depth, or while both sides have 8 pixels or more.
int64_t usual_halvings(const NetworkOptions& options, Size size);
/// The channels of the maps that are halved `level` times: half of --features at the size of the
/// picture, twice as many for each halving, and at most eight times --features.
int64_t doubled_width(const NetworkOptions& options, size_t level);

/// The extents of the feature maps: each is half of the one before, rounded up. 100 gives 100, 50,
/// 25, 13, 7 for four halvings. Throws Error(kUsage) if a side of one pixel would be halved.
std::vector<Extent> halvings(Size size, int64_t count);

/// The length of the input of the generator's first layer: z, and the embedding of the class.
int64_t input_length(const NetworkOptions& options);
/// Appends the embedding of the class if the options ask for one.
void add_class_input(Layers& layers, const NetworkOptions& options);

/// Appends the end of a critic, from `channels` maps of `extent` to one score, or one for each
/// class.
void add_score(Layers& layers, const NetworkOptions& options, int64_t channels, Extent extent,
               Score score);

}  // namespace wgan
