#include "zero_centred.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>

namespace wgan {
namespace {

/// Adds a weight's half of the mean square to the penalty.
void add(PenalisedScores& scores, double weight, const Tensor& squares) {
  const Tensor part = weight / 2 * squares.mean();
  scores.penalty = scores.penalty.defined() ? scores.penalty + part : part;
}

Tensor scores_of(const Critic& f, const Batch& batch, double weight, PenalisedScores& all,
                 std::vector<Tensor>& norms) {
  if (weight == 0) return f.score(batch.images, batch.labels);
  const Slopes slopes = f.slopes(batch.images, batch.labels);
  add(all, weight, slopes.squares);
  norms.push_back(slopes.squares.detach().sqrt());
  return slopes.scores;
}

}  // namespace

PenalisedScores penalised_scores(const Critic& f, const Batch& real, const Batch& fake, double r1,
                                 double r2, const LossContext& context) {
  r1 *= context.penalty();
  r2 *= context.penalty();
  PenalisedScores all;
  std::vector<Tensor> norms;
  if (r1 == r2 && r1 > 0) {
    const Batch both{at::cat({real.images, fake.images}),
                     real.labels.defined() ? at::cat({real.labels, fake.labels}) : real.labels};
    const auto scores = scores_of(f, both, 2 * r1, all, norms).chunk(2);
    all.real = scores[0];
    all.fake = scores[1];
  } else {
    all.real = scores_of(f, real, r1, all, norms);
    all.fake = scores_of(f, fake, r2, all, norms);
  }
  if (!norms.empty())
    all.terms.emplace_back("gradient_norm", (norms.size() == 1 ? norms[0] : at::cat(norms)).mean());
  return all;
}

LossTerms with_penalty(Tensor loss, PenalisedScores scores) {
  if (scores.penalty.defined()) loss = loss + scores.penalty;
  return {std::move(loss), std::move(scores.terms)};
}

}  // namespace wgan
