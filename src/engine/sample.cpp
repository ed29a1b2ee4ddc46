#include <array>
#include <cstdio>
#include <iostream>

#include "commands.h"
#include "model.h"
#include "wgan/sampling.h"
#include "wgan/text.h"

namespace wgan {
namespace {

std::vector<uint64_t> seeds_of(uint64_t first, int64_t count) {
  std::vector<uint64_t> seeds(static_cast<size_t>(count));
  for (size_t i = 0; i < seeds.size(); ++i) seeds[i] = first + i;
  return seeds;
}

std::string file_name(uint64_t seed) {
  std::array<char, 40> name;
  std::snprintf(name.data(), name.size(), "seed%04llu.png", static_cast<unsigned long long>(seed));
  return name.data();
}

/// Writes the pictures as they come, so that a million of them need no more memory than a few.
void write_files(const Model& model, const SampleOptions& o, Device device) {
  constexpr int64_t kAtOnce = 64;
  make_folder(o.files);
  for (int64_t first = 0; first < o.count; first += kAtOnce) {
    const auto seeds =
        seeds_of(o.seed + static_cast<uint64_t>(first), std::min(kAtOnce, o.count - first));
    const auto pictures = pictures_of_seeds(model.generator, model.network.latent, seeds, device);
    for (size_t i = 0; i < seeds.size(); ++i)
      write_atomically(Path(o.files) / file_name(seeds[i]), encode_png(pictures[i]));
  }
  std::cout << escaped(o.files) << "\n";
}

}  // namespace

ExitCode run_sample(const SampleOptions& o) {
  const auto [model, device] = open_model(o.model);
  if (!o.files.empty()) {
    write_files(model, o, device);
    return ExitCode::kDone;
  }
  const auto pictures =
      pictures_of_seeds(model.generator, model.network.latent, seeds_of(o.seed, o.count), device);
  write_atomically(o.out,
                   encode_png(grid(pictures, o.columns ? o.columns : square_columns(o.count))));
  std::cout << escaped(o.out) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
