#include "index_json.h"

#include <nlohmann/json.hpp>

#include "wgan/text/text.h"

namespace wgan {
namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t kFormat = 1;

/// {"format": 1, "text": {name: text, …}, "tensors": [{"name", "dtype", "shape", "offset",
/// "bytes"}, …]}
class Reader : public nlohmann::json_sax<Json> {
 public:
  explicit Reader(SealedIndex& index) : index_(index) {}

  const std::string& why() const { return why_; }
  bool newer() const { return format_ > kFormat; }
  bool complete() const { return format_ == kFormat && seen_tensors_; }

  bool null() override { return stop("its index has a null"); }
  bool boolean(bool) override { return stop("its index has a boolean"); }
  bool number_float(number_float_t, const string_t&) override {
    return stop("its index has a fraction");
  }
  bool binary(binary_t&) override { return stop("its index has binary data"); }

  bool number_integer(number_integer_t value) override { return number(value); }
  bool number_unsigned(number_unsigned_t value) override {
    return value <= INT64_MAX ? number(static_cast<int64_t>(value))
                              : stop("its index has a number that is too large");
  }

  bool string(string_t& value) override {
    if (place_ == Place::kText) index_.text[key_] = value;
    else if (place_ == Place::kTensor && key_ == "name") index_.tensors.back().name = value;
    else if (place_ == Place::kTensor && key_ == "dtype") index_.tensors.back().dtype = value;
    else return stop("its index has a text in the wrong place");
    return true;
  }

  bool start_object(std::size_t) override {
    if (place_ == Place::kOutside) return enter(Place::kTop);
    if (place_ == Place::kTop && key_ == "text") return enter(Place::kText);
    if (place_ == Place::kTensors && static_cast<int64_t>(index_.tensors.size()) < kMostTensors) {
      index_.tensors.emplace_back();
      return enter(Place::kTensor);
    }
    return stop(place_ == Place::kTensors ? "it lists too many tensors"
                                          : "its index has an object in the wrong place");
  }
  bool end_object() override {
    return enter(place_ == Place::kTensor ? Place::kTensors
                 : place_ == Place::kText ? Place::kTop
                                          : Place::kOutside);
  }

  bool start_array(std::size_t) override {
    if (place_ == Place::kTop && key_ == "tensors" && !seen_tensors_)
      return seen_tensors_ = true, enter(Place::kTensors);
    if (place_ == Place::kTensor && key_ == "shape" && index_.tensors.back().shape.empty())
      return enter(Place::kShape);
    return stop("its index has a list in the wrong place");
  }
  bool end_array() override {
    return enter(place_ == Place::kShape ? Place::kTensor : Place::kTop);
  }

  bool key(string_t& value) override {
    key_ = value;
    return value.size() <= kMostNameBytes || stop("its index has a name that is too long");
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return stop("its index is no JSON");
  }

 private:
  enum class Place { kOutside, kTop, kText, kTensors, kTensor, kShape };

  bool enter(Place place) {
    place_ = place;
    return true;
  }

  bool stop(const char* why) {
    why_ = why;
    return false;
  }

  bool number(int64_t value) {
    if (place_ == Place::kTop && key_ == "format") {
      format_ = value;
      return value == kFormat ||
             (why_ = cat("it has format ", value, ", and this wgan reads format ", kFormat), false);
    }
    if (value < 0) return stop("its index has a negative number");
    if (place_ == Place::kShape && index_.tensors.back().shape.size() < kMostDimensions) {
      index_.tensors.back().shape.push_back(value);
    } else if (place_ == Place::kTensor && key_ == "offset") {
      index_.tensors.back().offset = static_cast<uint64_t>(value);
    } else if (place_ == Place::kTensor && key_ == "bytes") {
      index_.tensors.back().bytes = static_cast<uint64_t>(value);
    } else {
      return stop("its index has a number in the wrong place");
    }
    return true;
  }

  SealedIndex& index_;
  Place place_ = Place::kOutside;
  std::string key_, why_;
  int64_t format_ = 0;
  bool seen_tensors_ = false;
};

}  // namespace

std::optional<IndexFault> parse_index_json(std::string_view json, SealedIndex& index) {
  Reader reader(index);
  if (!Json::sax_parse(json.begin(), json.end(), &reader))
    return IndexFault{reader.why().empty() ? "its index is no JSON" : reader.why(), reader.newer()};
  if (!reader.complete()) return IndexFault{"its index lacks the format or the tensors"};
  return std::nullopt;
}

std::string index_json(const SealedIndex& index) {
  Json text = Json::object();
  for (const auto& [name, value] : index.text) text[name] = value;
  Json tensors = Json::array();
  for (const TensorRecord& r : index.tensors) {
    tensors.push_back({{"name", r.name},
                       {"dtype", r.dtype},
                       {"shape", r.shape},
                       {"offset", r.offset},
                       {"bytes", r.bytes}});
  }
  return Json{{"format", kFormat}, {"text", text}, {"tensors", tensors}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace wgan
