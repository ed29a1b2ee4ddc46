#include "wgan/commands/command.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "wgan/files/files.h"
#include "wgan/text/text.h"

namespace wgan {

std::string program_name() {
  const char* launcher = std::getenv("WGAN_COMMAND");
  return launcher && *launcher ? launcher : "wgan";
}

void assign_all(const Flags& flags, const Assignments& typed) {
  for (const Assignment& a : typed) assign(find_flag(flags, a.flag, a.source), a.value, a.source);
  for (const Assignment& a : typed) {
    const Flag& flag = find_flag(flags, a.flag, a.source);
    if (!flag.unused) continue;
    if (const std::string reason = flag.unused(); !reason.empty()) {
      throw Error(ExitCode::kUsage, cat(a.source, ": ", dashed(flag.name), " ", value_of(flag),
                                        " has no effect here: ", reason));
    }
  }
}

bool is_typed(const Assignments& typed, const std::string& flag) {
  return std::any_of(typed.begin(), typed.end(),
                     [&](const Assignment& a) { return a.flag == flag; });
}

void check_kind(const std::string& flag, const std::string& file, const std::string& kind) {
  static const std::set<std::string> kinds{"png", "jpg",  "jpeg", "webp", "gif", "bmp",
                                           "tif", "tiff", "svg",  "pdf",  "mp4"};
  const std::string ending = ending_of(file);
  if (ending == kind || kinds.count(ending) == 0) return;
  throw Error(ExitCode::kUsage, cat("--", flag, " ", escaped(file), ": it is written as ", kind,
                                    ", so let its name end in .", kind));
}

void need_new_folder(const std::string& out) {
  if (out.empty()) throw Error(ExitCode::kUsage, "--out is missing: name a new or empty folder");
  if (!is_new_or_empty(out))
    throw Error(ExitCode::kUsage,
                cat("--out ", escaped(out), ": the folder is not empty; name a new one"));
}

}  // namespace wgan
