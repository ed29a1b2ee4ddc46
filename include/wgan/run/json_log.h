#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "wgan/files/files.h"

namespace wgan {

/// The events of a run for other programs: a JSON object on each line, with the version of its
/// format, its time in seconds since 1970, its kind, and more by the kind (docs/watching.md).
class JsonLog {
 public:
  using Value = std::variant<int64_t, double, std::string>;
  using Fields = std::vector<std::pair<std::string, Value>>;

  /// Appends to the file, which may hold events of earlier starts.
  explicit JsonLog(const Path& path) : file_(path) {}

  void write(std::string_view event, const Fields& fields);

 private:
  AppendLog file_;
};

/// Returns the fields as a JSON object, with the version of the format first.
std::string json_object(const JsonLog::Fields& fields);

}  // namespace wgan
