#include "wgan/commands/interpolate.h"

#include <algorithm>
#include <functional>
#include <iostream>
#include <optional>
#include <utility>

#include "model.h"
#include "sheets.h"
#include "walk.h"
#include "wgan/animation/animation.h"
#include "wgan/provenance/latent_file.h"
#include "wgan/report/report.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Whether a moving picture goes back to where it began. Between two classes, it does so if the
/// walks there and back come in pairs.
bool is_closed(const Interpolate& o) {
  const size_t points = !o.latents.empty() ? o.latents.size()
                        : !o.seeds.empty() ? o.seeds.size()
                                           : static_cast<size_t>(o.points);
  return o.loop == "on" && (o.to_class.empty() || points % 2 == 0);
}

/// A walk without its ends, as the flags and the model say.
PictureSpan usual_walk(const Interpolate& o, const OpenedModel& opened) {
  const Model& model = opened.model;
  const auto number = [&](const std::string& name) {
    return name.empty() ? -1 : model.class_number(name);
  };
  const bool straight =
      o.mode == "lerp" || (o.mode == "auto" && model.network.latent_law == "uniform");
  return {.count = o.moves() ? o.frames + 1 : o.steps,
          .label = number(o.from_class.empty() ? o.class_name : o.from_class),
          .to_label = number(o.to_class),
          .mode = straight ? "lerp" : "slerp"};
}

/// Returns the walks from each seed to the next.
std::vector<PictureSpan> chain(const std::vector<uint64_t>& seeds, const PictureSpan& usual) {
  std::vector<PictureSpan> walks;
  for (size_t i = 1; i < seeds.size(); ++i) {
    PictureSpan walk = usual;
    walk.seed = seeds[i - 1], walk.to = seeds[i];
    walks.push_back(walk);
  }
  return walks;
}

/// Returns the walks from the latent in each file to that in the next.
std::vector<PictureSpan> chain(const std::vector<LatentFile>& latents, const PictureSpan& usual) {
  std::vector<PictureSpan> walks;
  for (size_t i = 1; i < latents.size(); ++i) {
    PictureSpan walk = usual;
    walk.to = 0;
    walk.from_z = latents[i - 1].z, walk.to_z = latents[i].z;
    if (usual.label < 0) walk.label = latents[i - 1].label, walk.to_label = latents[i].label;
    walks.push_back(walk);
  }
  return walks;
}

std::vector<LatentFile> latents_of(const Interpolate& o, const OpenedModel& opened) {
  std::vector<LatentFile> latents;
  const int64_t classes = opened.model.network.conditional ? opened.model.network.classes : 0;
  for (const std::string& file : o.latents) {
    latents.push_back(read_latent(file, opened.model.network.latent));
    int64_t& label = latents.back().label;
    if (classes == 0) label = -1;
    if (label >= classes)
      throw Error(ExitCode::kUsage, cat("--point ", escaped(file), ": its class is ", label,
                                        ", and this model has ", classes));
  }
  if (!latents.empty() && o.moves() && is_closed(o)) latents.push_back(latents.front());
  return latents;
}

/// Returns the walks of a sheet, one for each row.
std::vector<PictureSpan> rows_of(const Interpolate& o, const OpenedModel& opened,
                                 const PictureSpan& usual) {
  if (!o.latents.empty()) return chain(latents_of(o, opened), usual);
  if (!o.seeds.empty()) return chain(o.seeds, usual);
  std::vector<PictureSpan> walks;
  for (int64_t r = 0; r < o.rows; ++r) {
    const uint64_t from = o.seed + 2 * static_cast<uint64_t>(r);
    walks.push_back(chain({from, from + 1}, usual)[0]);
  }
  return walks;
}

