#pragma once

#include <string>
#include <vector>

#include "wgan/commands/sample.h"
#include "wgan/files/files.h"
#include "wgan/image/image.h"
#include "wgan/provenance/provenance.h"

namespace wgan {

/// Seeds whose pictures are made together, all of one class.
struct Block {
  std::vector<uint64_t> seeds;
  int64_t label;
};

/// Writes single pictures into a folder. A list in it says what made them, so that a command which
/// was stopped goes on where it was when it is repeated. Pictures that something else made stay.
class PictureFiles {
 public:
  /// Throws Error(kUsage) if the folder holds pictures, or a list, of other making.
  PictureFiles(const Sample& options, const Provenance& what);

  static Path list_of(const Sample& o) { return Path(o.files) / "samples.json"; }
  /// Whether the picture is already there.
  bool has(uint64_t seed) const;
  /// Writes pictures on all threads.
  void write(const Block& block, const std::vector<Image>& pictures) const;

 private:
  bool is_of(const std::string& list) const;
  void check_no_others(const Path& list) const;
  Path path_of(uint64_t seed) const;
  std::string file_of(uint64_t seed, int64_t label, const Image& small) const;

  const Sample& o_;
  Provenance what_;
  bool goes_on_ = false;
};

}  // namespace wgan
