#include "wgan/lab/experiment.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "wgan/text/text.h"

namespace wgan {

void Finding::expect_near(const std::string& what, double value, double expected,
                          double difference) {
  verdicts.push_back({cat(what, " is ", lab_text(expected), " up to ", lab_text(difference)),
                      std::abs(value - expected) <= difference, printed("%.9g", value)});
}

void Finding::expect_learnt(const std::string& what, bool holds, const std::string& found,
                            bool quick) {
  verdicts.push_back({what, holds, found, quick ? Verdict::Kind::kClaim : Verdict::Kind::kCheck});
}

double number_of(const Finding& finding, const std::string& name) {
  const auto found = std::find_if(finding.numbers.begin(), finding.numbers.end(),
                                  [&](const LabNumber& n) { return n.name == name; });
  if (found == finding.numbers.end()) throw std::logic_error("no number " + name);
  return found->value;
}

}  // namespace wgan
