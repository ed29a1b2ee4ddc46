#include "wgan/commands/data_export.h"

#include <iostream>

#include "wgan/demo/demo.h"
#include "wgan/files/files.h"
#include "wgan/text/text.h"

namespace wgan {

ExitCode DataExport::run() const {
  make_folder(out);
  for (int64_t i = 0; i < count; ++i) {
    const auto number = static_cast<uint64_t>(i);
    write_unsynced(Path(out) / cat("creature", zero_padded(number, 5), ".png"),
                   encode_png(draw_creature(seed, number, size)));
  }
  std::cout << escaped(out) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
