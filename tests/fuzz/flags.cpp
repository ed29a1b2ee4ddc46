// Files of flags, and the settings in a model or state file.
#include <cstdint>
#include <set>

#include "fuzz/require.h"
#include "wgan/base/error.h"
#include "wgan/options/flags.h"
#include "wgan/options/settings.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Runs `read`; false if it threw an Error, which must be one of usage that moves no cursor.
template <typename Read>
bool accepts(const Read& read) {
  try {
    read();
    return true;
  } catch (const Error& error) {
    require(error.code() == ExitCode::kUsage && error.what() == escaped(error.what()));
    return false;
  }
}

/// A table of flags and what it sets.
struct Table {
  TrainOptions options;
  const Flags flags = train_flags(options);
};

/// Every value that a flag takes is written so that it reads back to the same.
void assign_all(const std::vector<Assignment>& assignments) {
  static Table first, second;  // made once: that takes longer than the rest
  first.options = second.options = TrainOptions();
  std::set<size_t> given;
  for (const Assignment& a : assignments) {
    accepts([&] {
      const Flag& flag = find_flag(first.flags, a.flag, a.source);
      assign(flag, a.value, a.source);
      given.insert(static_cast<size_t>(&flag - first.flags.data()));
    });
  }
  for (const size_t i : given) {
    const Field& field = first.flags[i].field;
    for (const std::string& text : field.texts()) assign(second.flags[i], text, "its own value");
    require(field.equals(second.flags[i].field));
  }
}

/// What a run stores is what it was told.
void settle_again(std::string_view text) {
  TrainSettings settings;
  if (!accepts([&] { settings = settle_resumed(text, {}, "run"); })) return;
  if (settings.options.data.source.paths.empty()) return;  // --dry-run, which is not stored
  const std::string lines = setting_lines(settings);
  require(setting_lines(settle_resumed(lines, {}, "run")) == lines);
}

}  // namespace
}  // namespace wgan

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  wgan::accepts([&] { wgan::assign_all(wgan::parse_flag_lines(text, "fuzzed")); });
  wgan::settle_again(text);
  return 0;
}
