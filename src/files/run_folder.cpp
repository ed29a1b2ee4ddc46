#include "wgan/run_folder.h"

#include <array>
#include <cstdio>

#include "wgan/error.h"
#include "wgan/text.h"

namespace wgan {
namespace {

/// The last part of a path as a part of a folder's name: letters, digits, dots, dashes; others
/// become '-'.
std::string slug(const std::string& path) {
  std::string name = Path(path).filename().string();
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '_') c = '-';
  }
  return name.empty() ? "data" : name.substr(0, 40);
}

}  // namespace

Path RunFolder::samples(int64_t step) const {
  std::array<char, 40> name;
  std::snprintf(name.data(), name.size(), "step-%06lld.png", static_cast<long long>(step));
  return root / "samples" / name.data();
}

void check_out(const std::string& out) {
  if (!out.empty() && !is_new_or_empty(out)) {
    throw Error(ExitCode::kUsage,
                cat("--out ", escaped(out),
                    ": the folder is not empty, and a run never overwrites one; name a new folder, "
                    "or go on with that run by --resume ",
                    escaped(out)));
  }
}

RunFolder make_run_folder(const std::string& out, const std::string& data,
                          const std::string& loss) {
  check_out(out);
  const RunFolder folder{out.empty() ? make_numbered_folder("runs", cat(slug(data), "-", loss))
                                     : Path(out)};
  make_folder(folder.root / "samples");
  return folder;
}

RunFolder existing_run_folder(const std::string& path) {
  const RunFolder folder{Path(path)};
  std::error_code error;
  if (!std::filesystem::exists(folder.state(), error)) {
    throw Error(
        ExitCode::kUsage,
        cat("--resume ", escaped(path),
            ": there is no state.pt in it; name the folder of a run, such as runs/000-demo-gp"));
  }
  return folder;
}

}  // namespace wgan
