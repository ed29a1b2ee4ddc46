#pragma once

#include <string>

#include "wgan/image.h"

namespace wgan {

/// Throws, before anything is drawn, Error(kUsage) if a PNG cannot hold the sheet, or
/// Error(kDevice) if the memory that this process may have cannot. `way_out` says what to do
/// instead: "use --files DIR, which …".
void check_sheet(const SheetShape& sheet, const std::string& way_out);

}  // namespace wgan
