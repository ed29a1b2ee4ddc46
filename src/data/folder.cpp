#include <algorithm>
#include <filesystem>
#include <map>

#include "sources.h"
#include "wgan/error.h"
#include "wgan/files.h"
#include "wgan/text.h"

namespace wgan {
namespace {

namespace fs = std::filesystem;

bool looks_like_a_picture(const fs::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  const bool hidden = path.filename().string()[0] == '.';
  return !hidden && (extension == ".png" || extension == ".jpg" || extension == ".jpeg" ||
                     extension == ".bmp" || extension == ".webp");
}

/// A folder of picture files, flat or with sub-folders. Where every picture lies in a sub-folder,
/// the first level of these gives the classes, in the order of their names.
class Folder : public ImageSource {
 public:
  explicit Folder(const std::string& root) : root_(root) {
    collect();
    if (files_.empty()) {
      throw Error(ExitCode::kData,
                  cat("--data ", escaped(root),
                      ": the folder holds no picture; expected PNG, JPEG, BMP or WebP files"));
    }
    std::sort(files_.begin(), files_.end());
    find_classes();
  }

  int64_t size() const override { return static_cast<int64_t>(files_.size()); }
  std::string name(int64_t index) const override { return files_[static_cast<size_t>(index)]; }
  std::vector<std::string> classes() const override { return classes_; }
  int64_t label(int64_t index) const override {
    return classes_.empty() ? 0 : labels_.at(first_part(name(index)));
  }

  Image read(int64_t index) const override {
    std::string contents;
    try {
      contents = read_file(root_ / name(index), uint64_t{1} << 30);
    } catch (const Error& error) {
      throw Error(ExitCode::kData, error.what());
    }
    return decode(contents);
  }

 private:
  void collect() {
    std::error_code error;
    auto entry = fs::recursive_directory_iterator(
        root_, fs::directory_options::skip_permission_denied, error);
    for (; !error && entry != fs::end(entry); entry.increment(error)) {
      std::error_code unknown;  // of a link to nowhere or to itself: neither folder nor file
      if (entry->is_directory(unknown) && entry->path().filename().string()[0] == '.')
        entry.disable_recursion_pending();
      if (looks_like_a_picture(entry->path()) && entry->is_regular_file(unknown)) {
        files_.push_back(entry->path().lexically_relative(root_).string());
      }
    }
    if (error)
      throw Error(ExitCode::kData,
                  cat("--data ", escaped(root_.string()), ": cannot be read: ", error.message()));
  }

  static std::string first_part(const std::string& file) { return file.substr(0, file.find('/')); }

  void find_classes() {
    for (const std::string& file : files_) {
      if (file.find('/') == std::string::npos) return labels_.clear();
      labels_.emplace(first_part(file), 0);
    }
    for (auto& [name, label] : labels_) {
      label = static_cast<int64_t>(classes_.size());
      classes_.push_back(name);
    }
  }

  fs::path root_;
  std::vector<std::string> files_, classes_;
  std::map<std::string, int64_t> labels_;
};

}  // namespace

std::unique_ptr<ImageSource> open_folder(const std::string& path) {
  return std::make_unique<Folder>(path);
}

}  // namespace wgan
