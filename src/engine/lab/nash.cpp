#include <algorithm>
#include <cmath>

#include "wgan/base/error.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

struct Players {
  double x = 1, y = 0;
  double radius() const { return std::hypot(x, y); }
};

/// x wants xy to be small, y wants it large: the gradients are y and x.
Players simultaneous(const Players& p, double eta) { return {p.x - eta * p.y, p.y + eta * p.x}; }

Players alternating(const Players& p, double eta) {
  const double x = p.x - eta * p.y;
  return {x, p.y + eta * x};
}

/// Daskalakis 2018: each step goes twice along the gradient and back along the one before.
Players optimistic(const Players& p, const Players& before, double eta) {
  return {p.x - eta * (2 * p.y - before.y), p.y + eta * (2 * p.x - before.x)};
}

}  // namespace

Finding experiments::Nash::run(const LabOptions& o, LabTools&) {
  if (!(o.eta > 0)) throw Error(ExitCode::kUsage, "--eta: the rate is above 0, such as 0.1");
  const int64_t steps = o.steps > 0 ? o.steps : 1000;
  const Players start;
  Players same_time = start, in_turn = start, hopeful = start, hopeful_before = start;
  double widest = start.radius(), narrowest = widest;
  Finding finding;
  finding.table.columns = {"step", "simultaneous", "alternating", "optimistic"};
  PlotSeries by_simultaneous{"simultaneous", {}}, by_turn{"alternating", {}},
      by_hope{"optimistic", {}};
  PlotSeries path_simultaneous = by_simultaneous, path_turn = by_turn, path_hope = by_hope;
  const int64_t shown = 200;
  for (int64_t step = 0;; ++step) {
    const auto at = static_cast<double>(step);
    finding.table.rows.push_back({at, same_time.radius(), in_turn.radius(), hopeful.radius()});
    by_simultaneous.points.push_back({at, same_time.radius()});
    by_turn.points.push_back({at, in_turn.radius()});
    by_hope.points.push_back({at, hopeful.radius()});
    if (step <= shown) {
      path_simultaneous.points.push_back({same_time.x, same_time.y});
      path_turn.points.push_back({in_turn.x, in_turn.y});
      path_hope.points.push_back({hopeful.x, hopeful.y});
    }
    widest = std::max(widest, in_turn.radius()), narrowest = std::min(narrowest, in_turn.radius());
    if (step == steps) break;
    same_time = simultaneous(same_time, o.eta);
    in_turn = alternating(in_turn, o.eta);
    hopeful_before = std::exchange(hopeful, optimistic(hopeful, hopeful_before, o.eta));
  }
  const double exact = std::pow(1 + o.eta * o.eta, static_cast<double>(steps) / 2);
  finding.numbers = {{"steps", static_cast<double>(steps)},
                     {"radius of simultaneous updates", same_time.radius()},
                     {"sqrt(1 + eta^2)^steps", exact},
                     {"radius of alternating updates, most", widest},
                     {"radius of alternating updates, least", narrowest},
                     {"radius of optimistic updates", hopeful.radius()}};
  finding.verdicts.push_back(
      {"simultaneous updates spiral outwards by sqrt(1 + eta^2) a step",
       std::abs(same_time.radius() / exact - 1) < 1e-9 * static_cast<double>(steps),
       cat(short_number(same_time.radius()), " and ", short_number(exact))});
  if (o.eta == 0.1 && steps == 1000)
    finding.expect_near("their radius after 1,000 steps", same_time.radius(), 144.77, 0.005);
  // They keep x^2 + y^2 - eta x y, which is 1 at the start.
  finding.verdicts.push_back({"alternating updates neither grow nor shrink",
                              o.eta < 2 && widest <= 1 / std::sqrt(1 - o.eta / 2) + 1e-9 &&
                                  narrowest >= 1 / std::sqrt(1 + o.eta / 2) - 1e-9,
                              cat(short_number(narrowest), " to ", short_number(widest))});
  // z = x + iy goes to (1 + 2 i eta) z - i eta z_before; the larger root of that recursion has this
  // size below eta = 1/2.
  if (o.eta < 0.5) {
    const double shrunk =
        std::pow((1 + std::sqrt(1 - 4 * o.eta * o.eta)) / 2, static_cast<double>(steps) / 2);
    finding.verdicts.push_back(
        {"optimistic updates come to rest, by sqrt((1 + sqrt(1 - 4 eta^2)) / 2) a step",
         hopeful.radius() < 2 * shrunk && hopeful.radius() > shrunk / 2,
         cat(short_number(hopeful.radius()), " and ", short_number(shrunk))});
  }
  finding.plots = {{.name = "nash-path",
                    .title = "Two players of the game xy, first 200 steps",
                    .x = {"x, which wants xy small"},
                    .y = {"y, which wants xy large"},
                    .series = {path_simultaneous, path_turn, path_hope},
                    .square = true},
                   {.name = "nash",
                    .title = "Distance from the Nash equilibrium",
                    .x = {"step"},
                    .y = {"radius", /*log=*/true},
                    .series = {by_simultaneous, by_turn, by_hope}}};
  return finding;
}

}  // namespace wgan
