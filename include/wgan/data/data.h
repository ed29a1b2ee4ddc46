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

/// The bytes of prepared pictures, in memory or in a file. Reading a file may fail.
class Pixels {
 public:
  Pixels() = default;
  explicit Pixels(const std::vector<uint8_t>& bytes);
  /// `size` bytes at `data`, which `owner` keeps alive.
  Pixels(std::shared_ptr<void> owner, const uint8_t* data, int64_t size)
      : owner_(std::move(owner)), data_(data), size_(size) {}
  /// The first `size` bytes of a file. The file is read, not mapped, so that a failing disk causes
  /// an error instead of a signal.
  Pixels(std::shared_ptr<const Blob> file, int64_t size) : file_(std::move(file)), size_(size) {}

  int64_t size() const { return size_; }
  /// Returns a pointer to the `count` bytes from `offset` on, in memory or read into `scratch`.
  /// Throws Error(kDisk).
  const uint8_t* read(int64_t offset, int64_t count, std::string& scratch) const;

 private:
  std::shared_ptr<void> owner_;
  const uint8_t* data_ = nullptr;
  std::shared_ptr<const Blob> file_;
  int64_t size_ = 0;
};

/// What a picture was like before it was prepared. Pixels.
struct PictureShape {
  int64_t width = 0, height = 0, channels = 0;
  int32_t label = -1;
};

/// All usable pictures of a source, prepared, in the order of the source.
struct PictureSet {
  Size size;
  int64_t channels = 3;
  Pixels pixels;                // N x H x W x C
  std::vector<int32_t> labels;  // -1 = none
  std::vector<Skipped> skipped;
  /// The shapes of the files; empty if the prepared pictures came from the cache.
  std::vector<PictureShape> shapes{};
  /// Where each picture lies in `pixels`; empty if they lie in order.
  std::vector<int64_t> places{};
  /// Returns the name by which the user knows picture `index`; may be called from any thread. Empty
  /// if the names are unknown.
  std::function<std::string(int64_t index)> name{};

  int64_t count() const { return static_cast<int64_t>(labels.size()); }
  int64_t picture_bytes() const { return size.width * size.height * channels; }
  /// Returns the H x W x C bytes of a picture, like Pixels::read.
  const uint8_t* bytes(int64_t index, std::string& scratch) const;
  Image picture(int64_t index) const;
};

/// Two parts of a set, which share its pixels.
struct Parts {
  PictureSet training, held_out;
};
/// Sets aside a share of the pictures: at least one if the share is above 0. Which ones they are is
/// a function of the seed and the number of pictures. Each part keeps the order of the set.
Parts set_aside(const PictureSet& pictures, double share, uint64_t seed);

/// Returns a function from a picture's index in a set loaded from `source` to its name. `skipped`
/// are the pictures that the set lacks. `source` must outlive the function.
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
  std::function<void(const std::string& message)> note{};  // gets messages about that file
};

/// Decodes and prepares every picture once. Pictures that take more than `cache_limit` bytes go to
/// a mapped file in the cache folder, named after the source's identity and `how`; if that file
/// already exists and is intact, nothing is decoded. It is not kept if a picture was temporarily
/// unreadable. Two processes may load at once. Throws Error(kDisk) if the disk has no room for it.
PictureSet load(const ImageSource& source, const Preparation& how, const LoadOptions& options);

struct BatchOptions {
  int64_t batch = 64;
  AugmentOptions augment{};
  uint64_t seed = 0;
  uint64_t attempt = 0;
  int64_t threads = 1;  // background threads that prepare batches; they affect only the time
  double max_bad = 1;   // share of the pictures that may fail before that is an error
  double known = 1;     // share of the labels that are shown; the rest are held out
  // Which of `parts` equal parts of each batch is dealt out.
  int64_t part = 0, parts = 1;

  /// Return the samples of a batch that are dealt out: how many, and the first of them.
  int64_t dealt() const { return batch / parts; }
  int64_t first() const { return part * dealt(); }
};

/// Returns the batch options of a run at its first attempt, with one thread.
BatchOptions batch_options(const TrainOptions& options);

/// A picture that could not be loaded during training.
struct BadPicture {
  std::string name;
  std::string reason;
};

/// Whether the label of picture `index` is held out: a function of the seed and `known`.
bool holds_out(const BatchOptions& options, int64_t index);

/// Returns the random numbers that augment picture `index` of a set in an epoch.
Random augmentation(const BatchOptions& options, int64_t epoch, int64_t index);

/// An endless sequence of batches. Each epoch deals out every picture once, in a new order and with
/// newly drawn augmentation; a batch may reach into the next epoch. The batch at a position is a
/// pure function of the options and the position. Coming batches are prepared in the background. A
/// picture that cannot be loaded is left out from then on: its successor in the order takes its
/// place.
class Batches {
 public:
  /// `pictures` must outlive the batches. `position` is the number of pictures dealt out before the
  /// first batch.
  Batches(const PictureSet& pictures, const BatchOptions& options, Device device,
          int64_t position = 0);
  ~Batches();

  /// Returns the next batch. Throws Error(kData) if too many pictures cannot be loaded, and
  /// rethrows any other failure in the background.
  Batch next();
  /// Returns the batch that ended at the current position again. One must have been dealt out, in
  /// this process or before a resume.
  Batch last();
  /// Returns the names of the pictures that `next` or `last` returned most recently.
  std::vector<std::string> last_names() const;
  /// Moves to `position`, with the draws of `attempt`.
  void go_to(uint64_t attempt, int64_t position);
  /// Returns the pictures found to be bad since the last call.
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
