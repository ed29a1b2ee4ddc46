#include <ATen/TensorOperators.h>

#include <cmath>

#include "own_run.h"
#include "wgan/base/error.h"
#include "wgan/lab/list.h"
#include "wgan/sampling/directions.h"
#include "wgan/text/text.h"

namespace wgan {

Finding experiments::Jacobian::run(const LabOptions& o, LabTools& tools) {
  std::optional<OwnRun> own;
  std::optional<Networks> fresh;
  NetworkOptions network{.features = 16, .latent = 100};
  Size size{64, 64};
  int64_t channels = 3;
  if (!o.run.empty()) {
    own.emplace(open_run(o.run));
    network = own->options.network, size = own->options.data.size;
    channels = own->options.data.channels;
  } else {
    fresh.emplace(make_networks(network, size, channels, o.seed));
  }
  const Network& generator = own ? own->state.average.generator() : fresh->generator;
  const int64_t samples = o.quick ? 1 : 8;
  const Tensor labels = Sampler(generator, network, at::kCPU).labels_of_seeds({o.seed});
  const LatentDirections found =
      latent_directions(generator, law_of(network), labels, samples, at::kCPU,
                        [&](int64_t done) { tools.progress("points", done, samples); });
  const int64_t numbers = size.width * size.height * channels;
  double entropy = 0;
  Finding finding;
  finding.table.columns = {"direction", "share"};
  PlotSeries shares{own ? "the run" : "fresh weights", {}};
  for (int64_t i = 0; i < found.shares.numel(); ++i) {
    const double share = found.shares[i].item<double>();
    finding.table.rows.push_back({static_cast<double>(i + 1), share});
    shares.points.push_back({static_cast<double>(i + 1), std::max(share, 1e-12)});
    if (share > 0) entropy -= share * std::log(share);
  }
  finding.numbers = {{"numbers of a picture", static_cast<double>(numbers)},
                     {"numbers of z", static_cast<double>(network.latent)},
                     {"effective rank", std::exp(entropy)}};
  finding.verdicts = {
      {"most of what changes in the pictures is in fewer directions than half of those of z",
       std::exp(entropy) < static_cast<double>(network.latent) / 2,
       cat("effective rank ", lab_text(std::exp(entropy)), " of ", network.latent),
       Verdict::Kind::kClaim}};
  finding.plots = {{.name = "jacobian",
                    .title = "How much pictures change along the directions of z",
                    .x = {"direction"},
                    .y = {"share of the change", /*log=*/true},
                    .series = {shares}}};
  return finding;
}

}  // namespace wgan
