#pragma once

#include <memory>

#include "wgan/critic_input/critic_input.h"
#include "wgan/data/data.h"
#include "wgan/report/report.h"

namespace wgan {

/// A source and its decoded pictures.
struct LoadedPictures {
  std::unique_ptr<ImageSource> source;  // `set` gets names from it
  PictureSet set;
  std::vector<std::string> classes;
};

/// Whether the networks learn the classes of the pictures.
bool learns_classes(const TrainOptions& options);

/// Throws Error(kData) if a run learns classes that the pictures lack (all pictures need one for
/// --conditional, some for --semi), or if a class name has another meaning. A label is -1 without a
/// class.
void check_classes(const TrainOptions& options, const std::vector<std::string>& classes,
                   const std::vector<int32_t>& labels);

/// Sets what can be known without decoding a picture: the channels and the classes. Does nothing if
/// no pictures are named. Throws Error(kData).
void look_at_pictures(TrainOptions& options);

/// Opens what `options` name, settles their channels, decodes everything, and reports what was
/// skipped. Throws Error(kData) if skipping is not allowed.
LoadedPictures load_pictures(DataOptions& options, int64_t threads, Console& console);

/// Returns the range of values that `--norm` means for these pictures.
Range range_for(const std::string& norm, const PictureSet& pictures);

/// Warns of each skipped picture, or of the first ones if there are many, and sums up. Throws
/// Error(kData) if there is one and `strict` is set.
void report_skipped(const std::vector<Skipped>& skipped, int64_t used, bool strict,
                    Console& console);

}  // namespace wgan
