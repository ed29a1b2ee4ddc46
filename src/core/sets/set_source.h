#pragma once

#include "set_file.h"

namespace wgan {

/// The base of the binary sets: pictures of the same number of bytes, at equal distances in a file,
/// and one-byte labels, at equal distances in the same file or another. A set says where they are
/// and what a picture's bytes mean.
class SetSource : public ImageSource {
 public:
  int64_t size() const override { return pictures_.count; }
  std::string name(int64_t index) const override;
  std::vector<std::string> classes() const override;
  std::vector<Skipped> faults() const override;
  std::string identity() const override;
  int64_t label(int64_t index) const override;
  Image read(int64_t index) const override;

 protected:
  /// Equally spaced pieces of a blob.
  struct Pieces {
    std::shared_ptr<const Blob> blob;
    int64_t first = 0;   // offset of the first
    int64_t stride = 0;  // from one to the next
    int64_t count = 0;
  };

  /// `set` is the set's published name; `classes` are its own, used if the folder names no others;
  /// the first of them has the label `lowest`.
  SetSource(const char* set, SetFile file, std::vector<std::string> classes, int64_t lowest);

  virtual Image picture(std::string_view bytes) const = 0;

  void set_pictures(Pieces pictures, int64_t bytes);
  /// Sets the labels. Reports a fault if their number is not that of the pictures.
  void set_labels(Pieces labels);
  /// Reports bytes left after the last whole piece of `stride` bytes.
  void report_rest(int64_t stride);
  void report(const std::string& reason) { file_.faults.push_back({file_.name, reason}); }

  SetFile file_;

 private:
  /// Returns the label in the file; -1 if there is none.
  int64_t stored_label(int64_t index) const;
  int64_t highest() const { return lowest_ + static_cast<int64_t>(file_.classes.size()) - 1; }

  const char* set_;
  int64_t lowest_;
  Pieces pictures_, labels_;
  int64_t bytes_ = 0;  // bytes of a picture
};

}  // namespace wgan
