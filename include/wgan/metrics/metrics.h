#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "wgan/device/tensor.h"
#include "wgan/metrics/list.h"

/// Numbers that say how good generated pictures are: how far their distribution is from that of
/// real ones, how varied they are, whether they are copies. They need no weights of a trained
/// network.
///
/// A number is a function of the pictures and the seed alone: what runs on several threads works on
/// parts of fixed size, one thread each, and is summed in a fixed order.
namespace wgan {

/// Pictures of one shape, uint8 [N, H, W, C], contiguous, on the processor.
using Pictures = Tensor;

/// What a metric compares.
struct Comparison {
  Pictures real, fake;
  Pictures training;  // every real picture that a fake may copy
  /// Classes of the training pictures, int64 [N], each from 0 to its largest; undefined if they
  /// have none.
  Tensor labels{};
  uint64_t seed = 0;       // of what a metric draws
  int64_t replicates = 0;  // of the bootstrap (Efron 1979); 0 = no standard errors are wanted
};

/// What a good value is.
enum class Good {
  kLow,       // the lower, the better
  kLikeReal,  // as that of real pictures
};

struct Estimate {
  std::string name;  // "swd-64"
  Good good = Good::kLow;
  double value = 0;
  double error = 0;    // standard error; NaN if none was wanted
  int64_t count = 0;   // pictures on each side, or pairs of them, that it was made from
  bool share = false;  // of `count` pictures that have something, so that the law is binomial
};

/// A metric's estimate beside that of real pictures: a metric that compares two sets was given two
/// disjoint halves of the real pictures; one that describes a set was given real pictures.
struct Score {
  Estimate fake, real;
  /// The 95 % confidence interval of the value: 1.96 standard errors either way, or that of Wilson
  /// 1927 for a share, which is not empty when no picture has it.
  double low() const;
  double high() const;
};

struct EvaluateOptions {
  uint64_t seed = 0;
  Tensor labels{};                   // of the real pictures, as in Comparison
  std::vector<std::string> metrics;  // names in metrics/list.h; empty = all
  int64_t replicates = 100;          // of the bootstrap
};

/// Called before each metric with its name, how many are done, and how many there are. Returns
/// whether to go on.
using MetricProgress = std::function<bool(const char* name, int64_t done, int64_t all)>;

/// Measures `fake` against `real`, all real pictures in random order. Both have at least
/// kFewestPictures pictures, of the same shape. Leaves out a metric that cannot work on this shape.
std::vector<Score> evaluate(const Pictures& real, const Pictures& fake,
                            const EvaluateOptions& options, const MetricProgress& progress = {});

/// A generated picture and the real one that is nearest to it, as it is or mirrored, with their
/// distance in levels of 255.
struct Match {
  int64_t fake, real;
  double distance;
};
/// Returns those of the `most` generated pictures that are nearest to a real one, the nearest
/// first.
std::vector<Match> closest_matches(const Pictures& training, const Pictures& fake, int64_t most);

}  // namespace wgan
