#include "wgan/provenance/provenance.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

using Json = nlohmann::ordered_json;
using Read = nlohmann::json;  // of a stranger's text: it finds keys fast

constexpr const char* kKeyword = "wgan";
constexpr int64_t kFormat = 1;
constexpr int64_t kMostPictures = int64_t{1} << 40, kMostClass = INT32_MAX;

std::string in_ascii(const Json& json) {
  constexpr bool kAscii = true;
  return json.dump(-1, ' ', kAscii, Json::error_handler_t::replace);
}

/// Returns a text with everything but ASCII in escapes.
std::string ascii(const std::string& text) {
  const std::string quoted = in_ascii(text);
  return quoted.substr(1, quoted.size() - 2);
}

void add_to(Json& json, const GeneratorName& generator) {
  json["model"] = generator.digest;
  json["step"] = generator.step;
  if (!generator.file.empty()) json["file"] = generator.file;
  if (generator.raw) json["raw"] = true;
}

Json json_of(const PictureSpan& span) {
  Json json{{"seed", span.seed}};
  if (span.to) json["to"] = *span.to, json["mode"] = span.mode;
  if (span.count != 1) json["count"] = span.count;
  if (span.label >= 0) json["class"] = span.label;
  if (span.to_label >= 0) json["to_class"] = span.to_label;
  if (!span.from_z.empty()) json["from_z"] = span.from_z;
  if (!span.to_z.empty()) json["to_z"] = span.to_z;
  if (span.generator) add_to(json, *span.generator);
  return json;
}

int64_t whole(const Read& json, const char* key, int64_t otherwise, int64_t least, int64_t most) {
  const auto found = json.find(key);
  if (found == json.end()) return otherwise;
  if (!found->is_number_integer() ||
      (found->is_number_unsigned() && found->get<uint64_t>() > static_cast<uint64_t>(most)))
    throw Error(ExitCode::kData, cat("its '", key, "' is no such number"));
  const auto value = found->get<int64_t>();
  if (value < least) throw Error(ExitCode::kData, cat("its '", key, "' is no such number"));
  return value;
}

uint64_t seed_in(const Read& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_number_unsigned())
    throw Error(ExitCode::kData, cat("its '", key, "' is no seed"));
  return found->get<uint64_t>();
}

std::string text_in(const Read& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end()) return "";
  if (!found->is_string()) throw Error(ExitCode::kData, cat("its '", key, "' is no text"));
  return found->get<std::string>();
}

std::optional<double> truncation_in(const Read& json) {
  const auto found = json.find("truncation");
  if (found == json.end()) return std::nullopt;
  if (!found->is_number() || !(found->get<double>() > 0))
    throw Error(ExitCode::kData, "its 'truncation' is no such number");
  return found->get<double>();
}

GeneratorName generator_in(const Read& json) {
  const auto raw = json.find("raw");
  return {.digest = text_in(json, "model"),
          .file = text_in(json, "file"),
          .step = whole(json, "step", 0, 0, int64_t{1} << 53),
          .raw = raw != json.end() && raw->is_boolean() && raw->get<bool>()};
}

std::vector<float> latent_in(const Read& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end()) return {};
  const auto refuse = [&] { return Error(ExitCode::kData, cat("its '", key, "' is no latent")); };
  if (!found->is_array()) throw refuse();
  std::vector<float> z;
  for (const Read& number : *found) {
    if (!number.is_number()) throw refuse();
    z.push_back(number.get<float>());
  }
  return z;
}

PictureSpan span_in(const Read& json) {
  if (!json.is_object()) throw Error(ExitCode::kData, "a picture in it is no object");
  PictureSpan span{.seed = seed_in(json, "seed"),
                   .count = whole(json, "count", 1, 1, kMostPictures),
                   .label = whole(json, "class", -1, 0, kMostClass),
                   .to = {},
                   .to_label = whole(json, "to_class", -1, 0, kMostClass),
                   .mode = text_in(json, "mode")};
  if (json.contains("to")) span.to = seed_in(json, "to");
  span.from_z = latent_in(json, "from_z"), span.to_z = latent_in(json, "to_z");
  if (json.contains("model")) span.generator = generator_in(json);
  if (span.to && span.mode != "slerp" && span.mode != "lerp")
    throw Error(ExitCode::kData, cat("it walks by '", escaped(span.mode), "'"));
  return span;
}

