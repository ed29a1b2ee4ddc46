#include <algorithm>
#include <cmath>
#include <utility>

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
Players simultaneous(const Players& p, const Players&, double eta) {
  return {p.x - eta * p.y, p.y + eta * p.x};
}

Players alternating(const Players& p, const Players&, double eta) {
  const double x = p.x - eta * p.y;
  return {x, p.y + eta * x};
}

/// Daskalakis 2018: each step goes twice along the gradient and back along the one before.
Players optimistic(const Players& p, const Players& before, double eta) {
  return {p.x - eta * (2 * p.y - before.y), p.y + eta * (2 * p.x - before.x)};
}

/// The way of the players under one kind of updates, which are linear: what gets too large or too
/// small for a number is kept as a logarithm.
class Way {
 public:
  Way(Players (*update)(const Players&, const Players&, double), double eta)
      : update_(update), eta_(eta) {}
  void step() {
    before_ = std::exchange(now_, update_(now_, before_, eta_));
    const double size = now_.radius();
    if (size > 1e-50 && size < 1e50) return;
    for (Players* p : {&now_, &before_}) p->x /= size, p->y /= size;
    log_ += std::log(size);
  }
  double log_radius() const { return log_ + std::log(now_.radius()); }
  double radius() const { return std::exp(log_radius()); }
  PlotPoint place() const { return {std::exp(log_) * now_.x, std::exp(log_) * now_.y}; }

 private:
  Players (*update_)(const Players&, const Players&, double);
  double eta_, log_ = 0;
  Players now_{}, before_{};
};

}  // namespace

Finding experiments::Nash::run(const LabOptions& o, LabTools&) {
  if (!(o.eta > 0)) throw Error(ExitCode::kUsage, "--eta: the rate is above 0, such as 0.1");
  const int64_t steps = o.steps > 0 ? o.steps : 1000;
  Way same_time(simultaneous, o.eta), in_turn(alternating, o.eta), hopeful(optimistic, o.eta);
  double widest = 1, narrowest = 1;
  Finding finding;
  finding.table.columns = {"step", "simultaneous", "alternating", "optimistic"};
  PlotSeries by_simultaneous{"simultaneous", {}}, by_turn{"alternating", {}},
      by_hope{"optimistic", {}};
  PlotSeries path_simultaneous = by_simultaneous, path_turn = by_turn, path_hope = by_hope;
  constexpr int64_t kShown = 200;
  for (int64_t step = 0;; ++step) {
    const auto at = static_cast<double>(step);
    finding.table.rows.push_back({at, same_time.radius(), in_turn.radius(), hopeful.radius()});
    by_simultaneous.points.push_back({at, same_time.radius()});
    by_turn.points.push_back({at, in_turn.radius()});
    by_hope.points.push_back({at, hopeful.radius()});
    if (step <= kShown) {
      path_simultaneous.points.push_back(same_time.place());
      path_turn.points.push_back(in_turn.place());
      path_hope.points.push_back(hopeful.place());
    }
    widest = std::max(widest, in_turn.radius()), narrowest = std::min(narrowest, in_turn.radius());
    if (step == steps) break;
    for (Way* way : {&same_time, &in_turn, &hopeful}) way->step();
  }
  const auto n = static_cast<double>(steps);
  const double exact = std::log1p(o.eta * o.eta) * n / 2;
  finding.numbers = {{"steps", n},
                     {"radius of simultaneous updates", same_time.radius()},
                     {"sqrt(1 + eta^2)^steps", std::exp(exact)},
                     {"radius of alternating updates, most", widest},
                     {"radius of alternating updates, least", narrowest},
                     {"radius of optimistic updates", hopeful.radius()}};
  finding.verdicts.push_back(
      {"simultaneous updates spiral outwards by sqrt(1 + eta^2) a step",
       std::abs(same_time.log_radius() - exact) < 1e-12 * (1 + n),
       cat(lab_text(same_time.radius()), " and ", lab_text(std::exp(exact)))});
  if (o.eta == 0.1 && steps == 1000)
    finding.expect_near("their radius after 1,000 steps", same_time.radius(), 144.77, 0.005);
  // They keep x^2 + y^2 - eta x y, which is 1 at the start, as long as that is an ellipse.
  if (o.eta < 2)
    finding.verdicts.push_back({"alternating updates neither grow nor shrink",
                                widest <= 1 / std::sqrt(1 - o.eta / 2) + 1e-9 * (1 + n) &&
                                    narrowest >= 1 / std::sqrt(1 + o.eta / 2) - 1e-9 * (1 + n),
                                cat(lab_text(narrowest), " to ", lab_text(widest))});
  // z = x + iy goes to (1 + 2 i eta) z - i eta z_before. Below eta = 1/2 the larger root has the
  // size sqrt((1 + s) / 2), and the start the share (1 + s) / 2s of it, with s = sqrt(1 - 4 eta^2).
  if (o.eta < 0.5) {
    const double s = std::sqrt(1 - 4 * o.eta * o.eta),
                 shrunk = std::log((1 + s) / 2) * n / 2 + std::log((1 + s) / (2 * s));
    finding.verdicts.push_back(
        {"optimistic updates come to rest, by sqrt((1 + sqrt(1 - 4 eta^2)) / 2) a step",
         std::abs(hopeful.log_radius() - shrunk) < std::log(2),
         cat(lab_text(hopeful.radius()), " and ", lab_text(std::exp(shrunk)))});
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
