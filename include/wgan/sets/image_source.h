#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wgan/base/image.h"
#include "wgan/files/files.h"

/// The interface of all sources of pictures.
namespace wgan {

/// A picture, file or folder that cannot be used, or not as it is, and why.
struct Skipped {
  std::string name;
  std::string reason;
  bool passing = false;  // temporarily unreadable; its content may be good
  bool used = false;     // a file of a binary set that has pictures all the same
};

/// Returns "skipped NAME: REASON", or "NAME is used, but REASON".
std::string line_about(const Skipped& one);

/// Returns how many of them are not used at all.
int64_t count_unused(const std::vector<Skipped>& list);

/// A numbered set of pictures. All members may be called from several threads at once.
class ImageSource {
 public:
  virtual ~ImageSource() = default;
  virtual int64_t size() const = 0;
  /// Returns the name by which the user knows the picture; may hold any byte.
  virtual std::string name(int64_t index) const = 0;
  /// Returns the picture. Throws Error(kData), whose message is the reason alone, if its content is
  /// unusable, and Error(kDisk) if it cannot be read.
  virtual Image read(int64_t index) const = 0;
  /// Returns the index of the picture to read as the `place`-th, if all are read: an archive is
  /// quickest from its start to its end.
  virtual int64_t in_reading_order(int64_t place) const { return place; }
  /// Whether the picture has no colours, as far as that is known without decoding it.
  virtual std::optional<bool> is_gray(int64_t index) const = 0;
  /// Returns the names of the classes; empty if the pictures have none.
  virtual std::vector<std::string> classes() const { return {}; }
  /// Returns a class in [0, classes().size()), or -1 for a picture without a class.
  virtual int64_t label(int64_t /*index*/) const { return -1; }
  /// Returns what was found to be unusable before any picture was read.
  virtual std::vector<Skipped> faults() const { return {}; }
  /// Returns a text that changes with the names, sizes and times of the files, so that what was
  /// made from them can be reused.
  virtual std::string identity() const = 0;
};

using Source = std::unique_ptr<ImageSource>;

/// Returns the parts as one source, one after the other. `prefixes`, one for each part, precede the
/// names.
Source join_sources(std::vector<Source> parts, std::vector<std::string> prefixes);

/// Returns "NAME SIZE TIME" of a file: a line of an identity.
std::string file_identity(const Path& path);

}  // namespace wgan
