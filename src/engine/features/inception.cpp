#include <ATen/TensorOperators.h>
#include <ATen/ops/_upsample_bicubic2d_aa.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/softmax.h>

#include <vector>

#include "weights.h"
#include "wgan/features/features.h"
#include "wgan/features/list.h"
#include "wgan/networks/products.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr double kEpsilon = 1e-3;  // of the batch norms

Tensor mean_3x3(const Tensor& x) {
  // The model of 2015 leaves the border out of the mean.
  return at::avg_pool2d(x, {3, 3}, {1, 1}, {1, 1}, /*ceil_mode=*/false,
                        /*count_include_pad=*/false);
}
Tensor largest_3x3(const Tensor& x) { return at::max_pool2d(x, {3, 3}, {1, 1}, {1, 1}); }
Tensor halving_3x3(const Tensor& x) { return at::max_pool2d(x, {3, 3}, {2, 2}); }

/// Convolution, batch norm and ReLU.
class Unit {
 public:
  Unit(FeatureWeights& from, const std::string& name, int64_t in, int64_t out, const Window& window)
      : convolution_(from, name + ".conv.weight", name + ".bn", in, out, window, kEpsilon) {}
  Tensor operator()(const Tensor& x) const {
    Tensor y = convolution_(x);
    return at::relu_(y);
  }

 private:
  NormedConvolution convolution_;
};

/// Makes the units of one block, which are named after it. A unit keeps the size of the map unless
/// it halves it.
class Units {
 public:
  Units(FeatureWeights& from, std::string block) : from_(from), block_(std::move(block)) {}

  Unit keeping(const std::string& name, int64_t in, int64_t out, int64_t height,
               int64_t width) const {
    return {from_,
            cat(block_, ".", name),
            in,
            out,
            {.kernel = {height, width}, .padding = {height / 2, width / 2}}};
  }
  Unit halving(const std::string& name, int64_t in, int64_t out) const {
    return {from_, cat(block_, ".", name), in, out, {.kernel = {3, 3}, .stride = 2}};
  }

 private:
  FeatureWeights& from_;
  std::string block_;
};

/// Units one after another.
using Chain = std::vector<Unit>;
Tensor through(const Chain& chain, Tensor x) {
  for (const Unit& unit : chain) x = unit(x);
  return x;
}

/// The outputs of branches beside each other, then that of a pooling, through units if there are
/// any.
class Block {
 public:
  using Pool = Tensor (*)(const Tensor&);
  Block(std::vector<Chain> branches, Pool pool, Chain behind_pool)
      : branches_(std::move(branches)), pool_(pool), behind_pool_(std::move(behind_pool)) {}

  Tensor operator()(const Tensor& x) const {
    std::vector<Tensor> outputs;
    for (const Chain& branch : branches_) outputs.push_back(through(branch, x));
    outputs.push_back(through(behind_pool_, pool_(x)));
    return at::cat(outputs, 1);
  }

 private:
  std::vector<Chain> branches_;
  Pool pool_;
  Chain behind_pool_;
};

Block block_a(FeatureWeights& from, const std::string& name, int64_t in, int64_t pooled) {
  const Units u(from, name);
  return {{{u.keeping("branch1x1", in, 64, 1, 1)},
           {u.keeping("branch5x5_1", in, 48, 1, 1), u.keeping("branch5x5_2", 48, 64, 5, 5)},
           {u.keeping("branch3x3dbl_1", in, 64, 1, 1), u.keeping("branch3x3dbl_2", 64, 96, 3, 3),
            u.keeping("branch3x3dbl_3", 96, 96, 3, 3)}},
          mean_3x3,
          {u.keeping("branch_pool", in, pooled, 1, 1)}};
}

Block block_b(FeatureWeights& from, const std::string& name, int64_t in) {
  const Units u(from, name);
  return {{{u.halving("branch3x3", in, 384)},
           {u.keeping("branch3x3dbl_1", in, 64, 1, 1), u.keeping("branch3x3dbl_2", 64, 96, 3, 3),
            u.halving("branch3x3dbl_3", 96, 96)}},
          halving_3x3,
          {}};
}

Block block_c(FeatureWeights& from, const std::string& name, int64_t in, int64_t c) {
  const Units u(from, name);
  return {{{u.keeping("branch1x1", in, 192, 1, 1)},
           {u.keeping("branch7x7_1", in, c, 1, 1), u.keeping("branch7x7_2", c, c, 1, 7),
            u.keeping("branch7x7_3", c, 192, 7, 1)},
           {u.keeping("branch7x7dbl_1", in, c, 1, 1), u.keeping("branch7x7dbl_2", c, c, 7, 1),
            u.keeping("branch7x7dbl_3", c, c, 1, 7), u.keeping("branch7x7dbl_4", c, c, 7, 1),
            u.keeping("branch7x7dbl_5", c, 192, 1, 7)}},
          mean_3x3,
          {u.keeping("branch_pool", in, 192, 1, 1)}};
}

