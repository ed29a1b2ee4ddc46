#include "wgan/commands/interpolate.h"

#include <ATen/ops/stack.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iostream>
#include <optional>
#include <utility>

#include "model.h"
#include "sheets.h"
#include "wgan/report/report.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// The seeds at the two ends of a row.
using Ends = std::array<uint64_t, 2>;

std::vector<Ends> rows_of(const Interpolate& o) {
  std::vector<Ends> rows;
  for (size_t i = 1; i < o.seeds.size(); ++i) rows.push_back({o.seeds[i - 1], o.seeds[i]});
  for (int64_t r = 0; o.seeds.empty() && r < o.rows; ++r) {
    const uint64_t from = o.seed + 2 * static_cast<uint64_t>(r);
    rows.push_back({from, from + 1});
  }
  return rows;
}

/// Computes a row, which is of one class: that of its first seed unless `label` names another.
/// Shows its pictures as they come, so that a walk of any length needs no more memory than a short
/// one.
void walk(const Sampler& sampler, const Interpolate& o, const Ends& ends, int64_t label,
          const std::function<void(const Image& picture)>& show) {
  constexpr int64_t kAtOnce = 64;  // whole groups that go through the network together
  const Tensor z = latents_of_seeds({ends[0], ends[1]}, sampler.law());
  Tensor labels = sampler.labels_of_seeds({ends[0]}, label);
  if (labels.defined()) label = labels.item<int64_t>();
  for (int64_t first = 0; first < o.steps; first += kAtOnce) {
    const int64_t end = std::min(first + kAtOnce, o.steps);
    std::vector<Tensor> path;
    for (int64_t i = first; i < end; ++i)
      path.push_back(
          between(o.mode, z[0], z[1], static_cast<double>(i) / static_cast<double>(o.steps - 1)));
    auto pictures = sampler.of_latents(at::stack(path),
                                       labels.defined() ? labels.expand({end - first}) : Tensor());
    // The ends are the samples of their seeds, computed in the same groups and so equal to the last
    // byte.
    if (first == 0) pictures.front() = sampler.of_seeds({ends[0]}, label)[0];
    if (end == o.steps) pictures.back() = sampler.of_seeds({ends[1]}, label)[0];
    for (const Image& picture : pictures) show(picture);
  }
}

/// Writes pictures into a folder, numbered in order.
class Frames {
 public:
  explicit Frames(Path folder) : folder_(std::move(folder)) { make_folder(folder_); }

  void write(const Image& picture) {
    write_atomically(folder_ / cat("frame-", zero_padded(count_++, 5), ".png"),
                     encode_png(picture));
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

}  // namespace

ExitCode Interpolate::run() const {
  Console console;
  const OpenedModel opened = open_model(model);
  const Sampler sampler = opened.sampler();
  const int64_t label = class_name.empty() ? -1 : opened.model.class_number(class_name);
  const std::vector<Ends> ends = rows_of(*this);
  const SheetShape shape = opened.sheet(static_cast<int64_t>(ends.size()) * steps, steps);
  const bool folder = names_folder(out);
  if (!folder) check_sheet(shape, "use --out DIR/, which writes every picture as a file");
  std::optional<Frames> frames;
  std::optional<Sheet> sheet;
  if (!folder || has_room(shape, console)) sheet.emplace(shape);
  if (folder) frames.emplace(out);
  for (size_t row = 0; row < ends.size(); ++row) {
    // On a walk through several points, a row begins where the previous one ended.
    bool seen = row > 0 && ends[row][0] == ends[row - 1][1];
    walk(sampler, *this, ends[row], label, [&](const Image& picture) {
      if (frames && !std::exchange(seen, false)) frames->write(picture);
      if (sheet) sheet->add(picture);
    });
  }
  const Path answer = sheet ? write_sheet(*sheet, out, "interpolation.png") : Path(out);
  std::cout << escaped(answer.string()) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
