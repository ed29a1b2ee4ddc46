#include <array>
#include <cstdio>
#include <iostream>

#include "commands.h"
#include "wgan/demo/demo.h"
#include "wgan/files/files.h"
#include "wgan/text/text.h"

namespace wgan {

ExitCode run_export(const ExportOptions& o) {
  make_folder(o.out);
  for (int64_t i = 0; i < o.count; ++i) {
    std::array<char, 40> name;
    std::snprintf(name.data(), name.size(), "creature%05lld.png", static_cast<long long>(i));
    write_unsynced(Path(o.out) / name.data(),
                   encode_png(draw_creature(o.seed, static_cast<uint64_t>(i), o.size)));
  }
  std::cout << escaped(o.out) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