Block block_d(FeatureWeights& from, const std::string& name, int64_t in) {
  const Units u(from, name);
  return {{{u.keeping("branch3x3_1", in, 192, 1, 1), u.halving("branch3x3_2", 192, 320)},
           {u.keeping("branch7x7x3_1", in, 192, 1, 1), u.keeping("branch7x7x3_2", 192, 192, 1, 7),
            u.keeping("branch7x7x3_3", 192, 192, 7, 1), u.halving("branch7x7x3_4", 192, 192)}},
          halving_3x3,
          {}};
}

/// A block whose two wide branches fork at their ends.
class BlockE {
 public:
  BlockE(FeatureWeights& from, const std::string& name, int64_t in, Block::Pool pool)
      : BlockE(Units(from, name), in, pool) {}

  Tensor operator()(const Tensor& x) const {
    const Tensor a = through(single_, x), b = through(double_, x);
    return at::cat({straight_(x), single_ends_[0](a), single_ends_[1](a), double_ends_[0](b),
                    double_ends_[1](b), behind_pool_(pool_(x))},
                   1);
  }

 private:
  BlockE(const Units& u, int64_t in, Block::Pool pool)
      : straight_(u.keeping("branch1x1", in, 320, 1, 1)),
        single_{u.keeping("branch3x3_1", in, 384, 1, 1)},
        single_ends_{u.keeping("branch3x3_2a", 384, 384, 1, 3),
                     u.keeping("branch3x3_2b", 384, 384, 3, 1)},
        double_{u.keeping("branch3x3dbl_1", in, 448, 1, 1),
                u.keeping("branch3x3dbl_2", 448, 384, 3, 3)},
        double_ends_{u.keeping("branch3x3dbl_3a", 384, 384, 1, 3),
                     u.keeping("branch3x3dbl_3b", 384, 384, 3, 1)},
        pool_(pool),
        behind_pool_(u.keeping("branch_pool", in, 192, 1, 1)) {}

  Unit straight_;
  Chain single_, single_ends_, double_, double_ends_;
  Block::Pool pool_;
  Unit behind_pool_;
};

class InceptionNetwork : public FeatureNetwork {
 public:
  explicit InceptionNetwork(FeatureWeights& w)
      : stem_{{w, "Conv2d_1a_3x3", 3, 32, {.kernel = {3, 3}, .stride = 2}},
              {w, "Conv2d_2a_3x3", 32, 32, {.kernel = {3, 3}}},
              {w, "Conv2d_2b_3x3", 32, 64, {.kernel = {3, 3}, .padding = {1, 1}}}},
        second_{{w, "Conv2d_3b_1x1", 64, 80, {}},
                {w, "Conv2d_4a_3x3", 80, 192, {.kernel = {3, 3}}}},
        blocks_{block_a(w, "Mixed_5b", 192, 32),  block_a(w, "Mixed_5c", 256, 64),
                block_a(w, "Mixed_5d", 288, 64),  block_b(w, "Mixed_6a", 288),
                block_c(w, "Mixed_6b", 768, 128), block_c(w, "Mixed_6c", 768, 160),
                block_c(w, "Mixed_6d", 768, 160), block_c(w, "Mixed_6e", 768, 192),
                block_d(w, "Mixed_7a", 768)},
        last_{{w, "Mixed_7b", 1280, mean_3x3}, {w, "Mixed_7c", 2048, largest_3x3}},
        classes_(w.take("fc.weight", {1008, 2048})) {}

  /// The resize is that of the Python Imaging Library, which averages when it shrinks (clean-fid,
  /// Parmar 2022); the values go from -1 to 1. The probabilities are those of the logits without
  /// bias, as in the code of Salimans 2016.
  Features find(const Tensor& images) const override {
    const Tensor resized = at::_upsample_bicubic2d_aa(images, {299, 299}, false);
    Tensor x = (resized / 127.5 - 1).contiguous(at::MemoryFormat::ChannelsLast);
    x = halving_3x3(through(stem_, x));
    x = halving_3x3(through(second_, x));
    for (const Block& block : blocks_) x = block(x);
    for (const BlockE& block : last_) x = block(x);
    const Tensor values = x.mean({2, 3});
    return {values, at::softmax(product(values, classes_), 1)};
  }

 private:
  Chain stem_, second_;
  std::vector<Block> blocks_;
  std::vector<BlockE> last_;
  Tensor classes_;
};

}  // namespace

std::unique_ptr<FeatureNetwork> feature_networks::Inception::make(FeatureWeights& weights) {
  return std::make_unique<InceptionNetwork>(weights);
}

}  // namespace wgan
