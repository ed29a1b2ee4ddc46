#include "wgan/commands/evaluate.h"

#include "wgan/features/list.h"
#include "wgan/options/settings.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kMeasured = "Measured";

std::string summaries() {
  std::vector<std::string> lines;
  MetricList::for_each(
      [&]<typename Metric>() { lines.push_back(cat(Metric::kName, ": ", Metric::kSummary)); });
  return join(lines, "; ");
}

}  // namespace

Flags Evaluate::flags() {
  const auto without_model = [this]() -> std::string {
    return fakes.empty() ? "" : "--fake names pictures, so there is no model";
  };
  const auto with_model_alone = [this]() -> std::string {
    return fakes.empty() ? "the model's own settings say how pictures are prepared" : "";
  };
  Flags prepared = preparation_flags(data);
  for (Flag& flag : prepared) {
    if (flag.name == "size")
      flag.help = "Size of all pictures, width first; without it, that of the generated ones";
    if (flag.name != "channels" && flag.name != "cache-limit") flag.unused = with_model_alone;
  }
  Flags machine = with_model(model, {});
  for (Flag& flag : machine) {
    if (flag.name == "raw" || flag.name == "device") flag.unused = without_model;
  }
  return joined(
      {machine,
       source_flags(data.source),
       {{.name = "real",
         .field = Paths{&data.source.paths},
         .group = "Data",
         .metavar = "PATH",
         .help = "The same as --data"},
        {.name = "fake",
         .field = Paths{&fakes},
         .group = "Data",
         .metavar = "PATH",
         .help = "Generated pictures to measure instead of a model's samples: whatever --data "
                 "takes; repeatable"}},
       prepared,
       {{.name = "n",
         .field = &count,
         .group = kMeasured,
         .metavar = "N",
         .help = "Samples of the model; 0 for as many as there are real pictures, 16384 at most",
         .most = static_cast<double>(kMostPictures),
         .unused = without_model},
        {.name = "metrics",
         .field = Names{&metrics},
         .group = kMeasured,
         .help = "Metrics to measure, with commas between; none for all. " + summaries(),
         .choices = MetricList::names()},
        {.name = "features",
         .field = Repeated{&features},
         .group = kMeasured,
         .metavar = "NAME=FILE",
         .help =
             cat("Also measure by the features of a network, whose weights are in a safetensors "
                 "file (scripts/convert-features makes it): ",
                 join(FeatureNetworkList::names(), ", "), "; repeatable")},
        {.name = "seed",
         .field = &seed,
         .group = kMeasured,
         .metavar = "S",
         .help = "Seed of the first sample and of everything that the metrics draw"},
        {.name = "repeat",
         .field = &repeat,
         .group = kMeasured,
         .metavar = "K",
         .help = "Measure K times, with other samples and draws, and report mean and spread",
         .least = 1,
         .most = 100},
        {.name = "time-limit",
         .field = Seconds{&time_limit},
         .group = kMeasured,
         .metavar = "TIME",
         .help = "Begin no further metric after this time: 90s, 3m; 0 for no limit"},
        {.name = "nearest",
         .field = &nearest,
         .group = kMeasured,
         .metavar = "FILE",
         .help = "PNG file for a sheet of the samples that are nearest to real pictures, beside "
                 "these"},
        json_flag(json)}});
}

void Evaluate::take(const Assignments& typed) {
  assign_all(flags(), typed);
  if (count > 0 && count < kFewestPictures)
    throw Error(ExitCode::kUsage, cat("-n ", count, ": at least ", kFewestPictures,
                                      " samples are needed to measure anything"));
  sized = is_typed(typed, "size");
  if (fakes.empty()) need_model(model);
  else if (!model.checkpoint.empty())
    throw Error(ExitCode::kUsage,
                "--ckpt and --fake both say what to measure; give one of the two");
  if (!fakes.empty() && data.source.paths.empty())
    throw Error(ExitCode::kUsage, "--fake needs the real pictures beside it: --real DIR");
  if (data.channels == 4 && !is_typed(typed, "alpha")) data.alpha = "keep";
  check_alpha(data);
  if (!nearest.empty()) check_kind("nearest", nearest, "png");
}

}  // namespace wgan
