#include "set_source.h"

#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {

SetSource::SetSource(const char* set, SetFile file, std::vector<std::string> classes,
                     int64_t lowest)
    : file_(std::move(file)), set_(set), lowest_(lowest) {
  if (file_.classes.size() != classes.size()) file_.classes = std::move(classes);
}

std::string SetSource::name(int64_t index) const { return cat(file_.name, " #", index); }

std::vector<std::string> SetSource::classes() const {
  return labels_.blob ? file_.classes : std::vector<std::string>();
}

std::vector<Skipped> SetSource::faults() const {
  std::vector<Skipped> faults = file_.faults;
  for (Skipped& fault : faults) fault.used = fault.name == file_.name && size() > 0;
  return faults;
}

std::string SetSource::identity() const { return cat(set_, ' ', file_.identity); }

int64_t SetSource::stored_label(int64_t index) const {
  if (!labels_.blob || index >= labels_.count) return -1;
  const std::string byte = labels_.blob->read(labels_.first + index * labels_.stride, 1);
  return byte.empty() ? -1 : static_cast<unsigned char>(byte[0]);
}

int64_t SetSource::label(int64_t index) const {
  const int64_t stored = stored_label(index);
  return stored >= lowest_ && stored <= highest() ? stored - lowest_ : -1;
}

Image SetSource::read(int64_t index) const {
  const int64_t stored = stored_label(index);
  if (stored > highest() || (stored >= 0 && stored < lowest_)) {
    throw Error(ExitCode::kData,
                cat("its label is ", stored, "; ", set_, " has ", lowest_, " to ", highest()));
  }
  const std::string bytes =
      pictures_.blob->read(pictures_.first + index * pictures_.stride, bytes_);
  if (static_cast<int64_t>(bytes.size()) != bytes_)
    throw Error(ExitCode::kData, "the file has become shorter");
  return picture(bytes);
}

void SetSource::set_pictures(Pieces pictures, int64_t bytes) {
  pictures_ = std::move(pictures);
  bytes_ = bytes;
}

void SetSource::set_labels(Pieces labels) {
  labels_ = std::move(labels);
  if (labels_.count == pictures_.count) return;
  report(cat("it has ", grouped(pictures_.count), " pictures and its file of labels ",
             grouped(labels_.count), " labels; ",
             labels_.count < pictures_.count ? "pictures without one have no class"
                                             : "those that are left over are not used"));
}

void SetSource::report_rest(int64_t stride) {
  const int64_t rest = file_.pictures->size() % stride;
  if (rest != 0) {
    report(
        cat("its last ", rest, " bytes are no whole record of ", stride, ": is the file cut off?"));
  }
}

}  // namespace wgan
