#include <algorithm>

#include "wgan/sets/image_source.h"

namespace wgan {
namespace {

class Joined : public ImageSource {
 public:
  Joined(std::vector<Source> parts, std::vector<std::string> prefixes)
      : parts_(std::move(parts)), prefixes_(std::move(prefixes)) {
    for (const Source& part : parts_) {
      starts_.push_back(size_);
      size_ += part->size();
      std::vector<int64_t> numbers;
      for (const std::string& name : part->classes()) numbers.push_back(class_number(name));
      labels_.push_back(std::move(numbers));
    }
  }

  int64_t size() const override { return size_; }
  std::vector<std::string> classes() const override { return classes_; }

  std::string name(int64_t index) const override {
    const auto [part, inner] = place(index);
    return prefixes_[part] + parts_[part]->name(inner);
  }
  Image read(int64_t index) const override {
    const auto [part, inner] = place(index);
    return parts_[part]->read(inner);
  }
  int64_t in_reading_order(int64_t index) const override {
    const auto [part, inner] = place(index);
    return starts_[part] + parts_[part]->in_reading_order(inner);
  }
  std::optional<bool> is_gray(int64_t index) const override {
    const auto [part, inner] = place(index);
    return parts_[part]->is_gray(inner);
  }
  int64_t label(int64_t index) const override {
    const auto [part, inner] = place(index);
    const int64_t label = parts_[part]->label(inner);
    return label < 0 ? -1 : labels_[part][static_cast<size_t>(label)];
  }

  std::vector<Skipped> faults() const override {
    std::vector<Skipped> all;
    for (size_t i = 0; i < parts_.size(); ++i) {
      for (Skipped fault : parts_[i]->faults()) {
        fault.name.insert(0, prefixes_[i]);
        all.push_back(std::move(fault));
      }
    }
    return all;
  }

  std::string identity() const override {
    std::string all;
    for (const Source& part : parts_) all += part->identity() + "\n";
    return all;
  }

 private:
  int64_t class_number(const std::string& name) {
    const auto found = std::find(classes_.begin(), classes_.end(), name);
    if (found != classes_.end()) return found - classes_.begin();
    classes_.push_back(name);
    return static_cast<int64_t>(classes_.size()) - 1;
  }

  std::pair<size_t, int64_t> place(int64_t index) const {
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), index);
    const auto part = static_cast<size_t>(after - starts_.begin()) - 1;
    return {part, index - starts_[part]};
  }

  std::vector<Source> parts_;
  std::vector<std::string> prefixes_, classes_;
  std::vector<std::vector<int64_t>> labels_;  // label in the joined set, by part and class
  std::vector<int64_t> starts_;
  int64_t size_ = 0;
};

}  // namespace

Source join_sources(std::vector<Source> parts, std::vector<std::string> prefixes) {
  if (parts.size() == 1 && prefixes[0].empty()) return std::move(parts[0]);
  return std::make_unique<Joined>(std::move(parts), std::move(prefixes));
}

}  // namespace wgan
