#pragma once

#include <memory>

#include "wgan/critic_input/critic_input.h"
#include "wgan/data/data.h"
#include "wgan/report/report.h"

namespace wgan {

/// A source that was decoded.
struct LoadedPictures {
  std::unique_ptr<ImageSource> source;  // the set asks it for names
  PictureSet set;
  std::vector<std::string> classes;
};

/// Whether the networks learn the classes of the pictures.
bool learns_classes(const TrainOptions& options);

/// Throws Error(kData) if a run learns classes that the pictures do not have: all of them for
/// --conditional, some for --semi; or one whose name means something else. A label is -1 without a
/// class.
void check_classes(const TrainOptions& options, const std::vector<std::string>& classes,
                   const std::vector<int32_t>& labels);

/// What can be known without decoding a picture: the channels, the classes. Does nothing if none
/// are named. Throws Error(kData).
void look_at_pictures(TrainOptions& options);

/// Opens what `options` name, settles the channels in them, decodes everything, and says what was
/// skipped. Throws Error(kData) if that is not allowed, or if nothing is left.
LoadedPictures load_pictures(DataOptions& options, int64_t threads, Console& console);

/// The range of values that `--norm` means for these pictures.
Range range_for(const std::string& norm, const PictureSet& pictures);

/// Warns of each skipped picture, of the first ones if they are many, and sums up. Throws
/// Error(kData) if there is one and `strict` is asked for.
void report_skipped(const std::vector<Skipped>& skipped, int64_t used, bool strict,
                    Console& console);

}  // namespace wgan