/// Says whether the pictures half way are mere cross-fades of the ends.
void tell_blends(const Sampler& sampler, const std::vector<PictureSpan>& walks, Console& console) {
  constexpr size_t kMost = 16;  // walks
  double sum = 0;
  const size_t count = std::min(kMost, walks.size());
  for (size_t i = 0; i < count; ++i) {
    PictureSpan walk = walks[i];
    walk.count = 3;
    const auto pictures = pictures_of_walk(sampler, walk, 0, 3);
    sum += distance_from_blend(pictures[0], pictures[1], pictures[2]);
  }
  console.info(
      cat("half way, the pictures are ", printed("%.2f", sum / static_cast<double>(count)),
          " of half the ends' difference away from the ends' blend (0: a mere cross-fade)"));
}

/// Writes pictures into a folder, numbered in order.
class Frames {
 public:
  explicit Frames(Path folder) : folder_(std::move(folder)) { make_folder(folder_); }

  void write(const Image& picture, const PngTexts& texts) {
    write_unsynced(folder_ / cat("frame-", zero_padded(count_++, 5), ".png"),
                   with_texts(encode_png(picture), texts));
  }

 private:
  Path folder_;
  uint64_t count_ = 0;
};

/// Whether a sheet can be drawn besides the frames. If not, only warns, since the frames are what
/// was asked for.
bool has_room(const SheetShape& sheet, Console& console) {
  try {
    check_sheet(sheet, "there will be the frames alone");
    return true;
  } catch (const Error& error) {
    console.warn(error.what());
    return false;
  }
}

SheetShape scaled(SheetShape shape, int64_t scale) {
  shape.width *= scale, shape.height *= scale;
  return shape;
}

/// Whether a walk begins with the picture that another one ends with.
bool goes_on(const Sampler& sampler, const PictureSpan& before, const PictureSpan& walk) {
  return before.to == walk.seed && before.to_z == walk.from_z &&
         classes_of_walk(sampler, before)[1] == classes_of_walk(sampler, walk)[0];
}

/// Draws the walks as rows of a sheet, or writes their pictures as files too.
Path draw_rows(const Interpolate& o, const OpenedModel& opened, const Sampler& sampler,
               Console& console) {
  const std::vector<PictureSpan> walks = rows_of(o, opened, usual_walk(o, opened));
  const SheetShape shape = scaled(opened.sheet(std::ssize(walks) * o.steps, o.steps), o.scale);
  const bool folder = names_folder(o.out);
  if (!folder) check_sheet(shape, "use --out DIR/, which writes every picture as a file");
  std::optional<Frames> frames;
  std::optional<Sheet> sheet;
  if (!folder || has_room(shape, console)) sheet.emplace(shape);
  if (folder) frames.emplace(o.out);
  Provenance provenance = opened.provenance(command_line(o), o.steps);
  if (o.truncation > 0) provenance.truncation = o.truncation;
  provenance.scale = o.scale, provenance.width = shape.width, provenance.height = shape.height;
  Provenance of_frame = provenance;
  of_frame.columns = 1;
  provenance.spans = walks;
  std::vector<WalkPart> parts;
  for (const PictureSpan& walk : walks) {
    for (int64_t first = 0; first < o.steps; first += kWalkGroup)
      parts.push_back({walk, first, std::min(kWalkGroup, o.steps - first)});
  }
  // A few parts at a time, so that a walk of any length needs no more memory than a short one.
  constexpr size_t kAtOnce = 16;
  for (size_t begin = 0; begin < parts.size(); begin += kAtOnce) {
    const std::vector<WalkPart> some(
        parts.begin() + static_cast<std::ptrdiff_t>(begin),
        parts.begin() + static_cast<std::ptrdiff_t>(std::min(begin + kAtOnce, parts.size())));
    const auto pictures = pictures_of_parts(sampler, some);
    for (size_t i = 0; i < some.size(); ++i) {
      of_frame.spans = {some[i].walk}, of_frame.place = some[i].first;
      for (const Image& small : pictures[i]) {
        const Image picture = enlarged(small, o.scale);
        const bool seen = of_frame.place == 0 && begin + i > 0 &&
                          goes_on(sampler, parts[begin + i - 1].walk, some[i].walk);
        if (frames && !seen) frames->write(picture, to_texts(of_frame));
        if (sheet) sheet->add(picture);
        ++of_frame.place;
      }
    }
  }
  tell_blends(sampler, walks, console);
  return sheet ? write_sheet(sheet->image(), o.out, "interpolation.png", to_texts(provenance))
               : Path(o.out);
}

