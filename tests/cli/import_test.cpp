#include "cli/program.h"
#include "wgan/formats/safetensors.h"

namespace wgan {
namespace {

/// The bytes of `count` floats, all different.
std::string floats(size_t count, float first) {
  std::string bytes;
  for (size_t i = 0; i < count; ++i) {
    const float value = first + static_cast<float>(i % 97) / 97;
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  return bytes;
}

FloatTensor tensor(const std::string& name, std::vector<int64_t> shape, float first) {
  size_t count = 1;
  for (const int64_t size : shape) count *= static_cast<size_t>(size);
  return {name, std::move(shape), floats(count, first)};
}

/// A generator of 16x16 pictures as PyTorch's example names it, with a latent of 8 and 4 features.
std::vector<FloatTensor> example(const std::string& prefix = "") {
  std::vector<FloatTensor> tensors;
  const std::vector<int64_t> widths{8, 8, 4, 3};
  for (int64_t layer = 0; layer < 3; ++layer) {
    const auto i = static_cast<size_t>(layer);
    const std::string norm = cat(prefix, "main.", 3 * layer + 1, ".");
    tensors.push_back(tensor(cat(prefix, "main.", 3 * layer, ".weight"),
                             {widths[i], widths[i + 1], 4, 4}, static_cast<float>(layer)));
    if (layer == 2) break;
    for (const char* part : {"weight", "bias", "running_mean", "running_var"})
      tensors.push_back(tensor(norm + part, {widths[i + 1]}, 1));
  }
  return tensors;
}

class ImportProgram : public Program {
 protected:
  void put_weights(const std::vector<FloatTensor>& tensors) {
    put(folder_ / "n.safetensors", to_safetensors(tensors, {}));
  }

  void refused(const std::string& part, const std::vector<FloatTensor>& tensors) {
    put_weights(tensors);
    bad(4, part, {"import", "n.safetensors", "--out", "g.pt"});
    EXPECT_FALSE(exists("g.pt"));
  }
};

TEST_F(ImportProgram, EveryWeightHasItsPlace) {
  for (const char* prefix : {"", "module."}) {
    const std::vector<FloatTensor> weights = example(prefix);
    put_weights(weights);
    EXPECT_EQ(good({"import", "n.safetensors", "--out", "g.pt"}).out, "g.pt\n");
    const auto found = tensors("g.pt");
    const std::vector<std::string> ours{
        "conv2.weight",       "norm2.weight",      "norm2.bias",    "norm2.running_mean",
        "norm2.running_var",  "conv1.weight",      "norm1.weight",  "norm1.bias",
        "norm1.running_mean", "norm1.running_var", "picture.weight"};
    ASSERT_EQ(ours.size(), weights.size());
    for (size_t i = 0; i < ours.size(); ++i) {
      EXPECT_EQ(found.at("g_ema." + ours[i]), weights[i].bytes) << ours[i];
      EXPECT_EQ(found.at("g." + ours[i]), weights[i].bytes) << ours[i];
    }
    EXPECT_EQ(found.at("g.picture.bias"), std::string(3 * sizeof(float), '\0'));
    std::filesystem::remove(folder_ / "g.pt");
  }
}

TEST_F(ImportProgram, TheModelIsLikeAnyOther) {
  put_weights(example());
  good({"import", "--weights", "n.safetensors", "--out", "g.pt"});
  EXPECT_NE(good({"verify", "g.pt"}).out.find("to the bit"), std::string::npos);
  good({"sample", "g.pt", "-n", "4"});
  expect_picture("samples.png", 2 * 18 + 2, 2 * 18 + 2);
  good({"export", "g.pt", "--out", "g.onnx"});
  // Training starts with it.
  good(tiny("gan", "1", "r", {"--init-from", "g.pt"}));
  bad(2, "is there already", {"import", "n.safetensors", "--out", "g.pt"});
}

TEST_F(ImportProgram, WhatDoesNotFitIsNamedWithItsShape) {
  const auto changed = [](size_t place, FloatTensor by) {
    std::vector<FloatTensor> tensors = example();
    tensors[place] = std::move(by);
    return tensors;
  };
  std::vector<FloatTensor> more = example();
  more.push_back(tensor("main.8.weight", {3}, 0));
  refused("main.8.weight [3] does not belong there", more);
  refused("main.1.bias is missing", changed(2, tensor("main.1.bia", {8}, 0)));
  refused("main.4.running_var is [5] and not [4]",
          changed(9, tensor("main.4.running_var", {5}, 0)));
  refused("main.3.weight is [7, 4, 4, 4] and not [8, 4, 4, 4]",
          changed(5, tensor("main.3.weight", {7, 4, 4, 4}, 0)));
  refused("main.0.weight is [8, 8, 5, 5] and not [8, 8, 4, 4]",
          changed(0, tensor("main.0.weight", {8, 8, 5, 5}, 0)));
  refused("main.0.weight is missing", changed(0, tensor("conv.weight", {8, 8, 4, 4}, 0)));
  // Wider than --arch dcgan at this size.
  std::vector<FloatTensor> wide = example();
  wide[0] = tensor("main.0.weight", {8, 16, 4, 4}, 0);
  for (size_t i = 1; i < 5; ++i) wide[i] = tensor(wide[i].name, {16}, 1);
  wide[5] = tensor("main.3.weight", {16, 4, 4, 4}, 0);
  refused("conv2.weight is [8, 8, 4, 4] here, and [8, 16, 4, 4] there", wide);
  std::vector<FloatTensor> infinite = example();
  const float infinity = std::numeric_limits<float>::infinity();
  infinite[5].bytes.replace(0, sizeof infinity, reinterpret_cast<const char*>(&infinity),
                            sizeof infinity);
  refused("conv1.weight", infinite);
}

TEST_F(ImportProgram, PicklesAndMissingFilesAreExplained) {
  bad(2, "wgan import --help shows the Python command", {"import", "netG.pth", "--out", "g.pt"});
  bad(4, "nowhere.safetensors", {"import", "nowhere.safetensors", "--out", "g.pt"});
  bad(2, "--out is missing", {"import", "n.safetensors"});
  bad(2, "not to stdout", {"import", "n.safetensors", "--out", "-"});
  bad(2, "no file named", {"import"});
  put(folder_ / "n.safetensors", "no weights");
  bad(4, "n.safetensors", {"import", "n.safetensors", "--out", "g.pt"});
}

}  // namespace
}  // namespace wgan
