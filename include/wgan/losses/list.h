#pragma once

#include <memory>

#include "wgan/options/variants.h"

/// The losses. To add one, add its entry here and define its `make` in a file of its own in
/// src/engine/losses.
namespace wgan {

class Loss;
struct LossOptions;

namespace losses {

/// Work in forward passes of the critic over one batch of pictures: so many of all layers, less so
/// many of the first and of the last one.
struct Share {
  double all = 0, first = 0, last = 0;
};
/// The critic's work in an update of itself, and in one of the generator.
struct Passes {
  /// Forward, and the gradients of the weights and of all layers' inputs but the first's, for real
  /// and for generated pictures.
  Share critic{6, 2, 0};
  Share generator{2, 0, 0};  // forward and back to the pictures
};

/// An entry declares `static std::unique_ptr<Loss> make(const LossOptions&)` and has
///   kName     its name as a value of `--loss`,
///   kAlias    a second name, empty if there is none,
///   kSummary  one line that names its source.
struct Entry : Variant {
  static constexpr const char* kAlias = "";
  /// Passes of the critic whose activations are alive at once in its update, for the estimate of
  /// memory: those over real and fake pictures, and about one of gradients on their way.
  static constexpr int kPassesAlive = 3;
  static constexpr Passes kPasses{};
};

/// The settings of Radford 2015.
inline constexpr std::initializer_list<Setting> kDcganSettings{
    {"n-critic", "1"}, {"critic-norm", "batch"}, {"optimizer", "adam"},
    {"rate", "2e-4"},  {"beta1", "0.5"},         {"beta2", "0.999"}};

struct Gan : Entry {
  static constexpr const char* kName = "gan";
  static constexpr const char* kSummary =
      "Goodfellow 2014, with the settings of DCGAN (Radford 2015)";
  static constexpr std::initializer_list<Setting> kDefaults = kDcganSettings;
  static constexpr std::initializer_list<const char*> kFlags{"label-smooth", "label-flip", "r1",
                                                             "r2", "gp-every"};
  static std::unique_ptr<Loss> make(const LossOptions& options);
};

struct LeastSquares : Entry {
  static constexpr const char* kName = "ls";
  static constexpr const char* kAlias = "lsgan";
  static constexpr const char* kSummary =
      "Least squares (Mao 2017), with the settings of DCGAN (Radford 2015)";
  static constexpr std::initializer_list<Setting> kDefaults = kDcganSettings;
  static constexpr std::initializer_list<const char*> kFlags{"label-smooth", "label-flip"};
  static std::unique_ptr<Loss> make(const LossOptions& options);
};

struct Hinge : Entry {
  static constexpr const char* kName = "hinge";
  static constexpr const char* kSummary =
      "Hinge (Lim 2017), with the settings of Miyato 2018; --critic-norm spectral adds its norm";
  static constexpr std::initializer_list<Setting> kDefaults{
      {"n-critic", "5"}, {"critic-norm", "none"}, {"optimizer", "adam"},
      {"rate", "2e-4"},  {"beta1", "0"},          {"beta2", "0.9"}};
  static constexpr std::initializer_list<const char*> kFlags{"r1", "r2", "gp-every"};
  static std::unique_ptr<Loss> make(const LossOptions& options);
};

struct WganClip : Entry {
  static constexpr const char* kName = "clip";
  static constexpr const char* kAlias = "wgan";
  static constexpr const char* kSummary = "WGAN with weight clipping (Arjovsky 2017, Algorithm 1)";
  static constexpr std::initializer_list<Setting> kDefaults{
      {"n-critic", "5"}, {"critic-norm", "batch"}, {"optimizer", "rmsprop"},
      {"rate", "5e-5"},  {"rms-decay", "0.99"},    {"clip", "0.01"}};
  static constexpr std::initializer_list<const char*> kFlags{"clip", "clip-norm-params"};
  static std::unique_ptr<Loss> make(const LossOptions& options);
};

struct WganGp : Entry {
  static constexpr const char* kName = "gp";
  static constexpr const char* kAlias = "wgan-gp";
  static constexpr const char* kSummary =
      "WGAN with gradient penalty (Gulrajani 2017, Algorithm 1)";
  static constexpr std::initializer_list<Setting> kDefaults{
      {"n-critic", "5"}, {"critic-norm", "none"}, {"optimizer", "adam"}, {"rate", "1e-4"},
      {"beta1", "0"},    {"beta2", "0.9"},        {"gp-lambda", "10"}};
  static constexpr std::initializer_list<const char*> kFlags{"gp-lambda", "gp-sides", "gp-every"};
  static constexpr int kPassesAlive = 7;  // the masks, both ends of each layer of the chain, too
  /// And the forward pass between the pictures, the chain, and its gradient by weights and masks.
  static constexpr Passes kPasses{.critic = {10, 2, 1}};
  static std::unique_ptr<Loss> make(const LossOptions& options);
};

struct Relativistic : Entry {
  static constexpr const char* kName = "r3";
  static constexpr const char* kAlias = "r3gan";
  static constexpr const char* kSummary =
      "Relativistic pairs with gradient penalties on real and generated pictures (Huang 2024)";
  static constexpr std::initializer_list<Setting> kDefaults{
      {"n-critic", "1"}, {"critic-norm", "none"}, {"optimizer", "adam"}, {"rate", "2e-4"},
      {"beta1", "0"},    {"beta2", "0.99"},       {"gamma", "1"}};
  static constexpr std::initializer_list<const char*> kFlags{"gamma", "gamma-end", "gp-every"};
  /// Inputs and chain of real and generated ones, and the tangent's maps; measured.
  static constexpr int kPassesAlive = 13;
  /// Forward, chain, tangent and the gradients of the weights, for real and for generated pictures;
  /// the generator's loss also needs the scores of real ones.
  static constexpr Passes kPasses{.critic = {8, 0, 2}, .generator = {3, 0, 0}};
  static std::unique_ptr<Loss> make(const LossOptions& options);
};

struct Dragan : Entry {
  static constexpr const char* kName = "dragan";
  static constexpr const char* kSummary =
      "GAN with a gradient penalty around the real pictures (Kodali 2017)";
  static constexpr std::initializer_list<Setting> kDefaults{
      {"n-critic", "1"}, {"critic-norm", "none"}, {"optimizer", "adam"}, {"rate", "2e-4"},
      {"beta1", "0.5"},  {"beta2", "0.999"},      {"gp-lambda", "10"}};
  static constexpr std::initializer_list<const char*> kFlags{"gp-lambda", "gp-sides", "gp-every",
                                                             "label-smooth", "label-flip"};
  static constexpr int kPassesAlive = WganGp::kPassesAlive;
  static constexpr Passes kPasses = WganGp::kPasses;
  static std::unique_ptr<Loss> make(const LossOptions& options);
};

struct WganUnconstrained : Entry {
  static constexpr const char* kName = "none";
  static constexpr const char* kSummary =
      "WGAN without any constraint, whose critic grows without bound: to see why there are others";
  static constexpr std::initializer_list<Setting> kDefaults{{"n-critic", "5"},
                                                            {"critic-norm", "batch"},
                                                            {"optimizer", "rmsprop"},
                                                            {"rate", "5e-5"},
                                                            {"rms-decay", "0.99"}};
  static std::unique_ptr<Loss> make(const LossOptions& options);
};

}  // namespace losses

using LossList =
    VariantList<losses::Gan, losses::LeastSquares, losses::Hinge, losses::WganClip, losses::WganGp,
                losses::Relativistic, losses::Dragan, losses::WganUnconstrained>;

}  // namespace wgan
