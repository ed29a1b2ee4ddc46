#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "wgan/image.h"
#include "wgan/options.h"
#include "wgan/tensor.h"

/// From a path to batches: a source knows where pictures are, `load` decodes them all once,
/// `Batches` deals them out.
namespace wgan {

/// A numbered set of pictures. All members may be called from several threads at once.
class ImageSource {
 public:
  virtual ~ImageSource() = default;
  virtual int64_t size() const = 0;
  /// What the user knows the picture by.
  virtual std::string name(int64_t index) const = 0;
  /// Throws Error(kData) whose message is the reason alone.
  virtual Image read(int64_t index) const = 0;
  /// Names of the classes; empty if the pictures have none.
  virtual std::vector<std::string> classes() const { return {}; }
  /// In [0, classes().size()); 0 without classes.
  virtual int64_t label(int64_t /*index*/) const { return 0; }
};

/// The source that `path` names: "demo", or a folder. `size` is that of the pictures to come, for
/// sources that draw them. Throws Error(kData) if there is no such thing or no picture in it.
std::unique_ptr<ImageSource> open_source(const std::string& path, Size size);

/// A picture that could not be used, and why.
struct Skipped {
  std::string name;
  std::string reason;
};

/// All usable pictures of a source, prepared, in its order.
struct PictureSet {
  Size size;
  int64_t channels = 3;
  std::vector<uint8_t> pixels;  // N x H x W x C
  std::vector<int64_t> labels;
  std::vector<Skipped> skipped;

  int64_t count() const { return static_cast<int64_t>(labels.size()); }
  int64_t picture_bytes() const { return size.width * size.height * channels; }
  Image picture(int64_t index) const;
};

/// Decodes and prepares every picture on `threads` threads. `progress(done, all)` is called now and
/// then from one of them.
PictureSet load(const ImageSource& source, const Preparation& how, int64_t threads,
                const std::function<void(int64_t, int64_t)>& progress = {});

struct BatchOptions {
  int64_t batch = 64;
  bool flip = false;
  bool vflip = false;
  uint64_t seed = 0;
  uint64_t attempt = 0;
};

/// Endless batches: each epoch is a new order of all pictures, each picture once; a batch may reach
/// into the next epoch. The batch at a position is a pure function of the options and that
/// position. The next ones are made ready in the background.
class Batches {
 public:
  /// `pictures` must outlive the batches. `position` is the number of pictures dealt out before the
  /// first batch.
  Batches(const PictureSet& pictures, const BatchOptions& options, Device device,
          int64_t position = 0);
  ~Batches();

  Batch next();
  /// The batch that ended at the current position, again; one must have been dealt out in this run
  /// or before it.
  Batch last() const;
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
