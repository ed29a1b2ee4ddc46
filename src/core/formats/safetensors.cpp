#include "wgan/formats/safetensors.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "tensor_index.h"
#include "wgan/base/error.h"
#include "wgan/files/blob.h"
#include "wgan/formats/bytes.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kLengthBytes = 8;
constexpr const char* kMetadata = "__metadata__";

/// The names of types in such files, and in kDtypes.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kTypes{{{"F32", "f32"},
                                                                               {"F64", "f64"},
                                                                               {"F16", "f16"},
                                                                               {"BF16", "bf16"},
                                                                               {"I64", "i64"},
                                                                               {"U8", "u8"},
                                                                               {"BOOL", "bool"}}};

/// Reads the header event by event, so that it builds only what the index needs.
class Reader : public nlohmann::json_sax<Json> {
 public:
  explicit Reader(SealedIndex& index) : index_(index) {}

  const std::string& why() const { return why_; }

  bool null() override { return stop("its header has a null"); }
  bool boolean(bool) override { return stop("its header has a boolean"); }
  bool number_float(number_float_t, const string_t&) override {
    return stop("its header has a fraction");
  }
  bool binary(binary_t&) override { return stop("its header has binary data"); }
  bool number_integer(number_integer_t) override {
    return stop("its header has a negative number");
  }

  bool number_unsigned(number_unsigned_t value) override {
    if (value > INT64_MAX) return stop("its header has a number that is too large");
    if (place_ == Place::kShape && index_.tensors.back().shape.size() < kMostDimensions) {
      index_.tensors.back().shape.push_back(static_cast<int64_t>(value));
      return true;
    }
    if (place_ == Place::kOffsets && offsets_ < 2) {
      TensorRecord& tensor = index_.tensors.back();
      if (offsets_++ == 0) tensor.offset = value;
      else if (value < tensor.offset) return stop("a tensor ends before it begins");
      else tensor.bytes = value - tensor.offset;
      return true;
    }
    return stop("its header has a number in the wrong place");
  }

  bool string(string_t& value) override {
    if (place_ == Place::kText) {
      index_.text[key_] = value;
      return true;
    }
    if (place_ != Place::kTensor || key_ != "dtype")
      return stop("its header has a text in the wrong place");
    const auto type = std::find_if(kTypes.begin(), kTypes.end(),
                                   [&](const auto& one) { return one.first == value; });
    if (type == kTypes.end())
      return stop(cat("a tensor has the type ", escaped(value), ", which wgan does not read"));
    index_.tensors.back().dtype = type->second;
    return true;
  }

  bool start_object(std::size_t) override {
    if (place_ == Place::kOutside) return enter(Place::kTop);
    if (place_ != Place::kTop) return stop("its header has an object in the wrong place");
    if (key_ == kMetadata) return enter(Place::kText);
    if (static_cast<int64_t>(index_.tensors.size()) >= kMostTensors)
      return stop("it lists too many tensors");
    index_.tensors.emplace_back();
    index_.tensors.back().name = key_;
    shaped_ = false;
    offsets_ = 0;
    return enter(Place::kTensor);
  }
  bool end_object() override {
    if (place_ == Place::kTensor && (!shaped_ || offsets_ != 2))
      return stop("a tensor lacks its shape or its offsets");
    return enter(place_ == Place::kTop ? Place::kOutside : Place::kTop);
  }

  bool start_array(std::size_t) override {
    if (place_ == Place::kTensor && key_ == "shape" && !shaped_)
      return shaped_ = true, enter(Place::kShape);
    if (place_ == Place::kTensor && key_ == "data_offsets" && offsets_ == 0)
      return enter(Place::kOffsets);
    return stop("its header has a list in the wrong place");
  }
  bool end_array() override { return enter(Place::kTensor); }

  bool key(string_t& value) override {
    key_ = value;
    return value.size() <= kMostNameBytes || stop("its header has a name that is too long");
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return stop("its header is no JSON");
  }

 private:
  enum class Place { kOutside, kTop, kText, kTensor, kShape, kOffsets };

  bool enter(Place place) {
    place_ = place;
    return true;
  }

  bool stop(std::string why) {
    why_ = std::move(why);
    return false;
  }

  SealedIndex& index_;
  Place place_ = Place::kOutside;
  std::string key_, why_;
  bool shaped_ = false;
  int offsets_ = 0;
};

Error not_whole(const std::string& name, const std::string& why) {
  return {ExitCode::kModel, cat(escaped(name), " is not a whole safetensors file: ", why)};
}

}  // namespace

SealedFile parse_safetensors(std::string contents, const std::string& name) {
  if (contents.size() < kLengthBytes) throw not_whole(name, "it is too short");
  uint64_t length = 0;
  for (size_t i = kLengthBytes; i-- > 0;) length = length << 8 | static_cast<uint8_t>(contents[i]);
  if (length > kMostIndexBytes || length > contents.size() - kLengthBytes)
    throw not_whole(name, "its header has an impossible length");
  SealedFile file;
  Reader reader(file.index);
  const std::string_view json = std::string_view(contents).substr(kLengthBytes, length);
  if (!Json::sax_parse(json.begin(), json.end(), &reader))
    throw not_whole(name, reader.why().empty() ? "its header is no JSON" : reader.why());
  const uint64_t start = kLengthBytes + length;
  for (TensorRecord& tensor : file.index.tensors) {
    if (tensor.offset > contents.size() - start)
      throw not_whole(name, "a tensor lies outside the file");
    tensor.offset += start;
  }
  if (const auto why = fault_of(file.index, contents.size())) throw not_whole(name, *why);
  file.contents = std::move(contents);
  return file;
}

SealedFile read_safetensors(const Path& path) {
  try {
    const auto file = open_blob(path);
    return parse_safetensors(file->read(0, file->size()), path.string());
  } catch (const Error& error) {
    throw Error(ExitCode::kModel, error.what());
  }
}

std::string to_safetensors(const std::vector<FloatTensor>& tensors,
                           const std::vector<std::pair<std::string, std::string>>& metadata) {
  Json header;
  for (const auto& [key, text] : metadata) header[kMetadata][key] = text;
  size_t size = 0;
  for (const FloatTensor& tensor : tensors) {
    header[tensor.name] = {{"dtype", "F32"},
                           {"shape", tensor.shape},
                           {"data_offsets", {size, size + tensor.bytes.size()}}};
    size += tensor.bytes.size();
  }
  std::string text = header.dump(-1, ' ', /*ensure_ascii=*/true);
  text.resize((text.size() + kLengthBytes - 1) / kLengthBytes * kLengthBytes, ' ');
  std::string file = little_endian(text.size(), kLengthBytes) + text;
  file.reserve(file.size() + size);
  for (const FloatTensor& tensor : tensors) file += tensor.bytes;
  return file;
}

}  // namespace wgan
