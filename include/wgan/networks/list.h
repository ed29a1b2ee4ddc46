#pragma once

#include <cstdint>
#include <memory>

#include "wgan/options/variants.h"

/// The architectures. To add one, add its entry here and define its functions in a file of its own
/// in src/engine/networks.
namespace wgan {

class Layer;
struct ConvolutionalPlan;
struct NetworkOptions;
struct Size;

/// An entry declares either `plan`, from which the builder of convolutional networks makes both
/// networks, or `generator` and `critic`, which return their layers. Its defaults are what its
/// paper or its author chose; they win over the defaults of the loss.
namespace architectures {

struct Convolutional : Variant {
  static constexpr std::initializer_list<const char*> kFlags{"features", "depth", "kernel", "up"};
};

struct Stacked : Variant {
  static constexpr std::initializer_list<const char*> kFlags{"features", "depth"};
  static constexpr std::initializer_list<Setting> kDefaults{
      {"critic-norm", "none"}, {"generator-norm", "none"}, {"init", "he"}, {"act", "lrelu:0.2"}};
};

/// Radford 2015, at any height and width from 16 up.
struct Dcgan : Convolutional {
  static constexpr const char* kName = "dcgan";
  static ConvolutionalPlan plan(const NetworkOptions& options, Size size);
};

/// The tables of Xiang's Pokemon WGAN, in Keras' conventions: "same" padding, batch norm with
/// momentum 0.8 and epsilon 1e-3. The tables are for 128 pixels; any size from 17 up works.
struct Pokemon : Convolutional {
  static constexpr const char* kName = "pokemon";
  static constexpr std::initializer_list<Setting> kDefaults{{"features", "16"}, {"kernel", "5"}};
  static ConvolutionalPlan plan(const NetworkOptions& options, Size size);
};

/// Hao Ning's anime faces, in PyTorch's conventions. The original is for 64 pixels; any size from
/// 16 up works.
struct Anime : Convolutional {
  static constexpr const char* kName = "anime";
  static constexpr std::initializer_list<Setting> kDefaults{{"kernel", "5"}};
  static ConvolutionalPlan plan(const NetworkOptions& options, Size size);
};

/// Fully connected layers, of which the options give the number and the width.
struct Mlp : Variant {
  static constexpr const char* kName = "mlp";
  static constexpr std::initializer_list<Setting> kDefaults{{"critic-norm", "none"},
                                                            {"generator-norm", "none"}};
  static constexpr std::initializer_list<const char*> kFlags{"mlp-layers", "mlp-width"};
  static std::vector<std::unique_ptr<Layer>> generator(const NetworkOptions& options, Size size,
                                                       int64_t channels);
  static std::vector<std::unique_ptr<Layer>> critic(const NetworkOptions& options, Size size,
                                                    int64_t channels);
};

/// Bilinear resampling and 3x3 convolutions without norms. The generator starts from a learnt map.
struct Plain : Stacked {
  static constexpr const char* kName = "plain";
  static std::vector<std::unique_ptr<Layer>> generator(const NetworkOptions& options, Size size,
                                                       int64_t channels);
  static std::vector<std::unique_ptr<Layer>> critic(const NetworkOptions& options, Size size,
                                                    int64_t channels);
};

/// The residual networks of WGAN-GP (Gulrajani 2017, appendices C and F): up to 32 pixels those for
/// CIFAR-10, whose maps have twice --features channels; above, those for 64 pixels.
struct Resnet : Variant {
  static constexpr const char* kName = "resnet";
  static constexpr std::initializer_list<const char*> kFlags{"features", "depth"};
  static constexpr std::initializer_list<Setting> kDefaults{{"init", "he"}, {"act", "relu"}};
  static std::vector<std::unique_ptr<Layer>> generator(const NetworkOptions& options, Size size,
                                                       int64_t channels);
  static std::vector<std::unique_ptr<Layer>> critic(const NetworkOptions& options, Size size,
                                                    int64_t channels);
};

/// R3GAN's networks (Huang 2024): residual blocks of 1x1, grouped 3x3 and 1x1 convolutions without
/// norms, bilinear resampling between them.
struct Modern : Stacked {
  static constexpr const char* kName = "modern";
  static constexpr std::initializer_list<const char*> kFlags{"features", "depth", "blocks",
                                                             "expansion", "group-size"};
  static std::vector<std::unique_ptr<Layer>> generator(const NetworkOptions& options, Size size,
                                                       int64_t channels);
  static std::vector<std::unique_ptr<Layer>> critic(const NetworkOptions& options, Size size,
                                                    int64_t channels);
};

}  // namespace architectures

using ArchitectureList = VariantList<architectures::Dcgan, architectures::Pokemon,
                                     architectures::Anime, architectures::Mlp, architectures::Plain,
                                     architectures::Resnet, architectures::Modern>;

}  // namespace wgan
