#include <algorithm>

#include "set_source.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// The header of an IDX file (LeCun 1998, http://yann.lecun.com/exdb/mnist/): two zero bytes, the
/// type (8 is unsigned byte), the number of sides, and each side, a big-endian number of 32 bits.
/// Images have three sides: count, rows, columns; labels have one.
struct IdxHeader {
  std::vector<int64_t> sides;
  int64_t bytes = 0;  // size of the header
};

/// Reads the header. Throws Error(kData) whose message is the reason alone.
IdxHeader read_idx_header(const Blob& blob, int64_t dimensions) {
  const std::string bytes = blob.read(0, 4 + 4 * dimensions);
  const auto byte = [&](size_t at) { return static_cast<unsigned char>(bytes[at]); };
  if (static_cast<int64_t>(bytes.size()) != 4 + 4 * dimensions)
    throw Error(ExitCode::kData, "it is too short for an IDX header");
  if (byte(0) != 0 || byte(1) != 0 || byte(2) != 8 || byte(3) != dimensions) {
    throw Error(ExitCode::kData, cat("it is no IDX file of bytes with ", dimensions,
                                     dimensions == 1 ? " side" : " sides"));
  }
  IdxHeader header{{}, 4 + 4 * dimensions};
  for (int64_t side = 0; side < dimensions; ++side) {
    int64_t value = 0;
    for (size_t i = 0; i < 4; ++i) value = value << 8 | byte(static_cast<size_t>(4 + 4 * side) + i);
    header.sides.push_back(value);
  }
  return header;
}

/// MNIST and sets in its format: *-images-idx3-ubyte and, beside it, *-labels-idx1-ubyte with 0 to
/// 9, both possibly packed by gzip. Gray, row by row.
class Mnist : public SetSource {
 public:
  Mnist(SetFile file, int64_t max_pixels)
      : SetSource("MNIST", std::move(file), {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}, 0) {
    file_.identity += cat(' ', max_pixels);
    try {
      open_pictures(max_pixels);
    } catch (const Error& error) {
      report(error.what());
    }
    try {
      if (file_.labels && size() > 0) open_labels();
    } catch (const Error& error) {
      report(cat("its file of labels is of no use: ", error.what()));
    }
  }

  std::optional<bool> is_gray(int64_t /*index*/) const override { return true; }

 private:
  Image picture(std::string_view bytes) const override {
    Image image(width_, height_, 1);
    std::copy(bytes.begin(), bytes.end(), image.pixels.begin());
    return image;
  }

  void open_pictures(int64_t max_pixels) {
    const IdxHeader header = read_idx_header(*file_.pictures, 3);
    const int64_t declared = header.sides[0];
    height_ = header.sides[1], width_ = header.sides[2];
    if (height_ == 0 || width_ == 0)
      throw Error(ExitCode::kData,
                  cat("it declares pictures of ", width_, "x", height_, " pixels"));
    if (width_ > max_pixels / height_) {
      throw Error(ExitCode::kData, cat("it declares pictures of ", width_, "x", height_,
                                       " pixels; the limit is ", grouped(max_pixels)));
    }
    const int64_t bytes = width_ * height_, there = file_.pictures->size() - header.bytes;
    const int64_t count = std::min(declared, there / bytes);
    set_pictures({file_.pictures, header.bytes, bytes, count}, bytes);
    if (count < declared) {
      report(cat("it declares ", grouped(declared), " pictures and holds ", grouped(count)));
    } else if (there > count * bytes) {
      report(cat("it has ", grouped(there - count * bytes), " bytes more than it declares"));
    }
  }

  void open_labels() {
    const IdxHeader header = read_idx_header(*file_.labels, 1);
    const int64_t count = std::min(header.sides[0], file_.labels->size() - header.bytes);
    set_labels({file_.labels, header.bytes, 1, count});
  }

  int64_t width_ = 0, height_ = 0;
};

/// Whether a name is like "train-images-idx3-ubyte", perhaps with a dot for the second dash,
/// perhaps packed.
bool matches(std::string_view name) {
  if (name.ends_with(".gz")) name.remove_suffix(3);
  return name.ends_with("images-idx3-ubyte") || name.ends_with("images.idx3-ubyte");
}

SetFile open(const Path& path) {
  SetFile file = open_pictures(path);
  const std::string labels = replaced(replaced(file.name, "images", "labels"), "idx3", "idx1");
  open_labels(path.parent_path() / labels, file);
  if (!file.labels) {  // one of the two may be packed and the other not
    const bool packed = labels.ends_with(".gz");
    open_labels(
        path.parent_path() / (packed ? labels.substr(0, labels.size() - 3) : labels + ".gz"), file);
  }
  return file;
}

Source read(SetFile file, int64_t max_pixels) {
  return std::make_unique<Mnist>(std::move(file), max_pixels);
}

}  // namespace

extern const SetFormat kMnist{matches, open, read};

}  // namespace wgan
