#include <ATen/ops/stack.h>

#include <array>
#include <cstdio>
#include <iostream>

#include "commands.h"
#include "model.h"
#include "wgan/sampling.h"
#include "wgan/text.h"

namespace wgan {
namespace {

/// The seeds at the two ends of a row.
using Ends = std::array<uint64_t, 2>;

std::vector<Ends> rows_of(const InterpolateOptions& o) {
  std::vector<Ends> rows;
  for (size_t i = 1; i < o.seeds.size(); ++i) rows.push_back({o.seeds[i - 1], o.seeds[i]});
  for (int64_t r = 0; o.seeds.empty() && r < o.rows; ++r) {
    const uint64_t from = o.seed + 2 * static_cast<uint64_t>(r);
    rows.push_back({from, from + 1});
  }
  return rows;
}

/// A row is of one class: that of its first seed, unless another one is named.
std::vector<Image> walk(const Sampler& sampler, const InterpolateOptions& o, const Ends& ends,
                        int64_t label) {
  const Tensor z = latents_of_seeds({ends[0], ends[1]}, sampler.law());
  Tensor labels = sampler.labels_of_seeds({ends[0]}, label);
  if (labels.defined()) {
    label = labels.item<int64_t>();
    labels = labels.expand({o.steps});
  }
  std::vector<Tensor> path;
  for (int64_t i = 0; i < o.steps; ++i) {
    path.push_back(
        between(o.mode, z[0], z[1], static_cast<double>(i) / static_cast<double>(o.steps - 1)));
  }
  auto pictures = sampler.of_latents(at::stack(path), labels);
  // The ends are the very samples of their seeds: computed in the same company, so equal to the
  // last byte.
  pictures.front() = sampler.of_seeds({ends[0]}, label)[0];
  pictures.back() = sampler.of_seeds({ends[1]}, label)[0];
  return pictures;
}

void write_frames(const Path& folder, const std::vector<Image>& pictures) {
  for (size_t i = 0; i < pictures.size(); ++i) {
    std::array<char, 40> name;
    std::snprintf(name.data(), name.size(), "frame-%05zu.png", i);
    write_atomically(folder / name.data(), encode_png(pictures[i]));
  }
}

}  // namespace

ExitCode run_interpolate(const InterpolateOptions& o) {
  const auto [model, device] = open_model(o.model);
  const Sampler sampler(model.generator, model.network, device);
  const int64_t label = o.class_name.empty() ? -1 : model.class_number(o.class_name);
  std::vector<Image> pictures;
  for (const Ends& ends : rows_of(o)) {
    for (Image& image : walk(sampler, o, ends, label)) pictures.push_back(std::move(image));
  }
  const bool frames = o.out.ends_with('/') || std::filesystem::is_directory(o.out);
  if (frames) make_folder(o.out);
  const Path sheet = frames ? Path(o.out) / "interpolation.png" : Path(o.out);
  if (frames) write_frames(o.out, pictures);
  write_atomically(sheet, encode_png(grid(pictures, o.steps)));
  std::cout << escaped(sheet.string()) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
