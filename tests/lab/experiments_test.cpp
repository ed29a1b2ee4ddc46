#include <cmath>
#include <numbers>

#include "support.h"
#include "wgan/base/error.h"
#include "wgan/data/data.h"
#include "wgan/lab/list.h"

namespace wgan {
namespace {

class NoTools : public LabTools {
 public:
  void progress(const std::string&, int64_t done, int64_t all) override { EXPECT_LE(done, all); }
  const PictureSet& pictures(int64_t) override { throw std::logic_error("not for these tests"); }
  const PictureSet& pictures_of(DataOptions, const std::vector<std::string>&) override {
    throw std::logic_error("not for these tests");
  }
};

template <typename Experiment>
Finding found(const LabOptions& options = {}) {
  NoTools tools;
  return Experiment::run(options, tools);
}

void expect_all_hold(const Finding& finding) {
  for (const Verdict& verdict : finding.verdicts)
    EXPECT_TRUE(verdict.holds) << verdict.text << ": " << verdict.found;
  EXPECT_FALSE(finding.verdicts.empty());
}

using namespace experiments;

TEST(LabTheory, NormalLawsHaveTheirDivergencesOfTheBooks) {
  const Finding finding = found<Gauss>();
  expect_all_hold(finding);
  EXPECT_NEAR(number_of(finding, "KL(p, q)"), 0.5, 1e-9);
  EXPECT_NEAR(number_of(finding, "JS(p, q) in bits"), 0.160747, 1e-6);
}

TEST(LabTheory, JsSaturatesWhereTheWassersteinDistanceDoesNot) {
  const Finding finding = found<Shift>({.quick = true});
  expect_all_hold(finding);
  EXPECT_NEAR(number_of(finding, "JS at distance 30"), std::numbers::ln2, 1e-9);
}

TEST(LabTheory, EarthIsMovedAtTheLeastCost) {
  const Finding article = found<EarthMover>();
  expect_all_hold(article);
  EXPECT_EQ(number_of(article, "W"), 5);
  EXPECT_EQ(number_of(article, "delta 3"), -1);
  // All of it over two bins; nothing; and fractions.
  EXPECT_EQ(number_of(found<EarthMover>({.p = {1, 0, 0}, .q = {0, 0, 1}}), "W"), 2);
  EXPECT_EQ(number_of(found<EarthMover>({.p = {1, 2}, .q = {1, 2}}), "moves between neighbours"),
            0);
  const Finding fractions = found<EarthMover>({.p = {0.5, 0.25, 0.25}, .q = {0.1, 0.2, 0.7}});
  expect_all_hold(fractions);
  EXPECT_NEAR(number_of(fractions, "W"), 0.4 + 0.45, 1e-12);
  double moved = 0, cost = 0;
  for (const auto& row : fractions.table.rows) moved += row[2], cost += row[2] * row[3];
  EXPECT_NEAR(moved, 1, 1e-12);
  EXPECT_NEAR(cost, 0.85, 1e-12);
}

TEST(LabTheory, HistogramsThatNoEarthFitsAreNamed) {
  const auto fails = [](const LabOptions& options, const std::string& why) {
    try {
      found<EarthMover>(options);
      ADD_FAILURE() << why;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::kUsage);
      EXPECT_NE(std::string(error.what()).find(why), std::string::npos) << error.what();
    }
  };
  fails({.p = {1, 2}, .q = {3}}, "2 bins and --to has 1");
  fails({.p = {1, 2}, .q = {3, 1}}, "must hold the same");
  fails({.p = {1, -2}, .q = {3, -4}}, "masses are 0 or more");
  fails({.p = {}, .q = {}}, "at least one bin");
}

TEST(LabTheory, PlayersOfTheGameGoWhereMathematicsSays) {
  const Finding finding = found<Nash>();
  expect_all_hold(finding);
  EXPECT_NEAR(number_of(finding, "radius of simultaneous updates"), std::pow(1.01, 500), 1e-6);
  for (const double eta : {0.01, 0.3, 0.45})
    expect_all_hold(found<Nash>({.eta = eta, .steps = 4000}));
  EXPECT_THROW(found<Nash>({.eta = 0}), Error);
}

TEST(LabTheory, ThinSupportsHaveAPerfectDiscriminator) {
  expect_all_hold(found<SupportsInSpace>());
  expect_all_hold(found<SupportsInSpace>({.seed = 7, .quick = true}));
}

TEST(LabTheory, SamplesOfOneLawNeverOverlap) {
  for (const uint64_t seed : {0, 1, 2}) expect_all_hold(found<JsSamples>({.seed = seed}));
}

TEST(LabTheory, ZeroCentredPenaltiesBringTheDiracGanToRest) { expect_all_hold(found<Dirac>()); }

TEST(LabTheory, TheDistancesOfLinesAreNeeded) {
  EXPECT_THROW(found<ParallelLines>({.theta = {}}), Error);
}

TEST(LabNetworks, TheSameSeedGivesTheSameNumbers) {
  const LabOptions quick{.seed = 3, .quick = true};
  const Finding a = found<Lipschitz>(quick), b = found<Lipschitz>(quick),
                c = found<Lipschitz>({.seed = 4, .quick = true});
  EXPECT_EQ(a.table.rows, b.table.rows);
  EXPECT_NE(a.table.rows, c.table.rows);
}

TEST(LabNetworks, ACriticFindsTheDistanceOfLines) {
  expect_all_hold(found<ParallelLines>({.theta = {0.5, 1}}));
}

TEST(LabNetworks, EvenKernelsAddUpEvenly) {
  const Finding finding = found<Checkerboard>();
  EXPECT_TRUE(finding.verdicts[0].holds) << finding.verdicts[0].found;
  EXPECT_EQ(finding.table.rows[1][1], 0) << "a kernel of 4 at stride 2";
  // Of 3 at stride 2, one kernel covers every other pixel and two the rest: squares 1 and 4.
  EXPECT_NEAR(finding.table.rows[0][1], 2 * (4.0 - 1) / (4 + 1), 1e-12);
}

TEST(LabNetworks, TheEffectiveRankIsThatOfTheShares) {
  const Finding finding = found<Jacobian>({.quick = true});
  double entropy = 0;
  for (const auto& row : finding.table.rows)
    if (row[1] > 0) entropy -= row[1] * std::log(row[1]);
  EXPECT_NEAR(number_of(finding, "effective rank"), std::exp(entropy), 1e-9);
  EXPECT_GT(number_of(finding, "effective rank"), 1);
}

}  // namespace
}  // namespace wgan
