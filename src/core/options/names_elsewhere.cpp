#include "names_elsewhere.h"

#include <cctype>
#include <map>

namespace wgan {
namespace {

/// The names of flags in other programs, in lower case with dashes, and our flags for them.
const std::map<std::string, std::string>& names_elsewhere() {
  static const std::map<std::string, std::string> table{
      {"lr", "rate"},
      {"learning-rate", "rate"},
      {"lr-d", "critic-rate"},
      {"lr-g", "generator-rate"},
      {"b1", "beta1"},
      {"b2", "beta2"},
      {"batch-size", "batch"},
      {"batchsize", "batch"},
      {"n-epochs", "epochs"},
      {"num-epochs", "epochs"},
      {"epochs-num", "epochs"},
      {"niter", "epochs"},
      {"iters", "steps"},
      {"iterations", "steps"},
      {"max-iter", "steps"},
      {"image-size", "size"},
      {"imagesize", "size"},
      {"img-size", "size"},
      {"resolution", "size"},
      {"workers", "threads"},
      {"num-workers", "threads"},
      {"gpu", "device"},
      {"gpus", "device"},
      {"gpu-id", "device"},
      {"cuda", "device"},
      {"ngf", "features"},
      {"ndf", "features"},
      {"nz", "latent"},
      {"z-dim", "latent"},
      {"latent-dim", "latent"},
      {"clip-value", "clip"},
      {"lambda", "gp-lambda"},
      {"lambda-gp", "gp-lambda"},
      {"lambda-term", "gp-lambda"},
      {"critic-iters", "n-critic"},
      {"ncritic", "n-critic"},
      {"manualseed", "seed"},
      {"manual-seed", "seed"},
      {"random-seed", "seed"},
      {"dataroot", "data"},
      {"dataset", "data"},
      {"data-dir", "data"},
      {"data-path", "data"},
      {"outdir", "out"},
      {"outf", "out"},
      {"output", "out"},
      {"output-dir", "out"},
      {"save-dir", "out"},
      {"checkpoint", "ckpt"},
      {"model", "ckpt"},
      {"num-samples", "n"},
      {"n-samples", "n"},
      {"num-images", "n"},
      {"continue", "resume"},
      {"hflip", "flip"},
      {"mirror", "flip"},
      {"amp", "precision"},
      {"fp16", "precision"},
      {"bf16", "precision"},
  };
  return table;
}

}  // namespace

std::string name_here(std::string name) {
  for (char& letter : name) {
    letter =
        letter == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  const auto found = names_elsewhere().find(name);
  return found == names_elsewhere().end() ? name : found->second;
}

}  // namespace wgan
