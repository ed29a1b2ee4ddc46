#include "wgan/checkpoint/dcgan_example.h"

#include <ATen/ops/zeros.h>

#include <map>
#include <set>

#include "wgan/device/shape_text.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr int64_t kKernel = 4;       // also the side of the smallest map
constexpr int64_t kMostLayers = 10;  // 2048x2048

Error misfit(const Path& file, const std::string& what) {
  return {ExitCode::kModel,
          cat(escaped(file.string()), ": ", what,
              "; expected the generator of pytorch/examples' DCGAN (main.0.weight [latent, "
              "channels, 4, 4], main.1.weight …)")};
}

/// Returns the weights by their names in one process: torch.nn.DataParallel puts "module." before
/// each.
std::map<std::string, Tensor> plain_names(const Checkpoint& weights) {
  std::map<std::string, Tensor> plain;
  for (const auto& [name, tensor] : weights.tensors) {
    constexpr std::string_view kParallel = "module.";
    plain.emplace(name.starts_with(kParallel) ? name.substr(kParallel.size()) : name, tensor);
  }
  return plain;
}

std::string name_of(int64_t place, const char* part) { return cat("main.", place, ".", part); }

/// Returns how many transposed convolutions there are.
int64_t layers_in(const std::map<std::string, Tensor>& weights) {
  int64_t layers = 0;
  while (layers <= kMostLayers && weights.count(name_of(3 * layers, "weight"))) ++layers;
  return layers;
}

constexpr const char* kNormParts[] = {"weight", "bias", "running_mean", "running_var"};

const Tensor& tensor_of(const std::map<std::string, Tensor>& weights, const std::string& name,
                        const std::vector<int64_t>& shape, const Path& file) {
  const auto found = weights.find(name);
  if (found == weights.end()) throw misfit(file, cat(name, " is missing"));
  if (found->second.sizes() != at::IntArrayRef(shape))
    throw misfit(file, cat(escaped(name), " is ", shape_text(found->second.sizes()), " and not ",
                           shape_text(shape)));
  if (!found->second.is_floating_point()) throw misfit(file, cat(name, " holds no floats"));
  return found->second;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> flags_of_dcgan_example(const Checkpoint& file,
                                                                        const Path& path) {
  const std::map<std::string, Tensor> weights = plain_names(file);
  const int64_t layers = layers_in(weights);
  if (layers < 2 || layers > kMostLayers)
    throw misfit(path, layers == 0 ? "main.0.weight is missing"
                                   : cat(layers, " transposed convolutions were found"));
  std::set<std::string> known;
  int64_t before = 0;
  for (int64_t layer = 0; layer < layers; ++layer) {
    const std::string name = name_of(3 * layer, "weight");
    const Tensor& weight = weights.at(name);
    if (weight.dim() != 4) throw misfit(path, cat(name, " is ", shape_text(weight.sizes())));
    const int64_t to = weight.size(1);
    tensor_of(weights, name, {layer == 0 ? weight.size(0) : before, to, kKernel, kKernel}, path);
    known.insert(name);
    for (const char* part : kNormParts) {
      if (layer + 1 == layers) break;
      tensor_of(weights, name_of(3 * layer + 1, part), {to}, path);
      known.insert(name_of(3 * layer + 1, part));
    }
    known.insert(name_of(3 * layer + 1, "num_batches_tracked"));
    before = to;
  }
  for (const auto& [name, tensor] : weights) {
    if (!known.count(name))
      throw misfit(path,
                   cat(escaped(name), " ", shape_text(tensor.sizes()), " does not belong there"));
  }
  const Tensor& last = weights.at(name_of(3 * (layers - 1), "weight"));
  return {{"size", cat(kKernel << (layers - 1))},
          {"channels", cat(last.size(1))},
          {"latent", cat(weights.at(name_of(0, "weight")).size(0))},
          {"features", cat(last.size(0))}};
}

void restore_dcgan_example(const Network& generator, const Checkpoint& file, const Path& path) {
  const std::map<std::string, Tensor> weights = plain_names(file);
  const int64_t layers = layers_in(weights);
  Checkpoint named;
  const auto add = [&](const std::string& ours, const std::string& theirs) {
    named.tensors.emplace(ours, weights.at(theirs).to(at::kFloat));
  };
  for (int64_t layer = 0; layer + 1 < layers; ++layer) {
    const int64_t number = layers - 1 - layer;  // ours count from the picture
    add(cat("conv", number, ".weight"), name_of(3 * layer, "weight"));
    for (const char* part : kNormParts)
      add(cat("norm", number, ".", part), name_of(3 * layer + 1, part));
  }
  add("picture.weight", name_of(3 * (layers - 1), "weight"));
  named.tensors.emplace("picture.bias", at::zeros({named.tensors.at("picture.weight").size(1)}));
  for (const auto& [name, tensor] : generator.state()) {
    const auto found = named.tensors.find(name);
    if (found == named.tensors.end() || found->second.sizes() != tensor.sizes())
      throw Error(ExitCode::kModel,
                  cat(escaped(path.string()),
                      ": its layers are not as wide as those of --arch "
                      "dcgan: ",
                      name, " is ", shape_text(tensor.sizes()), " here, and ",
                      found == named.tensors.end() ? "missing" : shape_text(found->second.sizes()),
                      " there"));
  }
  restore(generator.state(), "", named, path);
  check_finite(generator.state(), path);
}

}  // namespace wgan
