#include <algorithm>

#include "sources.h"
#include "wgan/error.h"
#include "wgan/text.h"

namespace wgan {
namespace {

constexpr int64_t kClasses = 10;

/// The header of an IDX file (LeCun 1998, http://yann.lecun.com/exdb/mnist/): two zero bytes, the
/// type (8 is unsigned byte), the number of sides, and each side, a big-endian number of 32 bits.
/// Images have three sides: count, rows, columns; labels have one.
struct IdxHeader {
  std::vector<int64_t> sides;
  int64_t bytes = 0;  // of the header
};

/// Throws Error(kData) with the reason alone.
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
/// 9, both also packed by gzip. Gray, row by row.
class Mnist : public ImageSource {
 public:
  Mnist(SetFile file, int64_t max_pixels) : file_(std::move(file)) {
    file_.identity += cat(" ", max_pixels);
    if (file_.classes.empty()) {
      for (int64_t i = 0; i < kClasses; ++i) file_.classes.push_back(std::to_string(i));
    }
    try {
      open_pictures(max_pixels);
    } catch (const Error& error) {
      file_.faults.push_back({file_.name, error.what()});
    }
    if (!file_.labels) return;
    try {
      open_labels();
    } catch (const Error& error) {
      file_.faults.push_back({file_.name, cat("its file of labels is of no use: ", error.what())});
      file_.labels = nullptr;
    }
  }

  int64_t size() const override { return count_; }
  std::string name(int64_t index) const override { return cat(file_.name, " #", index); }
  std::vector<std::string> classes() const override {
    return file_.labels ? file_.classes : std::vector<std::string>();
  }
  std::vector<Skipped> faults() const override { return file_.faults; }
  std::optional<bool> is_gray(int64_t /*index*/) const override { return true; }
  std::string identity() const override { return "mnist " + file_.identity; }

  int64_t label(int64_t index) const override {
    const int64_t stored = stored_label(index);
    return stored < kClasses ? stored : -1;
  }

  Image read(int64_t index) const override {
    if (const int64_t label = stored_label(index); label >= kClasses)
      throw Error(ExitCode::kData, cat("its label is ", label, "; MNIST has 0 to 9"));
    const int64_t pixels = width_ * height_;
    const std::string record = file_.pictures->read(header_ + index * pixels, pixels);
    if (static_cast<int64_t>(record.size()) != pixels)
      throw Error(ExitCode::kData, "the file has become shorter");
    Image image(width_, height_, 1);
    std::copy(record.begin(), record.end(), image.pixels.begin());
    return image;
  }

 private:
  void open_pictures(int64_t max_pixels) {
    const IdxHeader header = read_idx_header(*file_.pictures, 3);
    const int64_t declared = header.sides[0], height = header.sides[1], width = header.sides[2];
    if (height == 0 || width == 0)
      throw Error(ExitCode::kData, cat("it declares pictures of ", width, "x", height, " pixels"));
    if (width > max_pixels / height) {
      throw Error(ExitCode::kData, cat("it declares pictures of ", width, "x", height,
                                       " pixels; the limit is ", grouped(max_pixels)));
    }
    header_ = header.bytes, width_ = width, height_ = height;
    count_ = std::min(declared, (file_.pictures->size() - header.bytes) / (width * height));
    if (count_ < declared) {
      file_.faults.push_back({file_.name, cat("it declares ", grouped(declared),
                                              " pictures and holds ", grouped(count_))});
    }
    if (const int64_t rest = file_.pictures->size() - header_ - count_ * width * height;
        rest > 0 && count_ == declared) {
      file_.faults.push_back(
          {file_.name, cat("it has ", grouped(rest), " bytes more than it declares")});
    }
  }

  void open_labels() {
    const IdxHeader header = read_idx_header(*file_.labels, 1);
    label_header_ = header.bytes;
    labels_ = std::min(header.sides[0], file_.labels->size() - header.bytes);
    if (labels_ == count_) return;
    file_.faults.push_back(
        {file_.name, cat("it has ", grouped(count_), " pictures and its file of labels ",
                         grouped(labels_), " labels; ",
                         labels_ < count_ ? "pictures without one have no class"
                                          : "those that are left over are not used")});
  }

  /// -1 where there is none.
  int64_t stored_label(int64_t index) const {
    const bool has_one = file_.labels && index < labels_;
    const std::string byte = has_one ? file_.labels->read(label_header_ + index, 1) : "";
    return byte.empty() ? -1 : static_cast<unsigned char>(byte[0]);
  }

  SetFile file_;
  int64_t count_ = 0, width_ = 0, height_ = 0, header_ = 0, label_header_ = 0, labels_ = 0;
};

}  // namespace

Source open_mnist(SetFile file, int64_t max_pixels) {
  return std::make_unique<Mnist>(std::move(file), max_pixels);
}

}  // namespace wgan