Provenance parse(const Read& json) {
  if (!json.is_object() || !json.contains("format"))
    throw Error(ExitCode::kData, "its text 'wgan' is not one of this program");
  if (whole(json, "format", 0, 0, std::numeric_limits<int64_t>::max()) > kFormat)
    throw Error(ExitCode::kData, cat("wgan ", escaped(text_in(json, "version")),
                                     ", a newer version, wrote what it says about itself"));
  constexpr int64_t kMostPixels = 1'000'000;
  Provenance p{.version = text_in(json, "version"),
               .command = text_in(json, "command"),
               .generator = generator_in(json),
               .truncation = truncation_in(json),
               .picked = text_in(json, "picked"),
               .scale = whole(json, "scale", 1, 1, kMostPixels),
               .format = json.contains("files") ? text_in(json, "files") : "png",
               .columns = whole(json, "columns", 1, 1, kMostPictures),
               .width = whole(json, "width", 0, 1, kMostPixels),
               .height = whole(json, "height", 0, 1, kMostPixels),
               .spans = {},
               .place = whole(json, "place", 0, 0, kMostPictures)};
  const auto pictures = json.find("pictures");
  if (pictures == json.end() || !pictures->is_array() || pictures->empty())
    throw Error(ExitCode::kData, "it does not list its pictures");
  for (const Read& span : *pictures) p.spans.push_back(span_in(span));
  return p;
}

}  // namespace

PngTexts texts_of_command(const std::string& command) {
  return {{"Software", cat("wgan ", WGAN_VERSION)}, {"Comment", ascii(command)}};
}

std::string to_json(const Provenance& p) {
  Json json{{"format", kFormat}, {"version", p.version}, {"command", p.command}};
  add_to(json, p.generator);
  if (p.truncation) json["truncation"] = *p.truncation;
  if (!p.picked.empty()) json["picked"] = p.picked;
  if (p.scale != 1) json["scale"] = p.scale;
  if (p.format != "png") json["files"] = p.format;
  json.update(Json{{"columns", p.columns}, {"width", p.width}, {"height", p.height}});
  for (const PictureSpan& span : p.spans) json["pictures"].push_back(json_of(span));
  if (p.place > 0) json["place"] = p.place;
  return in_ascii(json);
}

Provenance parse_provenance(std::string_view json) {
  constexpr int kDeepest = 3;  // the object, its list of pictures, one of them, its latent
  const auto shallow = [](int depth, Read::parse_event_t, Read&) { return depth <= kDeepest; };
  return parse(Read::parse(json, shallow, /*allow_exceptions=*/false));
}

PngTexts to_texts(const Provenance& p) {
  return {{"Software", cat("wgan ", ascii(p.version))}, {kKeyword, to_json(p)}};
}

std::optional<Provenance> provenance_in(std::string_view png) {
  for (const auto& [keyword, text] : texts_of(png)) {
    if (keyword == kKeyword) return parse_provenance(text);
  }
  return std::nullopt;
}

std::optional<PictureOrigin> picture_at(const Provenance& p, int64_t column, int64_t row) {
  if (column < 1 || column > p.columns || row < 1 || row > kMostPictures / p.columns)
    return std::nullopt;
  int64_t place = p.place + (row - 1) * p.columns + column - 1;
  for (const PictureSpan& span : p.spans) {
    if (place >= span.count) {
      place -= span.count;
      continue;
    }
    if (span.to) return PictureOrigin{span, place};
    PictureSpan one = span;
    one.seed += static_cast<uint64_t>(place);
    one.count = 1;
    return PictureOrigin{one, 0};
  }
  return std::nullopt;
}

}  // namespace wgan
