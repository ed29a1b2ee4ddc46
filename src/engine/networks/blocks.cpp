#include "architectures.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

Activation activation_of(const NetworkOptions& o, const char* usual) {
  return *to_activation(o.act == "auto" ? usual : o.act);
}

}  // namespace

BlockOptions generator_block(const NetworkOptions& o) {
  return {.norm = o.generator_norm,
          .activation = activation_of(o, "relu"),
          .classes = conditions_by_norm(o) ? o.classes : 0};
}

BlockOptions critic_block(const NetworkOptions& o) {
  return {.norm = o.critic_norm, .activation = activation_of(o, "lrelu:0.2"), .dropout = o.dropout};
}

void add_norm(Layers& layers, const BlockOptions& b, const std::string& prefix, size_t level,
              int64_t channels) {
  const std::string name = cat(prefix, "norm", level);
  if (b.norm == "batch" && b.classes > 0)
    layers.push_back(class_batch_norm(name, channels, b.classes, b.momentum, b.epsilon));
  else if (b.norm == "batch") layers.push_back(batch_norm(name, channels, b.momentum, b.epsilon));
  else if (b.norm == "layer") layers.push_back(layer_norm(name, channels, b.epsilon));
  else if (b.norm == "group") layers.push_back(group_norm(name, channels, b.epsilon));
  else if (b.norm == "instance") layers.push_back(instance_norm(name, channels, b.epsilon));
  else if (b.norm == "virtual") layers.push_back(virtual_norm(name, channels, b.epsilon));
}

void add_activation(Layers& layers, const BlockOptions& b, const std::string& prefix, size_t level,
                    bool in_place) {
  layers.push_back(activation(cat(prefix, "act", level), b.activation, in_place));
  if (b.dropout > 0) layers.push_back(dropout(cat(prefix, "drop", level), b.dropout));
}

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
  LayerPtr last =
      kind == Score::kWholeMap ? conv_whole_map("score", channels, o.scores, extent, /*bias=*/true)
      : kind == Score::kEachPixel ? conv_same("score", channels, o.scores, 1, extent, /*bias=*/true)
                                  : dense("score", channels, o.scores, /*bias=*/true);
  if (o.conditional) last = projection(std::move(last), channels, o.classes);
  layers.push_back(std::move(last));
}

}  // namespace wgan
