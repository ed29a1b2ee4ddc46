#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

#include "picture_training.h"
#include "wgan/base/error.h"
#include "wgan/lab/list.h"
#include "wgan/metrics/classifier.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr int64_t kModes = 1000, kDigits = 10;

/// Returns pictures whose three channels are digits of the set, drawn at random.
PictureSet stacked(const PictureSet& digits, int64_t count, uint64_t seed) {
  const int64_t pixels = digits.picture_bytes();
  std::vector<uint8_t> bytes(static_cast<size_t>(count * pixels * 3));
  Random random(seed, Stream::kLab, 12, 0, 0);
  std::string scratch;
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t c = 0; c < 3; ++c) {
      const uint8_t* from =
          digits.bytes(random.below(static_cast<uint32_t>(digits.count())), scratch);
      for (int64_t k = 0; k < pixels; ++k)
        bytes[static_cast<size_t>((i * pixels + k) * 3 + c)] = from[k];
    }
  }
  PictureSet set{digits.size, 3, Pixels(bytes), {}, {}};
  set.labels.assign(static_cast<size_t>(count), -1);
  return set;
}

/// The numbers that the classifier reads in the three channels of each picture, 0 to 999.
Tensor modes_of(const Classifier& classifier, const Pictures& pictures) {
  Tensor modes = at::zeros({pictures.size(0)}, at::kLong);
  for (int64_t c = 0; c < 3; ++c)
    modes = kDigits * modes +
            classifier.find(pictures.narrow(3, c, 1).contiguous()).probabilities.argmax(1);
  return modes;
}

struct Cover {
  double hit, reverse_kl;
};
Cover cover_of(const Tensor& modes) {
  std::vector<double> masses(kModes);
  for (int64_t i = 0; i < modes.numel(); ++i)
    masses[static_cast<size_t>(modes[i].item<int64_t>())] += 1 / static_cast<double>(modes.numel());
  Cover cover{0, 0};
  for (const double mass : masses) {
    if (mass <= 0) continue;
    cover.hit += 1;
    cover.reverse_kl += mass * std::log(mass * kModes);
  }
  return cover;
}

}  // namespace

Finding experiments::StackedDigits::run(const LabOptions& o, LabTools& tools) {
  const PictureSet& digits = tools.pictures(32);
  const auto [least, most] = std::minmax_element(digits.labels.begin(), digits.labels.end());
  if (digits.channels != 1 || *least != 0 || *most != kDigits - 1)
    throw Error(ExitCode::kUsage,
                "stacked-digits needs grey digits with their ten classes, such as --data mnist/");
  const int64_t known = std::min<int64_t>(digits.count(), o.quick ? 1000 : 10'000),
                samples = o.quick ? 1000 : 10'000,
                steps = o.steps > 0 ? o.steps
                        : o.quick   ? 20
                                    : 1500;
  const Classifier classifier(
      some_of_set(digits, known),
      at::tensor(std::vector<int64_t>(digits.labels.begin(), digits.labels.begin() + known)),
      kDigits, o.seed);
  const PictureSet set = stacked(digits, o.quick ? 2000 : 20'000, o.seed);
  const Cover real = cover_of(modes_of(classifier, some_of_set(set, samples)));
  Finding finding;
  finding.numbers = {{"modes of real pictures", real.hit},
                     {"reverse KL of real pictures", real.reverse_kl}};
  finding.table.columns = {"loss", "modes", "reverse KL"};
  for (const std::string loss : {"gan", "gp"}) {
    std::vector<std::pair<std::string, std::string>> flags{{"loss", loss},
                                                           {"size", "32"},
                                                           {"features", o.quick ? "4" : "16"},
                                                           {"batch", "64"},
                                                           {"ema", "0.99"}};
    if (loss == "gp")
      flags.insert(flags.end(), {{"rate", "1e-3"}, {"beta1", "0.5"}, {"n-critic", "1"}});
    PictureTraining training(options_for_pictures(flags, set, o.seed), set);
    for (int64_t step = 1; step <= steps; ++step) {
      training.step();
      tools.progress(loss, step, steps);
    }
    const Cover cover = cover_of(modes_of(classifier, training.samples(samples)));
    finding.numbers.push_back({cat("modes of ", loss), cover.hit});
    finding.numbers.push_back({cat("reverse KL of ", loss), cover.reverse_kl});
    finding.table.names.push_back(loss);
    finding.table.rows.push_back({cover.hit, cover.reverse_kl});
    finding.pictures.push_back({cat("stacked-digits-", loss),
                                cat("samples of ", loss),
                                sheet_of(training.samples(32), 8),
                                {}});
  }
  const double gan = number_of(finding, "modes of gan"), gp = number_of(finding, "modes of gp");
  finding.verdicts = {{"samples of the pictures themselves hit nearly all modes",
                       real.hit > 0.9 * kModes, lab_text(real.hit), Verdict::Kind::kClaim},
                      {"gp hits at least as many modes as gan", gp >= gan,
                       cat(lab_text(gp), " and ", lab_text(gan)), Verdict::Kind::kClaim}};
  return finding;
}

}  // namespace wgan
