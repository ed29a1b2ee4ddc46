#include <algorithm>
#include <vector>

#include "own_run.h"
#include "picture_training.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns the mean share of a picture that is nearly black and does not reach its border, in areas
/// of at least eight pixels: the "hollow black areas" of article 000.
double hollow_share(const Pictures& pictures) {
  constexpr int kBlack = 40, kFewest = 8;  // of 255, and pixels
  const int64_t height = pictures.size(1), width = pictures.size(2), channels = pictures.size(3);
  double share = 0;
  for (int64_t n = 0; n < pictures.size(0); ++n) {
    const uint8_t* bytes = pictures.const_data_ptr<uint8_t>() + n * height * width * channels;
    std::vector<uint8_t> black(static_cast<size_t>(height * width));
    for (size_t i = 0; i < black.size(); ++i) {
      int most = 0;
      for (int64_t c = 0; c < std::min<int64_t>(3, channels); ++c)
        most = std::max<int>(most, bytes[static_cast<int64_t>(i) * channels + c]);
      black[i] = most < kBlack;
    }
    // Visits each black area once.
    for (size_t start = 0; start < black.size(); ++start) {
      if (!black[start]) continue;
      std::vector<size_t> area{start};
      black[start] = 0;
      bool reaches_border = false;
      for (size_t next = 0; next < area.size(); ++next) {
        const auto y = static_cast<int64_t>(area[next]) / width,
                   x = static_cast<int64_t>(area[next]) % width;
        reaches_border |= y == 0 || x == 0 || y == height - 1 || x == width - 1;
        for (const auto& [dy, dx] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
          const int64_t v = y + dy, u = x + dx;
          if (v < 0 || u < 0 || v >= height || u >= width) continue;
          const auto at = static_cast<size_t>(v * width + u);
          if (black[at]) black[at] = 0, area.push_back(at);
        }
      }
      if (!reaches_border && std::ssize(area) >= kFewest)
        share += static_cast<double>(area.size()) /
                 static_cast<double>(height * width * pictures.size(0));
    }
  }
  return share;
}

Finding of_run(const LabOptions& o, LabTools& tools) {
  const OwnRun run = open_run(o.run);
  const int64_t count = o.quick ? 64 : 512;
  const double real = 100 * hollow_share(some_of_set(
                                tools.pictures_of(run.options.data, run.classes), count)),
               made = 100 * hollow_share(run.samples(o.seed, count));
  Finding finding;
  finding.numbers = {{"hollow share of real pictures, %", real},
                     {"hollow share of the run's pictures, %", made}};
  finding.table = {{"pictures", "hollow share in %"}, {{real}, {made}}, {"real", "generated"}};
  finding.verdicts = {{"the run's pictures have no more hollow black areas than real ones",
                       made <= real, cat(lab_text(made), " % and ", lab_text(real), " %"),
                       Verdict::Kind::kClaim}};
  finding.pictures = {{"kernels", "the run", sheet_of(run.samples(o.seed, 16), 8), {}}};
  return finding;
}

}  // namespace

Finding experiments::Kernels::run(const LabOptions& o, LabTools& tools) {
  if (!o.run.empty()) return of_run(o, tools);
  const PictureSet& pictures = tools.pictures(32);
  const int64_t steps = o.steps > 0 ? o.steps : o.quick ? 20 : 800, count = o.quick ? 64 : 512;
  const Pictures real = some_of_set(pictures, count);
  Finding finding;
  finding.numbers = {{"hollow share of real pictures, %", 100 * hollow_share(real)}};
  finding.table.columns = {"kernel", "hollow share in %", "swd"};
  PlotSeries bars{"generated", {}, PlotSeries::Mark::kBars};
  for (const int64_t kernel : {3, 5}) {
    PictureTraining training(options_for_pictures({{"loss", "clip"},
                                                   {"size", "32"},
                                                   {"features", o.quick ? "4" : "16"},
                                                   {"batch", "32"},
                                                   {"rate", "5e-4"},
                                                   {"ema", "0.99"},
                                                   {"kernel", std::to_string(kernel)}},
                                                  pictures, o.seed),
                             pictures);
    for (int64_t step = 1; step <= steps; ++step) {
      training.step();
      tools.progress(cat("--kernel ", kernel), step, steps);
    }
    const Pictures made = training.samples(count);
    const double hollow = 100 * hollow_share(made),
                 swd =
                     evaluate(real, made, {.metrics = {"swd"}, .replicates = 0}).front().fake.value;
    finding.numbers.push_back({cat("hollow share of kernel ", kernel, ", %"), hollow});
    finding.numbers.push_back({cat("swd of kernel ", kernel), swd});
    finding.table.rows.push_back({static_cast<double>(kernel), hollow, swd});
    bars.points.push_back({static_cast<double>(kernel), hollow});
    finding.pictures.push_back(
        {cat("kernels-", kernel), cat("--kernel ", kernel), sheet_of(training.samples(16), 8), {}});
  }
  const double of_3 = number_of(finding, "hollow share of kernel 3, %"),
               of_5 = number_of(finding, "hollow share of kernel 5, %");
  finding.verdicts = {{"kernels of 3 leave fewer hollow black areas than kernels of 5", of_3 < of_5,
                       cat(lab_text(of_3), " % and ", lab_text(of_5), " %"),
                       Verdict::Kind::kClaim}};
  finding.plots = {{.name = "kernels",
                    .title = "Black areas inside of generated pictures",
                    .x = {"kernel (pixels)"},
                    .y = {"share of the picture (%)"},
                    .series = {bars}}};
  return finding;
}

}  // namespace wgan
