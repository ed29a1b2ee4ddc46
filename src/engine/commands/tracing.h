#pragma once

#include "model.h"
#include "wgan/provenance/provenance.h"

namespace wgan {

/// A picture of a sheet with the generator that drew it.
struct Traced {
  OpenedModel model;
  Provenance sheet;
  PictureOrigin picture;
};

/// Reads what the sheet says about its picture in that column and row, counted from 1, and opens
/// the generator: the one that `model` names or, if it names none, the first near the sheet that
/// has the same weights. Throws Error(kUsage) if the sheet says nothing or has no such picture, and
/// Error(kModel) that names the generator needed.
Traced trace(const Path& sheet, int64_t column, int64_t row, const ModelOptions& model);

}  // namespace wgan
