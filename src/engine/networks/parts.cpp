#include "architectures.h"
#include "wgan/text/text.h"

namespace wgan {

int64_t input_length(const NetworkOptions& o) {
  return o.conditional && !conditions_by_norm(o) ? 2 * o.latent : o.latent;
}

void add_class_input(Layers& layers, const NetworkOptions& o) {
  if (input_length(o) > o.latent)
    layers.push_back(class_embedding("classes", o.classes, input_length(o) - o.latent));
}

void add_score(Layers& layers, const NetworkOptions& o, int64_t channels, Extent extent,
               Score kind) {
  const int64_t pixels = extent[0] * extent[1];
  if (o.minibatch == "discrimination") {
    layers.push_back(minibatch_discrimination("minibatch", channels * pixels,
                                              kDiscriminationKernels, kDiscriminationDimensions));
    channels += kDiscriminationKernels;
  } else if (o.minibatch == "deviation") {
    layers.push_back(minibatch_deviation("minibatch"));
    channels += 1;
  }
  LayerPtr last = kind == Score::kWholeMap
                      ? conv_whole_map("score", channels, o.scores, extent, /*bias=*/true)
                  : kind == Score::kEachPixel ? conv_1x1("score", channels, o.scores, extent)
                                              : dense("score", channels, o.scores, /*bias=*/true);
  if (o.conditional) last = projection(std::move(last), channels, o.classes);
  layers.push_back(std::move(last));
}

}  // namespace wgan
