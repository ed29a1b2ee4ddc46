#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "wgan/data/source.h"
#include "wgan/device/tensor.h"
#include "wgan/files/blob.h"
#include "wgan/files/files.h"
#include "wgan/image/image.h"
#include "wgan/options/options.h"
#include "wgan/random/random.h"
#include "wgan/sets/each_picture.h"

/// From a source to batches: `load` decodes all pictures once, `Batches` deals them out.
namespace wgan {

/// Bytes that stay where they are: in memory, or in a file, which may fail when it is read.
class Pixels {
 public:
  Pixels() = default;
  explicit Pixels(const std::vector<uint8_t>& bytes);
  /// `size` bytes at `data`, which `owner` keeps alive.
  Pixels(std::shared_ptr<void> owner, const uint8_t* data, int64_t size)
      : owner_(std::move(owner)), data_(data), size_(size) {}
  /// The first `size` bytes of a file. A file, not mapped memory: a disk that fails under that is a
  /// signal, and here an error.
  Pixels(std::shared_ptr<const Blob> file, int64_t size) : file_(std::move(file)), size_(size) {}

  int64_t size() const { return size_; }
  /// The `count` bytes from `offset` on: where they lie, or read into `scratch`. Throws
  /// Error(kDisk).
  const uint8_t* read(int64_t offset, int64_t count, std::string& scratch) const;

 private:
  std::shared_ptr<void> owner_;
  const uint8_t* data_ = nullptr;
  std::shared_ptr<const Blob> file_;
  int64_t size_ = 0;
};

/// All usable pictures of a source, prepared, in its order.
struct PictureSet {
  Size size;
  int64_t channels = 3;
  Pixels pixels;                // N x H x W x C
  std::vector<int32_t> labels;  // -1 = none
  std::vector<Skipped> skipped;
  /// What the user knows picture `index` by; may be called from any thread. Empty if unknown.
  std::function<std::string(int64_t index)> name{};

  int64_t count() const { return static_cast<int64_t>(labels.size()); }
  int64_t picture_bytes() const { return size.width * size.height * channels; }
  /// H x W x C bytes, as Pixels::read.
  const uint8_t* bytes(int64_t index, std::string& scratch) const;
  Image picture(int64_t index) const;
};

/// The names of the pictures in `source` that are in a set which was loaded from it, where they
/// stand in the set. `source` must outlive what is returned.
std::function<std::string(int64_t)> names_of(const ImageSource& source,
                                             const std::vector<Skipped>& skipped);

/// Mean and standard deviation of each channel over all pictures, in [0, 1].
struct ChannelStatistics {
  std::vector<double> mean, deviation;
};
ChannelStatistics statistics(const PictureSet& pictures);

struct LoadOptions {
  int64_t threads = 1;
  double cache_limit = 1e18;  // bytes; above it the pictures go to a file in `cache`
  Path cache;                 // a folder
  PictureProgress progress{};
  std::function<void(const std::string& message)> note{};  // about that file
};

/// Decodes and prepares every picture once. Pictures that are too many for the memory go to a
/// mapped file in the cache folder, whose name follows from the source's identity and `how`; where
/// that file is there already, and whole, nothing is decoded. It is not kept if a picture could not
/// be read just now. Two processes may do so at once.
/// Throws Error(kDisk) if the disk has no room for it.
PictureSet load(const ImageSource& source, const Preparation& how, const LoadOptions& options);

struct BatchOptions {
  int64_t batch = 64;
  AugmentOptions augment{};
  uint64_t seed = 0;
  uint64_t attempt = 0;
  int64_t threads = 1;  // that prepare batches in the background; they change nothing but the time
  double max_bad = 1;   // share of the pictures that may fail before that is an error
  double known = 1;     // share of the labels that are dealt out as such, and not held out
};

/// Those of a run at its first attempt, one thread.
BatchOptions batch_options(const TrainOptions& options);

/// A picture that could not be had while training.
struct BadPicture {
  std::string name;
  std::string reason;
};

/// Whether the label of picture `index` is held out; that depends on the seed alone.
bool holds_out(const BatchOptions& options, int64_t index);

/// The draw that augments picture `index` of a set in an epoch.
Random augmentation(const BatchOptions& options, int64_t epoch, int64_t index);

/// Endless batches: each epoch is a new order of all pictures, each picture once; a batch may reach
/// into the next epoch; augmentation is drawn anew for each picture in each epoch. The batch at a
/// position is a pure function of the options and that position. The next ones are made ready in
/// the background. A picture that cannot be had is left out from then on: the one that follows in
/// the order takes its place.
class Batches {
 public:
  /// `pictures` must outlive the batches. `position` is the number of pictures dealt out before the
  /// first batch.
  Batches(const PictureSet& pictures, const BatchOptions& options, Device device,
          int64_t position = 0);
  ~Batches();

  /// Throws Error(kData) if too many pictures cannot be had, and whatever else went wrong in the
  /// background.
  Batch next();
  /// The batch that ended at the current position, again; one must have been dealt out in this run
  /// or before it.
  Batch last();
  /// The names of its pictures.
  std::vector<std::string> last_names() const;
  /// Goes to another place, or on with other draws.
  void go_to(uint64_t attempt, int64_t position);
  /// The pictures that were found to be bad since this was last asked.
  std::vector<BadPicture> take_bad();
  /// Pictures in an epoch.
  int64_t pictures() const;
  /// Pictures dealt out so far.
  int64_t position() const;
  /// Seconds that `next` has waited for pictures so far.
  double waited() const;

 private:
  class Dealer;
  std::unique_ptr<Dealer> dealer_;
};

}  // namespace wgan
