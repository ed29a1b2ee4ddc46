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
void write_files(const Sampler& sampler, const SampleOptions& o, int64_t label) {
  constexpr int64_t kAtOnce = 64;
  make_folder(o.files);
  for (int64_t first = 0; first < o.count; first += kAtOnce) {
    const auto seeds =
        seeds_of(o.seed + static_cast<uint64_t>(first), std::min(kAtOnce, o.count - first));
    const auto pictures = sampler.of_seeds(seeds, label);
    for (size_t i = 0; i < seeds.size(); ++i)
      write_atomically(Path(o.files) / file_name(seeds[i]), encode_png(pictures[i]));
  }
  std::cout << escaped(o.files) << "\n";
}

/// A row of the same seeds for each class.
std::vector<Image> rows_of_classes(const Sampler& sampler, const Model& model, uint64_t seed,
                                   int64_t count) {
  std::vector<Image> pictures;
  for (size_t label = 0; label < model.classes.size(); ++label) {
    for (Image& image : sampler.of_seeds(seeds_of(seed, count), static_cast<int64_t>(label)))
      pictures.push_back(std::move(image));
  }
  return pictures;
}

}  // namespace

ExitCode run_sample(const SampleOptions& o) {
  const bool all = o.class_name == kAllClasses;
  const auto [model, device] = open_model(o.model);
  const Sampler sampler(model.generator, model.network, device);
  if (all && !model.network.conditional) model.class_number(o.class_name);  // says why not
  const int64_t label = all || o.class_name.empty() ? -1 : model.class_number(o.class_name);
  if (!o.files.empty()) {
    write_files(sampler, o, label);
    return ExitCode::kDone;
  }
  const int64_t columns = o.columns ? o.columns : all ? o.count : square_columns(o.count);
  const auto pictures = all ? rows_of_classes(sampler, model, o.seed, o.count)
                            : sampler.of_seeds(seeds_of(o.seed, o.count), label);
  write_atomically(o.out, encode_png(grid(pictures, columns)));
  std::cout << escaped(o.out) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
