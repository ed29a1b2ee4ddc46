#include <algorithm>
#include <cmath>
#include <numeric>

#include "wgan/base/error.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

double sum(const std::vector<double>& masses) {
  return std::accumulate(masses.begin(), masses.end(), 0.0);
}

/// Throws Error(kUsage) unless earth can be moved from one histogram to the other.
void check(const std::vector<double>& p, const std::vector<double>& q) {
  const auto fail = [](const std::string& why) { throw Error(ExitCode::kUsage, why); };
  if (p.empty() || q.empty()) fail("--from and --to: a histogram needs at least one bin");
  if (p.size() != q.size())
    fail(cat("--from has ", p.size(), " bins and --to has ", q.size(),
             "; give both the same number"));
  for (const auto& [flag, masses] : {std::pair{"--from", &p}, {"--to", &q}}) {
    for (const double mass : *masses) {
      if (!(mass >= 0) || !std::isfinite(mass))
        fail(cat(flag, " has the mass ", lab_text(mass), "; masses are 0 or more"));
    }
  }
  if (std::abs(sum(p) - sum(q)) > 1e-9 * std::max(1.0, sum(p)))
    fail(cat("--from holds ", lab_text(sum(p)), " and --to ", lab_text(sum(q)),
             "; earth is moved, not made, so both must hold the same"));
}

}  // namespace

Finding experiments::EarthMover::run(const LabOptions& o, LabTools&) {
  check(o.p, o.q);
  const size_t bins = o.p.size();
  Finding finding;
  finding.table.columns = {"from", "to", "mass", "distance"};
  // On a line, the earth that crosses the border behind a bin is what the bins before it have too
  // much of, whatever the plan.
  std::vector<double> delta(bins);
  double w = 0, carried = 0;
  PlotSeries over{"crosses the border", {}, PlotSeries::Mark::kBars};
  int64_t moves = 0;
  for (size_t i = 0; i < bins; ++i) {
    carried += o.p[i] - o.q[i];
    delta[i] = carried;
    if (i + 1 < bins) w += std::abs(carried);
    moves += std::abs(carried) > 1e-12 && i + 1 < bins ? 1 : 0;
    finding.numbers.push_back({cat("delta ", i + 1), carried});
    over.points.push_back({static_cast<double>(i + 1), carried});
  }
  // A plan: the first earth that is left goes to the first place that lacks some.
  std::vector<double> left = o.p, missing = o.q;
  double cost = 0;
  for (size_t from = 0, to = 0; from < bins && to < bins;) {
    const double mass = std::min(left[from], missing[to]);
    if (mass > 0) {
      const double distance = std::abs(static_cast<double>(from) - static_cast<double>(to));
      cost += mass * distance;
      finding.table.rows.push_back(
          {static_cast<double>(from + 1), static_cast<double>(to + 1), mass, distance});
    }
    left[from] -= mass, missing[to] -= mass;
    if (left[from] <= missing[to]) ++from;
    else ++to;
  }
  // The dual: a function that changes by at most 1 from a bin to the next, and gains by the move.
  double dual = 0, f = 0;
  for (size_t i = 0; i < bins; ++i) {
    dual += f * (o.p[i] - o.q[i]);
    f += delta[i] > 0 ? -1 : delta[i] < 0 ? 1 : 0;
  }
  finding.numbers.push_back({"W", w});
  finding.numbers.push_back({"moves between neighbours", static_cast<double>(moves)});
  finding.numbers.push_back({"cost of the plan", cost});
  finding.numbers.push_back({"value of the dual", dual});
  finding.verdicts.push_back(
      {"the plan costs what the dual is worth, so no plan is cheaper and no function worth more",
       std::abs(cost - dual) < 1e-9 * std::max(1.0, w),
       cat(lab_text(cost), " and ", lab_text(dual))});
  if (o.p == std::vector<double>{3, 2, 1, 4} && o.q == std::vector<double>{1, 2, 4, 3}) {
    finding.expect_near("W of the article's histograms", w, 5, 1e-12);
    finding.verdicts.push_back(
        {"earth crosses the borders by moves of 2, 2 and 1",
         delta[0] == 2 && delta[1] == 2 && delta[2] == -1 && moves == 3,
         cat(lab_text(delta[0]), ", ", lab_text(delta[1]), ", ", lab_text(std::abs(delta[2])))});
  }
  PlotSeries from{"P", {}, PlotSeries::Mark::kBars}, to{"Q", {}, PlotSeries::Mark::kDots};
  for (size_t i = 0; i < bins; ++i) {
    from.points.push_back({static_cast<double>(i + 1), o.p[i]});
    to.points.push_back({static_cast<double>(i + 1), o.q[i]});
  }
  finding.plots = {{.name = "earth-mover",
                    .title = "Two heaps of earth",
                    .x = {"bin"},
                    .y = {"mass"},
                    .series = {from, to}},
                   {.name = "earth-mover-flow",
                    .title = "Earth that crosses the border behind each bin",
                    .x = {"bin"},
                    .y = {"mass to the right"},
                    .series = {over}}};
  return finding;
}

}  // namespace wgan
