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

std::vector<Image> walk(const Model& model, const InterpolateOptions& o, const Ends& ends,
                        Device device) {
  const int64_t latent = model.network.latent;
  const Tensor z = latents_of_seeds({ends[0], ends[1]}, latent);
  std::vector<Tensor> path;
  for (int64_t i = 0; i < o.steps; ++i) {
    path.push_back(
        between(o.mode, z[0], z[1], static_cast<double>(i) / static_cast<double>(o.steps - 1)));
  }
  auto pictures = pictures_of_latents(model.generator, at::stack(path), device);
  // The ends are the very samples of their seeds: computed in the same company, so equal to the
  // last byte.
  pictures.front() = pictures_of_seeds(model.generator, latent, {ends[0]}, device)[0];
  pictures.back() = pictures_of_seeds(model.generator, latent, {ends[1]}, device)[0];
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
  std::vector<Image> pictures;
  for (const Ends& ends : rows_of(o)) {
    for (Image& image : walk(model, o, ends, device)) pictures.push_back(std::move(image));
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
