#include "wgan/commands/sample.h"

#include <algorithm>
#include <functional>
#include <iostream>

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

std::string file_name(uint64_t seed) { return cat("seed", zero_padded(seed, 4), ".png"); }

/// Shows the samples of `count` seeds from `first` on as they come, so that a million of them need
/// no more memory than a few.
void each_sample(const Sampler& sampler, uint64_t first, int64_t count, int64_t label,
                 const std::function<void(uint64_t seed, const Image& picture)>& show) {
  constexpr uint64_t kAtOnce = 64;
  const uint64_t end = first + static_cast<uint64_t>(count);
  while (first != end) {
    // Stops at the end of a group of neighbours, so that none goes through the network twice.
    const uint64_t many = std::min(kAtOnce - first % kAtOnce, end - first);
    const auto pictures = sampler.of_seeds(seeds_of(first, static_cast<int64_t>(many)), label);
    for (const Image& picture : pictures) show(first++, picture);
  }
}

void write_files(const Sampler& sampler, const Sample& o, int64_t label) {
  make_folder(o.files);
  each_sample(sampler, o.seed, o.count, label, [&](uint64_t seed, const Image& picture) {
    write_atomically(Path(o.files) / file_name(seed), encode_png(picture));
  });
  std::cout << escaped(o.files) << "\n";
}

}  // namespace

ExitCode Sample::run() const {
  const bool all = class_name == kAllClasses;
  const OpenedModel opened = open_model(model);
  const Model& trained = opened.model;
  const Sampler sampler = opened.sampler();
  if (all && !trained.network.conditional) trained.class_number(class_name);  // throws the reason
  const int64_t label = all || class_name.empty() ? -1 : trained.class_number(class_name);
  // With --class all, each class gets a row of the same seeds.
  const int64_t rows = all ? trained.network.classes : 1;
  const int64_t wide = columns ? columns : all ? count : square_columns(count);
  const SheetShape shape = opened.sheet(rows * count, wide);
  const bool grid = files.empty() || !out.empty();
  if (grid)
    check_sheet(shape, all ? "use a smaller -n" : "use --files DIR, which writes single pictures");
  if (!files.empty()) write_files(sampler, *this, label);
  if (!grid) return ExitCode::kDone;
  Sheet sheet(shape);
  for (int64_t row = 0; row < rows; ++row)
    each_sample(sampler, seed, count, all ? row : label,
                [&](uint64_t, const Image& picture) { sheet.add(picture); });
  const Path file = write_sheet(sheet, out.empty() ? kSamples : out, kSamples);
  std::cout << escaped(file.string()) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
