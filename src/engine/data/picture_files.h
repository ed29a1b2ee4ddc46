#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "wgan/base/image.h"
#include "wgan/files/blob.h"

/// What folders and archives of picture files have in common.
namespace wgan {

/// Returns the most bytes of a file whose picture has at most `max_pixels` pixels.
int64_t most_bytes(int64_t max_pixels);

/// Decodes a file. Throws Error(kData), whose message is the reason alone, if its content is
/// unusable or has more than `max_pixels` pixels.
Image decode_file(const Blob& file, int64_t max_pixels);

/// Whether the picture in a file is gray, as far as its header says.
std::optional<bool> is_gray_file(const Blob& file);

/// Collects the classes of pictures by their names: if every picture is in a sub-folder, the
/// sub-folders of the first level are the classes, ordered by name.
class ClassesOfNames {
 public:
  void add(const char* name);
  std::vector<std::string> classes() const;

  /// Returns the class of a picture; -1 if there are none.
  static int64_t label(const std::vector<std::string>& classes, const char* name);

 private:
  std::set<std::string, std::less<>> names_;
  bool all_in_folders_ = true;
};

}  // namespace wgan