/// The walks of tile number `tile`, one after the other. A closed one ends where it began. From one
/// class to another, every second walk leads back. Without classes named, each seed keeps its own.
std::vector<PictureSpan> walks_of_tile(const Interpolate& o, const OpenedModel& opened,
                                       const Sampler& sampler, uint64_t tile) {
  const PictureSpan usual = usual_walk(o, opened);
  std::vector<PictureSpan> walks;
  if (o.latents.empty()) {
    std::vector<uint64_t> points = o.seeds;
    for (int64_t i = 0; o.seeds.empty() && i < o.points; ++i)
      points.push_back(o.seed + tile * static_cast<uint64_t>(o.points) + static_cast<uint64_t>(i));
    if (is_closed(o)) points.push_back(points.front());
    walks = chain(points, usual);
  } else {
    walks = chain(latents_of(o, opened), usual);
  }
  for (size_t i = 0; i < walks.size(); ++i) {
    PictureSpan& walk = walks[i];
    if (!o.to_class.empty() && i % 2 == 1) std::swap(walk.label, walk.to_label);
    if (!opened.model.network.conditional || usual.label >= 0 || !o.latents.empty()) continue;
    walk.label = sampler.labels_of_seeds({walk.seed}).item<int64_t>();
    walk.to_label = sampler.labels_of_seeds({*walk.to}).item<int64_t>();
  }
  return walks;
}

/// Writes the walks of all tiles as a moving picture.
void animate(const Interpolate& o, const OpenedModel& opened, const Sampler& sampler,
             Console& console) {
  const int64_t tiles = o.tiles.width * o.tiles.height;
  const SheetShape shape = scaled(opened.sheet(tiles, o.tiles.width), o.scale);
  check_sheet(shape, "use fewer --tiles");
  std::vector<std::vector<PictureSpan>> walks;
  for (int64_t tile = 0; tile < tiles; ++tile)
    walks.push_back(walks_of_tile(o, opened, sampler, static_cast<uint64_t>(tile)));
  const int64_t legs = std::ssize(walks[0]), all = legs * o.frames + (is_closed(o) ? 0 : 1);
  const auto animation = make_animation(o.out, {.fps = o.fps, .loop = o.loop == "on"});
  int64_t done = 0;
  for (int64_t leg = 0; leg < legs; ++leg) {
    // The last picture of a walk is the first of the next one.
    const int64_t end = o.frames + (leg + 1 == legs && !is_closed(o) ? 1 : 0);
    for (int64_t first = 0; first < end; first += kWalkGroup) {
      const int64_t count = std::min(kWalkGroup, end - first);
      std::vector<WalkPart> parts;
      for (const auto& of_tile : walks)
        parts.push_back({of_tile[static_cast<size_t>(leg)], first, count});
      const auto pictures = pictures_of_parts(sampler, parts, o.ease == "on");
      for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
        if (tiles == 1) {
          animation->add(enlarged(pictures[0][i], o.scale));
          continue;
        }
        Sheet sheet(shape);
        for (const auto& of_tile : pictures) sheet.add(enlarged(of_tile[i], o.scale));
        animation->add(sheet.image());
      }
      done += count;
      console.live({cat("drawing frames ", progress_bar(done, all))});
    }
  }
  console.live({cat("writing ", escaped(o.out))});
  animation->commit();
  console.live({});
  if (const std::string changed = animation->changed(); !changed.empty()) console.warn(changed);
  tell_blends(sampler, walks[0], console);
}

}  // namespace

ExitCode Interpolate::run() const {
  Console console;
  const OpenedModel opened = open_model(model);
  opened.check_truncation(truncation);
  const Sampler sampler = opened.sampler(truncation);
  Path answer = out;
  if (moves()) animate(*this, opened, sampler, console);
  else answer = draw_rows(*this, opened, sampler, console);
  std::cout << escaped(answer.string()) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
