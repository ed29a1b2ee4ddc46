#pragma once

#include "wgan/losses/losses.h"

namespace wgan {

/// The scores of both batches, and the zero-centred gradient penalties at the same points.
struct PenalisedScores {
  Tensor real, fake;                                  // f(x), f(G(z)), [N]
  Tensor penalty;                                     // undefined if both weights are 0
  std::vector<std::pair<std::string, Tensor>> terms;  // for the log
};

/// The penalties R1 and R2 (Mescheder 2018, section 4.1): r1 / 2 E |grad f(x)|^2 + r2 / 2 E |grad
/// f(G(z))|^2, both times what the context says. Where both weights are equal, both batches go
/// through the critic as one.
PenalisedScores penalised_scores(const Critic& f, const Batch& real, const Batch& fake, double r1,
                                 double r2, const LossContext& context);

/// Returns `loss` plus the penalty, with the terms.
LossTerms with_penalty(Tensor loss, PenalisedScores scores);

}  // namespace wgan
