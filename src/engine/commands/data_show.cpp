#include "wgan/commands/data_show.h"

#include <algorithm>
#include <iostream>

#include "pictures.h"
#include "sheets.h"
#include "wgan/base/error.h"
#include "wgan/critic_input/critic_input.h"
#include "wgan/device/device.h"
#include "wgan/image/augment.h"
#include "wgan/image/image_tensor.h"
#include "wgan/provenance/provenance.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Enlarges a picture by a whole factor until it is wide enough for a caption.
Image cell(const Image& image, const std::string& caption) {
  constexpr int64_t kLeast = 96;
  const Image visible = image.channels == 4 ? over_colour(image, {224, 224, 224}) : image;
  return captioned(
      enlarged(visible, std::max<int64_t>(1, (kLeast + image.width - 1) / image.width)), caption);
}

int64_t columns(const DataShow& o, int64_t cells) {
  return o.epochs > 0 ? 1 + o.epochs : square_columns(cells);
}

/// Returns the shape of a sheet of this many pictures and their draws.
SheetShape sheet_of(const DataShow& o, int64_t pictures) {
  const Image one = cell(Image(o.data.size.width, o.data.size.height, o.data.channels), "");
  const int64_t cells = pictures * (1 + o.epochs);
  return {cells, columns(o, cells), one.width, one.height, one.channels};
}

class ShownSheet {
 public:
  ShownSheet(const DataShow& o, const LoadedPictures& loaded)
      : o_(o), loaded_(loaded), range_(range_for(o.data.norm, loaded.set)) {}

  /// Adds a prepared picture and its draws.
  void add(int64_t index) {
    cells_.push_back(cell(seen(loaded_.set.picture(index), {}, 0), title(index)));
    for (int64_t epoch = 0; epoch < o_.epochs; ++epoch) {
      std::vector<std::string> said;
      const Image drawn = augmented(loaded_.set.picture(index), o_.data.augment,
                                    augmentation({.seed = o_.seed}, epoch, index), &said);
      cells_.push_back(
          cell(seen(drawn, o_.data.diffaugment, static_cast<uint64_t>(epoch)), join(said, " ")));
    }
  }

  Image drawn() const { return grid(cells_, columns(o_, static_cast<int64_t>(cells_.size()))); }

 private:
  std::string title(int64_t index) const {
    const int32_t label = loaded_.set.labels[static_cast<size_t>(index)];
    const auto& classes = loaded_.classes;
    if (classes.empty()) return cat("#", index);
    return label < 0 ? "no class" : escaped(classes[static_cast<size_t>(label)]);
  }

  /// Takes a picture through the range of values and back, as the critic gets it, with the
  /// transforms `changes`.
  Image seen(const Image& image, const std::vector<std::string>& changes, uint64_t epoch) const {
    const CriticInput critic_input(range_, changes);
    const Tensor values = critic_input(to_tensor({image}), [&](int64_t i) {
      return Random(o_.seed, Stream::kRealView, 0, epoch, cells_.size() + static_cast<uint64_t>(i));
    });
    return to_images(range_.to_unit(values))[0];
  }

  const DataShow& o_;
  const LoadedPictures& loaded_;
  Range range_;
  std::vector<Image> cells_;
};

}  // namespace

ExitCode DataShow::run() const {
  DataShow o = *this;
  Console console;
  const LoadedPictures loaded = load_pictures(o.data, reading_threads(0), console);
  if (loaded.set.count() == 0) throw Error(ExitCode::kData, "no picture can be used");
  const int64_t rows = std::min(o.count, loaded.set.count());
  check_sheet(sheet_of(o, rows), "use a smaller -n, --epochs or --size");
  ShownSheet sheet(o, loaded);
  for (int64_t i = 0; i < rows; ++i) sheet.add(i * loaded.set.count() / rows);
  write_atomically(o.out,
                   with_texts(encode_png(sheet.drawn()), texts_of_command(command_line(*this))));
  std::cout << escaped(o.out) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
