#pragma once

#include <memory>

#include "wgan/options/variants.h"

/// The optimizers. To add one, add its entry here and define its `make` in a file of its own in
/// src/engine/optimizers.
namespace wgan {

class Optimizer;
struct OptimizerOptions;
struct Parameter;

/// The defaults of an entry are the usual numbers of its paper or of PyTorch. They serve the losses
/// whose paper uses another optimizer.
namespace optimizers {

/// Kingma and Ba 2015, Algorithm 1.
struct Adam : Variant {
  static constexpr const char* kName = "adam";
  static constexpr std::initializer_list<Setting> kDefaults{{"beta1", "0.9"}, {"beta2", "0.999"}};
  static constexpr std::initializer_list<const char*> kFlags{"beta1", "beta2"};
  static std::unique_ptr<Optimizer> make(const OptimizerOptions& options,
                                         const std::vector<Parameter>& parameters);
};

/// Loshchilov and Hutter 2019, with PyTorch's weight decay.
struct AdamW : Variant {
  static constexpr const char* kName = "adamw";
  static constexpr std::initializer_list<Setting> kDefaults{
      {"beta1", "0.9"}, {"beta2", "0.999"}, {"weight-decay", "0.01"}};
  static constexpr std::initializer_list<const char*> kFlags{"beta1", "beta2", "weight-decay"};
  static std::unique_ptr<Optimizer> make(const OptimizerOptions& options,
                                         const std::vector<Parameter>& parameters);
};

/// Tieleman and Hinton 2012 with PyTorch's alpha; theirs is 0.9.
struct RmsProp : Variant {
  static constexpr const char* kName = "rmsprop";
  static constexpr std::initializer_list<Setting> kDefaults{{"rms-decay", "0.99"}};
  static constexpr std::initializer_list<const char*> kFlags{"rms-decay", "momentum"};
  static std::unique_ptr<Optimizer> make(const OptimizerOptions& options,
                                         const std::vector<Parameter>& parameters);
};

/// Stochastic gradient descent with momentum (Polyak 1964).
struct Sgd : Variant {
  static constexpr const char* kName = "sgd";
  static constexpr std::initializer_list<const char*> kFlags{"momentum"};
  static std::unique_ptr<Optimizer> make(const OptimizerOptions& options,
                                         const std::vector<Parameter>& parameters);
};

}  // namespace optimizers

using OptimizerList =
    VariantList<optimizers::Adam, optimizers::AdamW, optimizers::RmsProp, optimizers::Sgd>;

}  // namespace wgan
