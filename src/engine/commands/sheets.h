#pragma once

#include <string>

#include "wgan/files/files.h"
#include "wgan/formats/png_text.h"
#include "wgan/image/image.h"

namespace wgan {

/// Throws Error(kUsage) if a PNG cannot hold the sheet, and Error(kDevice) if the usable memory
/// cannot. Call it before drawing. `way_out` says what to do instead: "use --files DIR, which …".
void check_sheet(const SheetShape& sheet, const std::string& way_out);

/// Whether `out` names a folder: an existing one, or a name that ends in "/".
bool names_folder(const std::string& out);

/// Returns the file that `out` names: itself, or `name` in the folder `out`.
Path sheet_file(const std::string& out, const char* name);

/// Writes a sheet with these texts to the file `out`, or as `name` into the folder `out`, which it
/// creates. Returns the file. Throws Error(kDisk).
Path write_sheet(const Image& sheet, const std::string& out, const char* name,
                 const PngTexts& texts);

}  // namespace wgan
