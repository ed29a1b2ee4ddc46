#pragma once

#include <cstring>
#include <map>
#include <string>
#include <utility>

#include "wgan/formats/sealed_file.h"

namespace wgan {

/// A copy of a file as a stranger may forge it: correctly sealed, with any contents.
class Forged {
 public:
  explicit Forged(const Path& file) : file_(read_sealed(file)) {
    file_.contents.resize(file_.contents.size() - kSealBytes);
  }

  Forged& text(const std::string& name, const std::string& value) {
    file_.index.text[name] = value;
    return *this;
  }

  /// Adds lines of settings, which override the earlier ones.
  Forged& settings(const std::string& lines) {
    return text("settings", file_.index.text["settings"] + lines);
  }

  Forged& without(const std::string& name) {
    file_.index.text.erase(name);
    std::erase_if(file_.index.tensors, [&](const TensorRecord& r) { return r.name == name; });
    return *this;
  }

  Forged& without_tensors() {
    file_.index.tensors.clear();
    return *this;
  }

  /// Sets a number in a tensor.
  template <typename Number>
  Forged& number(const std::string& name, Number value, size_t place = 0) {
    std::memcpy(file_.contents.data() + record(name).offset + place * sizeof value, &value,
                sizeof value);
    return *this;
  }

  /// Replaces a tensor by zeros of another shape.
  Forged& shape(const std::string& name, const std::vector<int64_t>& shape) {
    TensorRecord& r = record(name);
    uint64_t numbers = 1;
    for (const int64_t side : r.shape) numbers *= static_cast<uint64_t>(side);
    const uint64_t size = r.bytes / numbers;
    r.shape = shape;
    r.bytes = size;
    for (const int64_t side : shape) r.bytes *= static_cast<uint64_t>(side);
    r.offset = file_.contents.size();
    file_.contents.resize(file_.contents.size() + r.bytes, '\0');
    return *this;
  }

  TensorRecord& record(const std::string& name) {
    for (TensorRecord& r : file_.index.tensors) {
      if (r.name == name) return r;
    }
    throw std::logic_error("there is no tensor " + name);
  }

  const SealedIndex& index() const { return file_.index; }

  std::string bytes() const {
    const std::string json = index_json(file_.index);
    constexpr size_t kEndRecord = 22;
    return seal(file_.contents + json + std::string(kEndRecord, '\0'), file_.contents.size(),
                json.size());
  }

 private:
  SealedFile file_;
};

}  // namespace wgan
