#include <array>
#include <cmath>

#include "wgan/lab/list.h"
#include "wgan/random/random.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

using Point = std::array<double, 3>;

/// Two laws in space, and how far a point is from the support of each.
struct Supports {
  const char* name;
  Point (*real)(Random&);
  Point (*fake)(Random&);
  double (*from_real)(const Point&);
  double (*from_fake)(const Point&);
};

/// Two lines that cross at 0.
constexpr Supports kLines{"two lines",
                          [](Random& r) {
                            return Point{r.between(-1, 1), 0, 0};
                          },
                          [](Random& r) {
                            return Point{0, r.between(-1, 1), 0};
                          },
                          [](const Point& p) { return std::hypot(p[1], p[2]); },
                          [](const Point& p) { return std::hypot(p[0], p[2]); }};

/// Two planes that cross along the first axis.
constexpr Supports kPlanes{"two planes",
                           [](Random& r) {
                             return Point{r.between(-1, 1), r.between(-1, 1), 0};
                           },
                           [](Random& r) {
                             return Point{r.between(-1, 1), 0, r.between(-1, 1)};
                           },
                           [](const Point& p) { return std::abs(p[2]); },
                           [](const Point& p) { return std::abs(p[1]); }};

/// Two cubes that fill space and overlap by half. The optimal discriminator can only guess there.
double from_cube(const Point& p, double left) {
  return p[0] < left ? left - p[0] : std::max(0.0, p[0] - left - 1);
}
constexpr Supports kCubes{"two cubes",
                          [](Random& r) {
                            return Point{r.between(0, 1), r.between(0, 1), r.between(0, 1)};
                          },
                          [](Random& r) {
                            return Point{r.between(0.5, 1.5), r.between(0, 1), r.between(0, 1)};
                          },
                          [](const Point& p) { return from_cube(p, 0); },
                          [](const Point& p) { return from_cube(p, 0.5); }};

/// Returns the share of points that the discriminator "nearer to the real support" gets right; of
/// those that are in both, half.
double accuracy(const Supports& s, uint64_t seed, uint64_t which, int64_t count) {
  Random random(seed, Stream::kLab, 1, which, 0);
  double right = 0;
  for (int64_t i = 0; i < count; ++i) {
    for (const bool real : {true, false}) {
      const Point p = real ? s.real(random) : s.fake(random);
      const double lead = s.from_fake(p) - s.from_real(p);
      right += lead == 0 ? 0.5 : (lead > 0) == real ? 1 : 0;
    }
  }
  return right / (2 * static_cast<double>(count));
}

}  // namespace

Finding experiments::SupportsInSpace::run(const LabOptions& o, LabTools&) {
  const int64_t count = o.quick ? 10'000 : 100'000;
  Finding finding;
  finding.table.columns = {"laws", "dimension of the supports", "accuracy"};
  uint64_t which = 0;
  for (const Supports* s : {&kLines, &kPlanes, &kCubes}) {
    const double share = accuracy(*s, o.seed, which, count);
    finding.numbers.push_back({cat("accuracy for ", s->name), share});
    finding.table.names.push_back(s->name);
    finding.table.rows.push_back({static_cast<double>(++which), share});
  }
  finding.verdicts = {
      {"lines and planes in space have a perfect discriminator",
       number_of(finding, "accuracy for two lines") == 1 &&
           number_of(finding, "accuracy for two planes") == 1,
       cat(lab_text(100 * number_of(finding, "accuracy for two lines")), " % and ",
           lab_text(100 * number_of(finding, "accuracy for two planes")), " %"),
       Verdict::Kind::kClaim},
      // 3 / 4, up to five deviations of the mean over the points.
      {"laws that fill space and overlap by half have none",
       std::abs(number_of(finding, "accuracy for two cubes") - 0.75) < 2.5 / std::sqrt(2.0 * count),
       cat(lab_text(100 * number_of(finding, "accuracy for two cubes")), " %")}};
  PlotSeries bars{"accuracy", {}, PlotSeries::Mark::kBars};
  for (const auto& row : finding.table.rows) bars.points.push_back({row[0], row[1]});
  finding.plots = {{.name = "supports",
                    .title = "The best discriminator of two laws in space",
                    .x = {"dimension of the supports"},
                    .y = {"accuracy"},
                    .series = {bars}}};
  return finding;
}

}  // namespace wgan
