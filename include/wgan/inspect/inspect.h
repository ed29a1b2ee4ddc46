#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "wgan/data/source.h"
#include "wgan/image/perceptual_hash.h"
#include "wgan/sets/each_picture.h"

/// What a set of pictures is like, and what to train with.
namespace wgan {

/// What was seen of one usable picture.
struct PictureFacts {
  int64_t index = 0;  // in the source
  int64_t width = 0, height = 0, channels = 0;
  int32_t label = -1;
  bool transparent = false;     // some pixel is
  bool blank = false;           // one colour, or nearly
  bool framed = false;          // a blank line at each side
  double margin = 0;            // widest blank margin, as a share of its side
  double brightness = 0;        // mean of what is not transparent, 0 to 1
  std::array<char, 32> seal{};  // of the decoded pixels
  PerceptualHash hash;
};

/// Something that its owner should know, and whether it is only said or also warned of.
struct Finding {
  std::string about;  // a word: "duplicates"
  std::string text;
  bool warning = true;
};

/// A flag, its value, and why.
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
  std::vector<std::vector<int64_t>> near_duplicates;  // groups that look the same; not the same
  std::vector<Finding> findings;
  std::vector<Suggestion> suggestions;

  bool usable() const { return used.size() >= 2; }
  bool has_warnings() const;
};

/// Decodes every picture and hashes at it.
Inspection inspect(const ImageSource& source, int64_t threads,
                   const PictureProgress& progress = {});

/// Groups of two or more of the numbers 0, 1, … of pictures that look alike, directly or through
/// others.
std::vector<std::vector<int64_t>> near_groups(const std::vector<PerceptualHash>& hashes);

/// Fills in findings and suggestions from the rest; `source` gives the names.
void advise(Inspection& inspection, const ImageSource& source);

}  // namespace wgan
