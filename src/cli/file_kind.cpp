#include <set>

#include "command.h"
#include "wgan/text/text.h"

namespace wgan {

void check_kind(const std::string& flag, const std::string& file, const std::string& kind) {
  static const std::set<std::string> kinds{"png", "jpg",  "jpeg", "webp", "gif", "bmp",
                                           "tif", "tiff", "svg",  "pdf",  "mp4"};
  const std::string ending = ending_of(file);
  if (ending == kind || kinds.count(ending) == 0) return;
  throw Error(ExitCode::kUsage, cat("--", flag, " ", escaped(file), ": it is written as ", kind,
                                    ", so let its name end in .", kind));
}

}  // namespace wgan
