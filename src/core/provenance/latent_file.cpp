#include "wgan/provenance/latent_file.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {

std::string to_json(const LatentFile& latent) {
  nlohmann::ordered_json json{
      {"format", 1}, {"model", latent.model}, {"error", latent.error}, {"z", latent.z}};
  if (latent.label >= 0) json["class"] = latent.label;
  return json.dump() + "\n";
}

LatentFile read_latent(const Path& file, int64_t length) {
  const auto json =
      nlohmann::json::parse(read_text_file(file), nullptr, /*allow_exceptions=*/false);
  const auto refuse = [&](const std::string& why) {
    return Error(ExitCode::kUsage, cat(escaped(file.string()), ": ", why));
  };
  const auto z = json.is_object() ? json.find("z") : json.end();
  if (!json.is_object() || z == json.end() || !z->is_array())
    throw refuse("it is no file that wgan project writes: JSON with an array \"z\"");
  if (static_cast<int64_t>(z->size()) != length)
    throw refuse(cat("its z has ", z->size(), " numbers, and this model takes ", length));
  LatentFile latent;
  for (const auto& number : *z) {
    const float value = number.is_number() ? number.get<float>() : NAN;
    if (!std::isfinite(value)) throw refuse("its z has something else than finite numbers");
    latent.z.push_back(value);
  }
  if (const auto label = json.find("class"); label != json.end()) {
    if (!label->is_number_unsigned() || label->get<uint64_t>() > INT32_MAX)
      throw refuse("its class is no number of a class");
    latent.label = label->get<int64_t>();
  }
  return latent;
}

}  // namespace wgan
