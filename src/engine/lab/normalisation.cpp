#include "picture_training.h"
#include "wgan/lab/list.h"
#include "wgan/text/text.h"

namespace wgan {

Finding experiments::Normalisation::run(const LabOptions& o, LabTools& tools) {
  const PictureSet& pictures = tools.pictures(32);
  const int64_t steps = o.steps > 0 ? o.steps
                        : o.quick   ? 20
                                    : 800,
                looks = o.quick ? 2 : 8, count = o.quick ? 64 : 512;
  const Pictures real = some_of_set(pictures, count);
  Finding finding;
  finding.table.columns = {"step", "swd of half", "swd of none", "swd of channel"};
  for (int64_t look = 1; look <= looks; ++look)
    finding.table.rows.push_back({static_cast<double>(steps * look / looks)});
  std::vector<PlotSeries> series;
  int64_t done = 0;
  for (const char* norm : {"half", "none", "channel"}) {
    PictureTraining training(options_for_pictures({{"loss", "gan"},
                                                   {"size", "32"},
                                                   {"features", o.quick ? "4" : "16"},
                                                   {"batch", "64"},
                                                   {"ema", "0.99"},
                                                   {"norm", norm}},
                                                  pictures, o.seed),
                             pictures);
    PlotSeries curve{norm, {}};
    for (int64_t look = 1; look <= looks; ++look) {
      while (training.state().progress.step < steps * look / looks) {
        training.step();
        tools.progress(cat("--norm ", norm), training.state().progress.step, steps);
      }
      const double swd =
          evaluate(real, training.samples(count), {.metrics = {"swd"}, .replicates = 0})
              .front()
              .fake.value;
      curve.points.push_back({static_cast<double>(steps * look / looks), swd});
      finding.table.rows[static_cast<size_t>(look) - 1].push_back(swd);
    }
    finding.numbers.push_back({cat("swd at the end, ", norm), curve.points.back().y});
    finding.pictures.push_back(
        {cat("normalisation-", norm), cat("--norm ", norm), sheet_of(training.samples(16), 8), {}});
    series.push_back(curve);
    tools.progress("norms", ++done, 3);
  }
  const double half = number_of(finding, "swd at the end, half"),
               none = number_of(finding, "swd at the end, none");
  finding.verdicts = {{"with values from -1 to 1 the run is ahead of one with values from 0 to 1",
                       half < none, cat("swd ", lab_text(half), " and ", lab_text(none)),
                       Verdict::Kind::kClaim}};
  finding.plots = {{.name = "normalisation",
                    .title = "What the range of values does",
                    .x = {"step"},
                    .y = {"sliced Wasserstein distance"},
                    .series = series}};
  return finding;
}

}  // namespace wgan
