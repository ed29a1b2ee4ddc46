#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wgan/base/image.h"
#include "wgan/files/files.h"

/// What every source of pictures offers, without decoding any.
namespace wgan {

/// A picture, or a file or folder of them, that cannot be used, or not as it is, and why.
struct Skipped {
  std::string name;
  std::string reason;
  bool passing = false;  // it could not be read just now; its content may be good
  bool used = false;     // a file of a binary set that has pictures all the same
};

/// "skipped NAME: REASON", or "NAME is used, but REASON".
std::string line_about(const Skipped& one);

/// How many of them are not used at all.
int64_t count_unused(const std::vector<Skipped>& list);

/// A numbered set of pictures. All members may be called from several threads at once.
class ImageSource {
 public:
  virtual ~ImageSource() = default;
  virtual int64_t size() const = 0;
  /// What the user knows the picture by; may hold any byte.
  virtual std::string name(int64_t index) const = 0;
  /// Throws Error(kData) if the content is of no use, its message the reason alone, and
  /// Error(kDisk) if it cannot be got at.
  virtual Image read(int64_t index) const = 0;
  /// Whether the picture has no colours, as far as that is known without decoding it.
  virtual std::optional<bool> is_gray(int64_t index) const = 0;
  /// Names of the classes; empty if the pictures have none.
  virtual std::vector<std::string> classes() const { return {}; }
  /// In [0, classes().size()), or -1 for a picture without a class.
  virtual int64_t label(int64_t /*index*/) const { return -1; }
  /// What was found to be unusable before any picture was read.
  virtual std::vector<Skipped> faults() const { return {}; }
  /// A text that changes with the names, sizes and times of the files, so that what was made from
  /// them can be used again.
  virtual std::string identity() const = 0;
};

using Source = std::unique_ptr<ImageSource>;

/// One after the other. `prefixes`, one for each part, stand before the names.
Source join_sources(std::vector<Source> parts, std::vector<std::string> prefixes);

/// "NAME SIZE TIME" of a file: a line of an identity.
std::string file_identity(const Path& path);

}  // namespace wgan
