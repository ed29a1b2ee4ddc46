#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wgan/formats/png_text.h"

/// How the pictures in a PNG file of this program were made. The file says it in a text, so that a
/// picture can be traced and made again.
namespace wgan {

/// The weights that made a picture.
struct GeneratorName {
  std::string digest;
  std::string file{};  // that they came from, as it was named; empty in the sheets of a run
  int64_t step = 0;
  bool raw = false;  // the newest weights instead of their average

  bool operator==(const GeneratorName&) const = default;
};

/// Pictures that follow each other in a sheet: those of `count` seeds from `seed` on or, of a walk,
/// `count` points on the way from the latent of `seed` to that of `to`, both included.
struct PictureSpan {
  uint64_t seed = 0;
  int64_t count = 1;
  int64_t label = -1;                        // their class; -1 for that of each seed, or for none
  std::optional<uint64_t> to{};              // of a walk
  int64_t to_label = -1;                     // of a walk to another class
  std::string mode{};                        // of a walk: "slerp" or "lerp"
  std::vector<float> from_z{}, to_z{};       // of a walk: its ends, if they are not those of seeds
  std::optional<GeneratorName> generator{};  // if it is not that of the sheet

  bool operator==(const PictureSpan&) const = default;
};

struct Provenance {
  std::string version;  // of the program
  std::string command;
  GeneratorName generator;
  std::optional<double> truncation{};  // of the latents
  std::string picked{};                // how they were chosen among more; empty if they were not
  int64_t scale = 1;                   // each pixel of the generator is so many on a side
  std::string format = "png";          // of the files
  int64_t columns = 1, width = 0, height = 0;  // of the sheet, in pictures; of a picture, in pixels
  std::vector<PictureSpan> spans;
  int64_t place = 0;  // of the first picture in the first span, for a frame of a walk

  bool operator==(const Provenance&) const = default;
};

/// Returns the texts of a PNG file that hold `provenance`: "Software", and "wgan" in JSON.
PngTexts to_texts(const Provenance& provenance);

/// Return the JSON of a provenance, in ASCII, and the provenance in such a text. Throws
/// Error(kData), whose message is the reason alone, if a newer version wrote it or it cannot be
/// understood.
std::string to_json(const Provenance& provenance);
Provenance parse_provenance(std::string_view json);

/// Returns the texts of a PNG file that a command drew of other things than samples alone.
PngTexts texts_of_command(const std::string& command);

/// Returns what a PNG file says about its pictures; nothing if it says nothing. Throws like
/// `parse_provenance`.
std::optional<Provenance> provenance_in(std::string_view png);

/// One picture of a sheet: a span of it alone, or the point of a walk.
struct PictureOrigin {
  PictureSpan span;
  int64_t place = 0;  // among the pictures of the span
};

/// Returns the picture in a column and row, counted from 1; nothing if the sheet has none there.
std::optional<PictureOrigin> picture_at(const Provenance& provenance, int64_t column, int64_t row);

}  // namespace wgan
