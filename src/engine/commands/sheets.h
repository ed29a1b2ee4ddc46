#pragma once

#include <string>

#include "wgan/files/files.h"
#include "wgan/image/image.h"

namespace wgan {

/// Throws, before anything is drawn, Error(kUsage) if a PNG cannot hold the sheet, or
/// Error(kDevice) if the memory that this process may have cannot. `way_out` says what to do
/// instead: "use --files DIR, which …".
void check_sheet(const SheetShape& sheet, const std::string& way_out);

/// Whether `out` stands for a folder: one that is there, or a name that ends in "/".
bool names_folder(const std::string& out);

/// Writes a sheet to the file `out`, or as `name` into the folder `out`, which is made. Returns the
/// file. Throws Error(kDisk).
Path write_sheet(const Sheet& sheet, const std::string& out, const char* name);

}  // namespace wgan
