#include "wgan/run/json_log.h"

#include <chrono>
#include <nlohmann/json.hpp>

namespace wgan {
namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t kVersion = 1;

Json json_of(const JsonLog::Fields& fields) {
  Json json{{"version", kVersion}};
  for (const auto& [name, value] : fields)
    std::visit([&, &key = name](const auto& told) { json[key] = told; }, value);
  return json;
}

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace

std::string json_object(const JsonLog::Fields& fields) { return dumped(json_of(fields)); }

void JsonLog::write(std::string_view event, const Fields& fields) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  Fields all{{"time", std::chrono::duration<double>(now).count()}, {"event", std::string(event)}};
  all.insert(all.end(), fields.begin(), fields.end());
  file_.write(json_object(all));
}

}  // namespace wgan
