#pragma once

#include "wgan/lab/experiment.h"
#include "wgan/options/variants.h"

/// The experiments of the laboratory, in the order in which they make a tour. To add one, add its
/// entry here and define its `run` in a file of its own in src/engine/lab.
namespace wgan::experiments {

/// An entry declares `static Finding run(const LabOptions&, const LabProgress&)` and has
///   kName     its name,
///   kTitle    its heading,
///   kSource   what it rebuilds, empty if it goes beyond the articles,
///   kStory    a few sentences: the question, what is done, and what to look at,
///   kFlags    the flags that change it, apart from --seed and --quick.
struct Experiment : Variant {
  static constexpr const char* kSource = "";
};

struct Optimum : Experiment {
  static constexpr const char* kName = "optimum";
  static constexpr const char* kTitle = "The best discriminator, and what it measures";
  static constexpr const char* kSource = "seed 003, \"What is the optimal value for D?\"; seed 002";
  static constexpr const char* kStory =
      "For a generator that stays as it is, the best discriminator is D* = p / (p + q), and its "
      "loss "
      "is 2 JS(p, q) - 2 log 2. So a discriminator that has learnt everything turns the game into "
      "the minimisation of the Jensen-Shannon divergence. Seed 000 calls the minimum of that loss "
      "\"JS divergence\" and log 2; at the minimum JS is 0, and the loss is -2 log 2. The second "
      "curve is a small network that was shown samples of both laws and nothing else.";
  static Finding run(const LabOptions& options, const LabProgress& progress);
};

struct Gauss : Experiment {
  static constexpr const char* kName = "gauss";
  static constexpr const char* kTitle = "KL and JS of two normal laws";
  static constexpr const char* kSource = "seed 003, figure 1";
  static constexpr const char* kStory =
      "The KL divergence adds up p log(p / q), the JS divergence the mean of two such terms "
      "against "
      "the mean of both laws. JS is symmetric and lies between 0 and log 2 = 0.693 nats, which is "
      "1 bit: seed 003's bounds of 0 and 1 are those of base 2. Between two normal laws of the "
      "same "
      "width, KL is symmetric as well; with a wide law w = N(1, 4), it is not.";
  static Finding run(const LabOptions& options, const LabProgress& progress);
};

struct Shift : Experiment {
  static constexpr const char* kName = "shift";
  static constexpr const char* kTitle = "A law slides away";
  static constexpr const char* kSource = "seed 002, figures 2 and 3";
  static constexpr const char* kStory =
      "A normal law moves away from another one. JS rises, then stays at log 2, and its slope is "
      "what a generator would learn from: it vanishes faster than exponentially. The Wasserstein "
      "distance is the distance itself, so its slope is 1 wherever the law is.";
  static Finding run(const LabOptions& options, const LabProgress& progress);
};

struct JsSamples : Experiment {
  static constexpr const char* kName = "js-samples";
  static constexpr const char* kTitle = "Two samples of the same law";
  static constexpr const char* kSource = "seed 004, on samples that never overlap";
  static constexpr const char* kStory =
      "Two finite samples of one law have no number in common, so the JS divergence of the samples "
      "is log 2, as if the laws had nothing to do with each other, however many numbers there are. "
      "Bins bring it down, at the price of choosing them. The Wasserstein distance of the samples "
      "falls towards 0, the distance of the laws.";
  static Finding run(const LabOptions& options, const LabProgress& progress);
};

struct SupportsInSpace : Experiment {
  static constexpr const char* kName = "supports";
  static constexpr const char* kTitle = "Thin supports have a perfect discriminator";
  static constexpr const char* kSource = "seed 003, figure 4";
  static constexpr const char* kStory =
      "Pictures that a generator makes of 100 numbers lie on a surface of at most 100 dimensions "
      "in "
      "a space of thousands, and real ones are on something thin as well. Two lines or two planes "
      "in space meet in nearly no point, so that a discriminator which asks what a point is nearer "
      "to is always right. Two cubes that overlap by half have no such discriminator.";
  static Finding run(const LabOptions& options, const LabProgress& progress);
};

struct Nash : Experiment {
  static constexpr const char* kName = "nash";
  static constexpr const char* kTitle = "Two players who never agree";
  static constexpr const char* kSource = "seed 003, figure 3";
  static constexpr const char* kStory =
      "One player moves x to make xy small, the other moves y to make it large. If both step at "
      "the "
      "same time, each step takes them sqrt(1 + eta^2) times as far from the equilibrium at 0. In "
      "turns, as GANs are trained, they go round for ever. Optimistic updates, which go twice "
      "along "
      "the gradient and back along the one before (Daskalakis 2018), come to rest.";
  static constexpr std::initializer_list<const char*> kFlags{"eta", "steps"};
  static Finding run(const LabOptions& options, const LabProgress& progress);
};

struct Dirac : Experiment {
  static constexpr const char* kName = "dirac";
  static constexpr const char* kTitle = "The smallest GAN: which losses come to rest";
  static constexpr const char* kStory =
      "The real law is one point, the generated law another one, and the critic a line through 0 "
      "(the Dirac-GAN of Mescheder 2018). Everything that a GAN can do near its answer shows here: "
      "plain losses, clipping and WGAN-GP circle it, zero-centred penalties on the slope of the "
      "critic (R1, R2, and r3 with both) bring it to rest. These are the losses of this program, "
      "not formulas for this page.";
  static constexpr std::initializer_list<const char*> kFlags{"steps"};
  static Finding run(const LabOptions& options, const LabProgress& progress);
};

struct EarthMover : Experiment {
  static constexpr const char* kName = "earth-mover";
  static constexpr const char* kTitle = "Moving earth";
  static constexpr const char* kSource = "seed 003, figure 7; seed 004";
  static constexpr const char* kStory =
      "The Wasserstein distance of two histograms is the least work of moving the earth of one "
      "into "
      "the shape of the other, mass times distance. On a line, what crosses each border is known: "
      "what the bins before it have too much of. The plan is one of those that cost as little, and "
      "a function that changes by at most 1 from bin to bin proves that none costs less.";
  static constexpr std::initializer_list<const char*> kFlags{"p", "q"};
  static Finding run(const LabOptions& options, const LabProgress& progress);
};

struct ParallelLines : Experiment {
  static constexpr const char* kName = "lines";
  static constexpr const char* kTitle = "Two parallel lines";
  static constexpr const char* kSource = "seed 003, figure 8; seed 000, figure 2";
  static constexpr const char* kStory =
      "The real law is a vertical line at 0, the generated one a line at theta. KL is infinite and "
      "JS log 2 wherever theta is not 0, so neither says which way to go; W is |theta|. A critic "
      "with a gradient penalty, trained on points of both lines, finds it: its gap over its slope.";
  static constexpr std::initializer_list<const char*> kFlags{"theta"};
  static Finding run(const LabOptions& options, const LabProgress& progress);
};

struct Dual : Experiment {
  static constexpr const char* kName = "dual";
  static constexpr const char* kTitle = "The other side of the distance";
  static constexpr const char* kSource =
      "seed 003, \"Use Wasserstein distance as GAN loss function\"; "
      "seed 002, equation 11; seed 000";
  static constexpr const char* kStory =
      "By Kantorovich and Rubinstein, W is the largest gap E f(real) - E f(fake) of a function "
      "whose "
      "slope is at most 1. A critic's raw gap is W times its own slope, which nobody knows under "
      "clipping. Over its largest slope, the gap of a critic with a gradient penalty is the "
      "distance "
      "of the samples, which sorting them gives exactly.";
  static Finding run(const LabOptions& options, const LabProgress& progress);
};

struct Lipschitz : Experiment {
  static constexpr const char* kName = "lipschitz";
  static constexpr const char* kTitle = "How steep a critic may be";
  static constexpr const char* kSource = "seed 004, the drawings of smooth and steep curves";
  static constexpr const char* kStory =
      "Three critics learn to tell a pile of numbers from another one. The free one has no reason "
      "to "
      "stop getting steeper. Clipped weights bound its slope at some number that depends on widths "
      "and depths; seed 004 calls clipping an engineering approach, and so it is. A gradient "
      "penalty "
      "makes the slope 1.";
  static Finding run(const LabOptions& options, const LabProgress& progress);
};

}  // namespace wgan::experiments

namespace wgan {

using ExperimentList =
    VariantList<experiments::Optimum, experiments::Gauss, experiments::Shift,
                experiments::JsSamples, experiments::SupportsInSpace, experiments::Nash,
                experiments::Dirac, experiments::EarthMover, experiments::ParallelLines,
                experiments::Dual, experiments::Lipschitz>;

}  // namespace wgan
