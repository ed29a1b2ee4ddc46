#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "wgan/data/source.h"
#include "wgan/image/perceptual_hash.h"
#include "wgan/sets/each_picture.h"

/// Inspects a set of pictures and suggests what to train with.
namespace wgan {

/// What an inspection finds out about one usable picture.
struct PictureFacts {
  int64_t index = 0;  // in the source
  int64_t width = 0, height = 0, channels = 0;
  int32_t label = -1;
  bool transparent = false;     // at least one pixel is
  bool blank = false;           // one colour, or nearly
  bool framed = false;          // a blank line at each side
  double margin = 0;            // widest blank margin, as a share of its side
  double brightness = 0;        // mean of what is not transparent, 0 to 1
  std::array<char, 32> seal{};  // digest of the decoded pixels
  PerceptualHash hash;
};

/// Something that the owner of the set should know, as a note or as a warning.
struct Finding {
  std::string about;  // a word: "duplicates"
  std::string text;
  bool warning = true;
};

/// A suggested flag, its value, and the reason.
struct Suggestion {
  std::string flag, value, reason;
};

struct Inspection {
  int64_t pictures = 0;  // found
  std::vector<PictureFacts> used;
  std::vector<Skipped> skipped;
  std::vector<Skipped> faulty;  // used all the same
  std::vector<std::string> classes;
  std::vector<int64_t> class_counts;     // of each class; the last is of pictures without one
  std::map<std::string, int64_t> sizes;  // "96x96" -> pictures
  std::map<int64_t, int64_t> channels;   // 1, 3, 4 -> pictures
  int64_t transparent = 0;
  std::vector<int64_t> blank;                         // indices into `used`
  std::vector<std::vector<int64_t>> duplicates;       // groups with the same pixels
  std::vector<std::vector<int64_t>> near_duplicates;  // groups that look the same but are not
  std::vector<Finding> findings;
  std::vector<Suggestion> suggestions;

  bool usable() const { return used.size() >= 2; }
  bool has_warnings() const;
};

/// Decodes and hashes every picture.
Inspection inspect(const ImageSource& source, int64_t threads,
                   const PictureProgress& progress = {});

/// Returns groups of two or more indices of pictures that look alike, directly or through others.
std::vector<std::vector<int64_t>> near_groups(const std::vector<PerceptualHash>& hashes);

/// Fills in findings and suggestions from the other fields; `source` provides the names.
void advise(Inspection& inspection, const ImageSource& source);

}  // namespace wgan
