#include "layers.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

Activation activation_of(const NetworkOptions& o, const char* usual) {
  return *to_activation(o.act == "auto" ? usual : o.act);
}

std::string numbered(const char* name, size_t level) { return cat(name, level); }

}  // namespace

Style generator_style(const NetworkOptions& o) {
  return {.norm = o.generator_norm,
          .activation = activation_of(o, "relu"),
          .classes = conditions_by_norm(o) ? o.classes : 0};
}

Style critic_style(const NetworkOptions& o) {
  return {.norm = o.critic_norm, .activation = activation_of(o, "lrelu:0.2"), .dropout = o.dropout};
}

void add_norm(Layers& layers, const Style& s, size_t level, int64_t channels) {
  const std::string name = numbered("norm", level);
  if (s.norm == "batch" && s.classes > 0)
    layers.push_back(class_batch_norm(name, channels, s.classes, s.momentum, s.epsilon));
  else if (s.norm == "batch") layers.push_back(batch_norm(name, channels, s.momentum, s.epsilon));
  else if (s.norm == "layer") layers.push_back(layer_norm(name, channels, s.epsilon));
  else if (s.norm == "instance") layers.push_back(instance_norm(name, channels, s.epsilon));
  else if (s.norm == "virtual") layers.push_back(virtual_norm(name, channels, s.epsilon));
}

void add_activation(Layers& layers, const Style& s, size_t level) {
  layers.push_back(activation(numbered("act", level), s.activation));
  if (s.dropout > 0) layers.push_back(dropout(numbered("drop", level), s.dropout));
}

}  // namespace wgan
