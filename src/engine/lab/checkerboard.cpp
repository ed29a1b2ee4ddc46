#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

#include "own_run.h"
#include "picture_training.h"
#include "wgan/lab/list.h"
#include "wgan/metrics/metrics.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns by how much the sums of a transposed convolution of ones with kernels of ones differ
/// from pixel to pixel, over their mean, away from the border.
double unevenness(int64_t kernel, int64_t stride) {
  constexpr int64_t kLength = 40;
  std::vector<double> sums(static_cast<size_t>(kLength * stride + kernel));
  for (int64_t i = 0; i < kLength; ++i) {
    for (int64_t k = 0; k < kernel; ++k) sums[static_cast<size_t>(i * stride + k)] += 1;
  }
  const auto inner = [&](auto at) { return sums.begin() + at; };
  const auto [least, most] =
      std::minmax_element(inner(kLength * stride / 4), inner(3 * kLength * stride / 4));
  // Over both axes of a picture, the sums are products.
  return (*most * *most - *least * *least) / (*most * *most + *least * *least) * 2;
}

/// Returns the power at the periods of a checkerboard above that next to them, in decibels.
double decibels(const Pictures& pictures) {
  const auto scores = evaluate(pictures, pictures, {.metrics = {"checkerboard"}, .replicates = 0});
  return scores.front().fake.value;
}

/// Returns the decibels of a generator that has learnt nothing.
double of_generator(int64_t kernel, const std::string& up, uint64_t seed) {
  const NetworkOptions network{.features = 16, .latent = 32, .kernel = kernel, .up = up};
  const Networks nets = make_networks(network, {64, 64}, 3, seed);
  std::vector<uint64_t> seeds(64);
  for (size_t i = 0; i < seeds.size(); ++i) seeds[i] = i;
  const at::NoGradGuard no_grad;
  // Norms by the statistics of the batch: the running ones of a fresh network are no pictures'.
  const Tensor made =
      nets.generator.forward(latents_of_seeds(seeds, law_of(network)), {.momentum = 0.0});
  return decibels(
      ((made + 1) * 127.5).round().clamp(0, 255).to(at::kByte).permute({0, 2, 3, 1}).contiguous());
}

Finding of_run(const LabOptions& o, LabTools& tools) {
  const OwnRun run = open_run(o.run);
  const int64_t count = o.quick ? 64 : 512;
  const double real =
                   decibels(some_of_set(tools.pictures_of(run.options.data, run.classes), count)),
               made = decibels(run.samples(o.seed, count));
  Finding finding;
  finding.numbers = {{"dB of real pictures", real}, {"dB of the run's pictures", made}};
  finding.table = {{"pictures", "dB"}, {{real}, {made}}, {"real", "generated"}};
  finding.verdicts = {
      {"the run's pictures have at most 3 dB more at the periods of a checkerboard "
       "than real ones",
       made <= real + 3, cat(lab_text(made), " and ", lab_text(real), " dB"),
       Verdict::Kind::kClaim}};
  finding.pictures = {{"checkerboard", "the run", sheet_of(run.samples(o.seed, 16), 8), {}}};
  return finding;
}

}  // namespace

Finding experiments::Checkerboard::run(const LabOptions& o, LabTools& tools) {
  if (!o.run.empty()) return of_run(o, tools);
  Finding finding;
  finding.table.columns = {"kernel", "unevenness of the sums", "dB, transposed", "dB, resized"};
  PlotSeries transposed{"transposed convolutions", {}}, resized{"resize, then convolve", {}};
  PlotSeries sums{"unevenness", {}, PlotSeries::Mark::kBars};
  const std::vector<int64_t> kernels{3, 4, 5, 6};
  double even = 0, odd = 1, lowest_odd = 1e9, highest_resized = -1e9;
  for (size_t i = 0; i < kernels.size(); ++i) {
    const int64_t k = kernels[i];
    const double uneven = unevenness(k, 2), up = of_generator(k, "transpose", o.seed),
                 resize = of_generator(k, "resize", o.seed);
    const auto at = static_cast<double>(k);
    finding.table.rows.push_back({at, uneven, up, resize});
    sums.points.push_back({at, uneven});
    transposed.points.push_back({at, up}), resized.points.push_back({at, resize});
    if (k % 2 == 0) even = std::max(even, uneven);
    else odd = std::min(odd, uneven), lowest_odd = std::min(lowest_odd, up);
    highest_resized = std::max(highest_resized, resize);
    finding.numbers.push_back({cat("dB of kernel ", k, ", transposed"), up});
    finding.numbers.push_back({cat("dB of kernel ", k, ", resized"), resize});
    tools.progress("kernels", static_cast<int64_t>(i) + 1, std::ssize(kernels));
  }
  finding.verdicts = {
      {"kernels that the stride divides add up evenly, others do not", even == 0 && odd > 0.1,
       cat(lab_text(even), " and at least ", lab_text(odd))},
      {"resizing before a convolution draws no checkerboard, whatever the kernel",
       highest_resized < lowest_odd,
       cat("at most ", lab_text(highest_resized), " dB, transposed odd kernels at least ",
           lab_text(lowest_odd), " dB"),
       Verdict::Kind::kClaim}};
  finding.plots = {{.name = "checkerboard-sums",
                    .title = "Transposed convolutions of stride 2 over a flat map",
                    .x = {"kernel (pixels)"},
                    .y = {"difference of neighbours over their mean"},
                    .series = {sums}},
                   {.name = "checkerboard",
                    .title = "Checkerboards of generators that have learnt nothing",
                    .x = {"kernel (pixels)"},
                    .y = {"power above its neighbours (dB)"},
                    .series = {transposed, resized}}};
  return finding;
}

}  // namespace wgan
