#include "wgan/commands/data_export.h"

#include <iostream>

#include "wgan/demo/demo.h"
#include "wgan/files/files.h"
#include "wgan/report/report.h"
#include "wgan/text/text.h"

namespace wgan {

ExitCode DataExport::run() const {
  Console console;
  make_folder(out);
  for (int64_t i = 0; i < count; ++i) {
    const auto number = static_cast<uint64_t>(i);
    write_unsynced(Path(out) / cat("creature", zero_padded(number, 5), ".png"),
                   encode_png(draw_creature(seed, number, size)));
    if (i % 100 == 99) console.live({cat("drawing creatures ", progress_bar(i + 1, count))});
  }
  console.live({});
  std::cout << escaped(out) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
