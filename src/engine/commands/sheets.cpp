#include "sheets.h"

#include <algorithm>

#include "wgan/base/error.h"
#include "wgan/machine/machine.h"
#include "wgan/text/text.h"
#include "wgan/training/memory.h"

namespace wgan {

void check_sheet(const SheetShape& sheet, const std::string& way_out) {
  const std::string what = cat("a sheet of ", grouped(sheet.count), " pictures of ", sheet.width,
                               "x", sheet.height, " pixels ");
  if (std::max(sheet.whole_width(), sheet.whole_height()) > kMostSide) {
    throw Error(ExitCode::kUsage,
                cat(what, "would be ", grouped(sheet.whole_width()), " pixels wide and ",
                    grouped(sheet.whole_height()), " high, and a PNG has at most ",
                    grouped(kMostSide), " on a side; ", way_out));
  }
  const double left = std::max(0.0, usable_memory() - kLibraryMemory);
  if (sheet.memory() <= left) return;
  throw Error(ExitCode::kDevice,
              cat("not enough memory: ", what, "takes about ", bytes(sheet.memory()),
                  " to draw and to write, and ", bytes(left), " is available; ", way_out));
}

bool names_folder(const std::string& out) {
  std::error_code unknown;
  return out.ends_with('/') || std::filesystem::is_directory(out, unknown);
}

Path sheet_file(const std::string& out, const char* name) {
  return names_folder(out) ? Path(out) / name : Path(out);
}

Path write_sheet(const Image& sheet, const std::string& out, const char* name,
                 const PngTexts& texts) {
  if (names_folder(out)) make_folder(out);
  const Path file = sheet_file(out, name);
  write_atomically(file, with_texts(encode_png(sheet), texts));
  return file;
}

}  // namespace wgan
