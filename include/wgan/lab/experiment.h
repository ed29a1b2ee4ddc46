#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "wgan/base/image.h"
#include "wgan/plot/plot.h"
#include "wgan/text/text.h"

/// The laboratory: arguments about GANs as experiments. An experiment is a function from options to
/// named numbers, verdicts and drawings; it knows no terminal, no file and no HTML.
namespace wgan {

struct LabOptions {
  uint64_t seed = 0;
  bool quick = false;  // few steps, for tests: numbers that are learnt become coarse
  std::vector<double> theta{-1, -0.5, 0, 0.5, 1};    // distances of two parallel lines
  std::vector<double> p{3, 2, 1, 4}, q{1, 2, 4, 3};  // two histograms
  double eta = 0.1;                                  // rate of the updates of a game
  std::string run;    // folder of a run to look at; empty = the experiment's own networks
  int64_t steps = 0;  // of an experiment; 0 = its own
};

/// A number that an experiment found.
struct LabNumber {
  std::string name;
  double value;
};

/// What an experiment was to show, and whether its numbers do.
struct Verdict {
  enum class Kind {
    kCheck,  // a number that mathematics gives: else something is wrong
    kClaim,  // what an article says: that it does not hold here is a result
  };
  std::string text;
  bool holds;
  std::string found;  // the numbers that decide
  Kind kind = Kind::kCheck;
};

/// A table of numbers, for a file of comma-separated values; every experiment fills one.
struct LabTable {
  std::vector<std::string> columns;
  std::vector<std::vector<double>> rows;
  std::vector<std::string> names{};  // of the rows, for the first column; empty = rows of numbers
};

/// A picture that is no plot, such as samples.
struct LabPicture {
  std::string name;  // of its file, without an extension
  std::string caption;
  Image image;
  std::vector<Image> frames{};  // of a moving picture, if it is one; `image` is its last
};

struct Finding {
  std::vector<LabNumber> numbers;
  std::vector<Verdict> verdicts;
  LabTable table;
  std::vector<Plot> plots;
  std::vector<LabPicture> pictures;

  /// Adds a check that a number is the expected one up to a difference.
  void expect_near(const std::string& what, double value, double expected, double difference);
  /// Adds what a network was to learn: a check or, if it had only a few steps, a claim.
  void expect_learnt(const std::string& what, bool holds, const std::string& found, bool quick);
};

/// Returns a number as the laboratory prints it, with six significant digits.
inline std::string lab_text(double value) { return printed("%.6g", value); }

/// Returns the number of that name. Throws std::logic_error if there is none.
double number_of(const Finding& finding, const std::string& name);

struct DataOptions;
struct PictureSet;

/// What an experiment may ask of the program that runs it.
class LabTools {
 public:
  virtual ~LabTools() = default;
  /// Is told how far the experiment is.
  virtual void progress(const std::string& what, int64_t done, int64_t all) = 0;
  /// Returns the pictures of `--data`, squares of that many pixels a side.
  virtual const PictureSet& pictures(int64_t side) = 0;
  /// Returns the pictures of a run with these options and these names of classes, or those of
  /// `--data` prepared in the same way. They are valid until the next call of either function.
  /// Throws Error(kUsage) if they are gone or have other classes.
  virtual const PictureSet& pictures_of(DataOptions data,
                                        const std::vector<std::string>& classes) = 0;
};

}  // namespace wgan
