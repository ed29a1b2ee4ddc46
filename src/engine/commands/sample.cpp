#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <iostream>

#include "commands.h"
#include "model.h"
#include "sheets.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kSamples = "samples.png";

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

/// Shows the samples of the seeds from `first` on as they come, so that a million of them need no
/// more memory than a few.
void each_sample(const Sampler& sampler, uint64_t first, int64_t count, int64_t label,
                 const std::function<void(uint64_t seed, const Image& picture)>& show) {
  constexpr uint64_t kAtOnce = 64;
  const uint64_t end = first + static_cast<uint64_t>(count);
  while (first != end) {
    // Up to where a group of neighbours ends, so that none goes through the network twice.
    const uint64_t many = std::min(kAtOnce - first % kAtOnce, end - first);
    const auto pictures = sampler.of_seeds(seeds_of(first, static_cast<int64_t>(many)), label);
    for (const Image& picture : pictures) show(first++, picture);
  }
}

void write_files(const Sampler& sampler, const SampleOptions& o, int64_t label) {
  make_folder(o.files);
  each_sample(sampler, o.seed, o.count, label, [&](uint64_t seed, const Image& picture) {
    write_atomically(Path(o.files) / file_name(seed), encode_png(picture));
  });
  std::cout << escaped(o.files) << "\n";
}

}  // namespace

ExitCode run_sample(const SampleOptions& o) {
  const bool all = o.class_name == kAllClasses;
  const OpenedModel opened = open_model(o.model);
  const Model& model = opened.model;
  const Sampler sampler = opened.sampler();
  if (all && !model.network.conditional) model.class_number(o.class_name);  // says why not
  const int64_t label = all || o.class_name.empty() ? -1 : model.class_number(o.class_name);
  // With all classes a row of the same seeds for each.
  const int64_t rows = all ? model.network.classes : 1;
  const int64_t columns = o.columns ? o.columns : all ? o.count : square_columns(o.count);
  const SheetShape shape = opened.sheet(rows * o.count, columns);
  const bool grid = o.files.empty() || !o.out.empty();
  if (grid)
    check_sheet(shape, all ? "use a smaller -n" : "use --files DIR, which writes single pictures");
  if (!o.files.empty()) write_files(sampler, o, label);
  if (!grid) return ExitCode::kDone;
  Sheet sheet(shape);
  for (int64_t row = 0; row < rows; ++row)
    each_sample(sampler, o.seed, o.count, all ? row : label,
                [&](uint64_t, const Image& picture) { sheet.add(picture); });
  const Path file = write_sheet(sheet, o.out.empty() ? kSamples : o.out, kSamples);
  std::cout << escaped(file.string()) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
