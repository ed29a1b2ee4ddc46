#pragma once

#include "wgan/lab/experiment.h"
#include "wgan/options/variants.h"

/// The experiments of the laboratory, in the order in which they make a tour. To add one, add its
/// entry here and define its `run` in a file of its own in src/engine/lab.
namespace wgan::experiments {

/// An entry declares `static Finding run(const LabOptions&, LabTools&)` and has
///   kName     its name,
///   kTitle    its heading,
///   kSource   what it rebuilds, empty if it goes beyond the articles,
///   kStory    a few sentences: the question, what is done, and what to look at,
///   kFlags    the flags that change it, apart from --seed and --quick,
///   kRunFlags those that change it with --run, apart from --seed, if --run is one of them.
struct Experiment : Variant {
  static constexpr const char* kSource = "";
  static constexpr std::initializer_list<const char*> kRunFlags{};
  /// Whether there must be pictures of the user's; else those of the demo do.
  static constexpr bool kNeedsData = false;
};

struct Optimum : Experiment {
  static constexpr const char* kName = "optimum";
  static constexpr const char* kTitle = "The best discriminator, and what it measures";
  static constexpr const char* kSource =
      "article 003, \"What is the optimal value for D?\"; article 002";
  static constexpr const char* kStory =
      "For a generator that stays as it is, the best discriminator is D* = p / (p + q), and its "
      "loss is 2 JS(p, q) - 2 log 2. So a discriminator that has learnt everything turns the "
      "game into the minimisation of the Jensen-Shannon divergence. Article 000 calls the "
      "minimum of that loss the JS divergence and gives it as -log 2; at the minimum JS is 0, "
      "and the loss is -2 log 2. Article 004 prints the generator's cost as 1 - log D(G(z)), "
      "where it is log(1 - D(G(z))). The second curve is a small network that was shown samples "
      "of both laws and nothing else.";
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct Gauss : Experiment {
  static constexpr const char* kName = "gauss";
  static constexpr const char* kTitle = "KL and JS of two normal laws";
  static constexpr const char* kSource = "article 003, figure 1";
  static constexpr const char* kStory =
      "The KL divergence adds up p log(p / q), the JS divergence the mean of two such terms "
      "against the mean of both laws. JS is symmetric and lies between 0 and log 2 = 0.693 "
      "nats, which is 1 bit: article 003's bounds of 0 and 1 are those of base 2. Between two "
      "normal laws of the same width, KL is symmetric as well; with a wide law w = N(1, 4), it "
      "is not.";
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct Shift : Experiment {
  static constexpr const char* kName = "shift";
  static constexpr const char* kTitle = "A law slides away";
  static constexpr const char* kSource = "article 002, figures 2 and 3";
  static constexpr const char* kStory =
      "A normal law moves away from another one. JS rises, then stays at log 2, and its slope "
      "is what a generator would learn from: it vanishes faster than exponentially. The "
      "Wasserstein distance is the distance itself, so its slope is 1 wherever the law is.";
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct JsSamples : Experiment {
  static constexpr const char* kName = "js-samples";
  static constexpr const char* kTitle = "Two samples of the same law";
  static constexpr const char* kSource = "article 004, on samples that never overlap";
  static constexpr const char* kStory =
      "Two finite samples of one law have hardly a number in common, so the JS divergence of "
      "the samples is log 2, as if the laws had nothing to do with each other, however many "
      "numbers there are. Bins bring it down, at the price of choosing them. The Wasserstein "
      "distance of the samples falls towards 0, the distance of the laws.";
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct SupportsInSpace : Experiment {
  static constexpr const char* kName = "supports";
  static constexpr const char* kTitle = "Thin supports have a perfect discriminator";
  static constexpr const char* kSource = "article 003, figure 4";
  static constexpr const char* kStory =
      "Pictures that a generator makes of 100 numbers lie on a surface of at most 100 "
      "dimensions in a space of thousands, and real ones are on something thin as well. Two "
      "lines or two planes in space meet in nearly no point, so that a discriminator which asks "
      "what a point is nearer to is always right. Two cubes that overlap by half have no such "
      "discriminator.";
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct Nash : Experiment {
  static constexpr const char* kName = "nash";
  static constexpr const char* kTitle = "Two players who never agree";
  static constexpr const char* kSource = "article 003, figure 3";
  static constexpr const char* kStory =
      "One player moves x to make xy small, the other moves y to make it large. If both step at "
      "the same time, each step takes them sqrt(1 + eta^2) times as far from the equilibrium at "
      "0. In turns, as GANs are trained, they go round for ever. Optimistic updates, which go "
      "twice along the gradient and back along the one before (Daskalakis 2018), come to rest.";
  static constexpr std::initializer_list<const char*> kFlags{"eta", "steps"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct Dirac : Experiment {
  static constexpr const char* kName = "dirac";
  static constexpr const char* kTitle = "The smallest GAN: which losses come to rest";
  static constexpr const char* kStory =
      "The real law is one point, the generated law another one, and the critic a line through "
      "0 (the Dirac-GAN of Mescheder 2018). Everything that a GAN can do near its answer shows "
      "here: Wasserstein losses, clipping, WGAN-GP and the minimax cost circle it, the "
      "non-saturating cost creeps there like 1 / sqrt(steps), zero-centred penalties on the "
      "slope of the critic (R1, R2, and r3 with both) bring it to rest. These are the losses of "
      "this program, not formulas for this page.";
  static constexpr std::initializer_list<const char*> kFlags{"steps"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct EarthMover : Experiment {
  static constexpr const char* kName = "earth-mover";
  static constexpr const char* kTitle = "Moving earth";
  static constexpr const char* kSource = "article 003, figure 7; article 004";
  static constexpr const char* kStory =
      "The Wasserstein distance of two histograms is the least work of moving the earth of one "
      "into the shape of the other, mass times distance. On a line, what crosses each border is "
      "known: what the bins before it have too much of. The plan is one of those that cost as "
      "little, and a function that changes by at most 1 from bin to bin proves that none costs "
      "less.";
  static constexpr std::initializer_list<const char*> kFlags{"from", "to"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct ParallelLines : Experiment {
  static constexpr const char* kName = "lines";
  static constexpr const char* kTitle = "Two parallel lines";
  static constexpr const char* kSource = "article 003, figure 8; article 000, figure 2";
  static constexpr const char* kStory =
      "The real law is a vertical line at 0, the generated one a line at theta. KL is infinite "
      "and JS log 2 wherever theta is not 0, so neither says which way to go; W is |theta|. A "
      "critic with a gradient penalty, trained on points of both lines, finds it: its gap over "
      "its slope.";
  static constexpr std::initializer_list<const char*> kFlags{"theta"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct Dual : Experiment {
  static constexpr const char* kName = "dual";
  static constexpr const char* kTitle = "The other side of the distance";
  static constexpr const char* kSource =
      "article 003, \"Use Wasserstein distance as GAN loss function\"; "
      "article 002, equation 11; article 000";
  static constexpr const char* kStory =
      "By Kantorovich and Rubinstein, W is the largest gap E f(real) - E f(fake) of a function "
      "whose slope is at most 1. A critic's raw gap is W times its own slope, which nobody "
      "knows under clipping. Over its largest slope, the gap of a critic with a gradient "
      "penalty is the distance of the samples, which sorting them gives exactly.";
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct Lipschitz : Experiment {
  static constexpr const char* kName = "lipschitz";
  static constexpr const char* kTitle = "How steep a critic may be";
  static constexpr const char* kSource = "article 004, the drawings of smooth and steep curves";
  static constexpr const char* kStory =
      "Three critics learn to tell a pile of numbers from another one. The free one has no "
      "reason to stop getting steeper. Clipped weights bound its slope at some number that "
      "depends on widths and depths; article 004 calls clipping an engineering approach, and so "
      "it is. A gradient penalty holds the slope near 1: at 1.1 here, where gap minus penalty "
      "is largest. It is the critic that must be Lipschitz, not the generator, as article 001 "
      "has it.";
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct ModesRing : Experiment {
  static constexpr const char* kName = "modes-ring";
  static constexpr const char* kTitle = "Eight modes on a ring";
  static constexpr const char* kSource = "article 003, figure 6";
  static constexpr const char* kStory =
      "Half of a generator's work is to make something of every kind. Here the kinds are eight "
      "small heaps of points. One GAN has the networks that article 003 names for mode "
      "collapse: four layers of 512 units with ReLU; another one and the WGAN-GP have three of "
      "128, and two numbers of z, as in the toys of Gulrajani 2017. A mode is hit if a tenth of "
      "its share of the samples is on it. The films show the critic's level sets, real points and "
      "generated ones. Article 000 hopes that a WGAN has no mode collapse at all, which is more "
      "than anyone has "
      "shown.";
  static constexpr std::initializer_list<const char*> kFlags{"steps"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct ModesGrid : Experiment {
  static constexpr const char* kName = "modes-grid";
  static constexpr const char* kTitle = "Twenty-five modes on a grid";
  static constexpr const char* kSource = "article 003, figure 6; Gulrajani 2017, figure 1a";
  static constexpr const char* kStory = "The same with 25 heaps, which lie closer together.";
  static constexpr std::initializer_list<const char*> kFlags{"steps"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct SwissRoll : Experiment {
  static constexpr const char* kName = "swiss-roll";
  static constexpr const char* kTitle = "A thin spiral";
  static constexpr const char* kSource = "Gulrajani 2017, figure 1a";
  static constexpr const char* kStory =
      "The real law is a spiral, thin and folded, as pictures are in their space. A WGAN-GP "
      "learns it; the level sets show what its critic has understood.";
  static constexpr std::initializer_list<const char*> kFlags{"steps"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct Unconstrained : Experiment {
  static constexpr const char* kName = "unconstrained";
  static constexpr const char* kTitle = "A critic without a leash";
  static constexpr const char* kSource =
      "article 004, on outputs that go to plus and minus infinity";
  static constexpr const char* kStory =
      "The loss E f(real) - E f(fake) grows if f is multiplied by a large number. So without a "
      "constraint on its slope, a critic learns to be large, and its number says nothing.";
  static constexpr std::initializer_list<const char*> kFlags{"steps"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct ClipDepth : Experiment {
  static constexpr const char* kName = "clip-depth";
  static constexpr const char* kTitle = "Clipping, depth and norms";
  static constexpr const char* kSource = "article 002, figure 5, left; Gulrajani 2017, figure 1b";
  static constexpr const char* kStory =
      "Each layer multiplies the gradient on its way back by something that the clip bounds. A "
      "small clip lets it vanish in a deep critic, a large one lets it grow, and batch norm "
      "mends the scale. A gradient penalty asks for a slope of 1, so that the layers have to "
      "keep it. --run follows the gradient through a run's critic.";
  static constexpr std::initializer_list<const char*> kFlags{"run"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct Weights : Experiment {
  static constexpr const char* kName = "weights";
  static constexpr const char* kTitle = "Where the weights end up";
  static constexpr const char* kSource = "article 002, figure 5, right; Gulrajani 2017, figure 1b";
  static constexpr const char* kStory =
      "A clipped critic becomes as steep as it may by pushing its weights to the clip; one with "
      "a penalty has no such wall. The weights start well inside the clip. --run shows those of "
      "a run.";
  static constexpr std::initializer_list<const char*> kFlags{"run"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct Interpolates : Experiment {
  static constexpr const char* kName = "interpolates";
  static constexpr const char* kTitle = "The slope that the penalty asks for";
  static constexpr const char* kSource = "article 002, lemma 1";
  static constexpr const char* kStory =
      "A function whose slope is at most 1 everywhere is one whose gradient has a norm of at "
      "most 1; the best critic has a norm of 1 between the points that it moves. Under WGAN-GP "
      "the norm half way between real and generated points goes there and stays. --run measures "
      "it all the way from real to generated pictures of a run.";
  static constexpr std::initializer_list<const char*> kFlags{"steps", "run"},
      kRunFlags{"data", "quick"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct StackedDigits : Experiment {
  static constexpr const char* kName = "stacked-digits";
  static constexpr const char* kTitle = "A thousand modes";
  static constexpr const char* kSource = "article 003, figure 6; Metz 2017, section 3.3.1";
  static constexpr bool kNeedsData = true;
  static constexpr const char* kStory =
      "Three random digits, one in each channel, make a picture with one of a thousand numbers. "
      "A small classifier reads them in the samples, so that modes can be counted in pictures "
      "too. It needs digits with their classes: --data mnist/.";
  static constexpr std::initializer_list<const char*> kFlags{"steps", "data"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct Vanishing : Experiment {
  static constexpr const char* kName = "vanishing";
  static constexpr const char* kTitle = "The better the critic, the less it teaches";
  static constexpr const char* kSource = "article 003, figure 5; article 004";
  static constexpr const char* kStory =
      "A DCGAN trains for 1, 10 and 25 epochs. Each time its generator stops, and a fresh "
      "critic learns against it. The gradient that reaches the generator through the minimax "
      "cost falls by orders of magnitude as the critic gets better; through the non-saturating "
      "cost it grows; through the critic of a WGAN-GP it stays, so that its critic may be "
      "trained as well as one likes. --run takes the generator of a run.";
  static constexpr std::initializer_list<const char*> kFlags{"steps", "data", "run"},
      kRunFlags{"steps", "data", "quick"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct Jacobian : Experiment {
  static constexpr const char* kName = "jacobian";
  static constexpr const char* kTitle = "How many dimensions pictures have";
  static constexpr const char* kSource = "article 003, \"Low dimensional supports\"";
  static constexpr const char* kStory =
      "A picture of 64x64 pixels in colour has 12,288 numbers, and a generator makes it of 100: "
      "its pictures can hardly fill up the space. The derivative of the picture with respect to "
      "z says how much each direction of z changes them; the effective rank, the exponential of "
      "the entropy of their shares, is how many directions matter. --run looks at a run's "
      "generator.";
  static constexpr std::initializer_list<const char*> kFlags{"run"}, kRunFlags{"quick"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct Checkerboard : Experiment {
  static constexpr const char* kName = "checkerboard";
  static constexpr const char* kTitle = "Checkerboards before the first step";
  static constexpr const char* kSource = "article 000, on kernels and padding; Odena 2016";
  static constexpr const char* kStory =
      "A transposed convolution of stride 2 writes each kernel two pixels on from the one "
      "before. Unless 2 divides its size, more kernels overlap on one pixel than on the next, "
      "and a flat map comes out with a pattern. Resizing first and convolving then has none. "
      "--run looks for the pattern in a run's pictures.";
  static constexpr std::initializer_list<const char*> kFlags{"run"}, kRunFlags{"data", "quick"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct DeadUnits : Experiment {
  static constexpr const char* kName = "dead-units";
  static constexpr const char* kTitle = "Units that never speak again";
  static constexpr const char* kSource = "article 000, on leaky ReLU";
  static constexpr const char* kStory =
      "Behind a ReLU, a unit that is below zero for every input gets no gradient and stays so. "
      "Leaky ReLU lets a fifth of it through. --run counts such units in a run's networks.";
  static constexpr std::initializer_list<const char*> kFlags{"run"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct Normalisation : Experiment {
  static constexpr const char* kName = "normalisation";
  static constexpr const char* kTitle = "The range of values that the critic sees";
  static constexpr const char* kSource = "article 001, on normalisation";
  static constexpr const char* kStory =
      "Article 001 brings its pictures from [0, 1] to [-1, 1] and reports much faster "
      "convergence. The same run with values from -1 to 1 (half), from 0 to 1 (none) and with "
      "mean 0 and deviation 1 in each channel (channel).";
  static constexpr std::initializer_list<const char*> kFlags{"steps", "data"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

struct Kernels : Experiment {
  static constexpr const char* kName = "kernels";
  static constexpr const char* kTitle = "Kernels and hollow figures";
  static constexpr const char* kSource = "article 000, on its \"hollow black area\"";
  static constexpr const char* kStory =
      "Some of article 000's Pokemon have black holes in them, and it expects fewer with "
      "kernels smaller than its 5x5. The share of nearly black areas that do not reach the "
      "border, in samples of a clipped WGAN with kernels of 3 and of 5. --data takes pictures "
      "of your own, --run those that a run makes.";
  static constexpr std::initializer_list<const char*> kFlags{"steps", "data", "run"},
      kRunFlags{"data", "quick"};
  static Finding run(const LabOptions& options, LabTools& tools);
};

}  // namespace wgan::experiments

namespace wgan {

using ExperimentList =
    VariantList<experiments::Gauss, experiments::Optimum, experiments::Shift,
                experiments::JsSamples, experiments::Nash, experiments::Dirac,
                experiments::SupportsInSpace, experiments::Jacobian, experiments::Vanishing,
                experiments::ModesRing, experiments::ModesGrid, experiments::StackedDigits,
                experiments::EarthMover, experiments::ParallelLines, experiments::Dual,
                experiments::Lipschitz, experiments::Unconstrained, experiments::ClipDepth,
                experiments::Weights, experiments::Interpolates, experiments::SwissRoll,
                experiments::Checkerboard, experiments::DeadUnits, experiments::Normalisation,
                experiments::Kernels>;

}  // namespace wgan
