#include <ATen/TensorOperators.h>
#include <ATen/ops/_upsample_bicubic2d_aa.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/softmax.h>

#include <array>
#include <optional>
#include <vector>

#include "weights.h"
#include "wgan/features/features.h"
#include "wgan/features/list.h"
#include "wgan/networks/products.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr double kEpsilon = 1e-3;  // of the batch norms
constexpr int64_t kSide = 224, kFeatures = 1280, kClasses = 1000;

/// A stage of blocks: all have the same kernel and output, and the first may halve the map.
struct Stage {
  int64_t blocks, kernel, stride, expansion, out;
};
constexpr std::array kStages{Stage{1, 3, 1, 1, 16}, Stage{2, 3, 2, 6, 24},  Stage{2, 5, 2, 6, 40},
                             Stage{3, 3, 2, 6, 80}, Stage{3, 5, 1, 6, 112}, Stage{4, 5, 2, 6, 192},
                             Stage{1, 3, 1, 6, 320}};

Tensor relu6(Tensor x) { return at::clamp_(x, 0, 6); }

NormedConvolution convolution(FeatureWeights& from, const std::string& weight,
                              const std::string& norm, int64_t in, int64_t out, int64_t kernel,
                              int64_t stride, int64_t groups = 1) {
  return {from,    weight + ".weight",
          norm,    in,
          out,     {.kernel = {kernel, kernel}, .stride = stride, .groups = groups, .same = true},
          kEpsilon};
}

/// An inverted residual block (Sandler 2018) without squeeze and excitation.
class Block {
 public:
  Block(FeatureWeights& from, const std::string& name, int64_t in, int64_t stride,
        const Stage& stage)
      : adds_input_(stride == 1 && in == stage.out),
        depthwise_(convolution(from, name + "._depthwise_conv", name + "._bn1",
                               in * stage.expansion, in * stage.expansion, stage.kernel, stride,
                               in * stage.expansion)),
        project_(convolution(from, name + "._project_conv", name + "._bn2", in * stage.expansion,
                             stage.out, 1, 1)) {
    if (stage.expansion > 1)
      expand_.emplace(convolution(from, name + "._expand_conv", name + "._bn0", in,
                                  in * stage.expansion, 1, 1));
  }

  Tensor operator()(const Tensor& input) const {
    const Tensor wide = expand_ ? relu6((*expand_)(input)) : input;
    const Tensor output = project_(relu6(depthwise_(wide)));
    return adds_input_ ? output + input : output;
  }

 private:
  bool adds_input_;
  std::optional<NormedConvolution> expand_;
  NormedConvolution depthwise_, project_;
};

class EfficientNetLite0Network : public FeatureNetwork {
 public:
  explicit EfficientNetLite0Network(FeatureWeights& w)
      : stem_(convolution(w, "_conv_stem", "_bn0", 3, 32, 3, 2)),
        head_(convolution(w, "_conv_head", "_bn1", kStages.back().out, kFeatures, 1, 1)),
        classes_(w.take("_fc.weight", {kClasses, kFeatures})),
        bias_(w.take("_fc.bias", {kClasses})) {
    int64_t in = 32;
    for (const Stage& stage : kStages) {
      for (int64_t i = 0; i < stage.blocks; ++i) {
        blocks_.emplace_back(w, cat("_blocks.", blocks_.size()), in, i == 0 ? stage.stride : 1,
                             stage);
        in = stage.out;
      }
    }
  }

  Features find(const Tensor& images) const override {
    const Tensor resized = at::_upsample_bicubic2d_aa(images, {kSide, kSide}, false);
    Tensor x = ((resized - 127) / 128).contiguous(at::MemoryFormat::ChannelsLast);
    x = relu6(stem_(x));
    for (const Block& block : blocks_) x = block(x);
    const Tensor values = relu6(head_(x)).mean({2, 3});
    return {values, at::softmax(product(values, classes_, bias_), 1)};
  }

 private:
  NormedConvolution stem_;
  std::vector<Block> blocks_;
  NormedConvolution head_;
  Tensor classes_, bias_;
};

}  // namespace

std::unique_ptr<FeatureNetwork> feature_networks::EfficientNetLite0::make(FeatureWeights& weights) {
  return std::make_unique<EfficientNetLite0Network>(weights);
}

}  // namespace wgan
