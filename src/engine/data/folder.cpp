#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>

#include "picture_files.h"
#include "wgan/base/error.h"
#include "wgan/data/source.h"
#include "wgan/files/blob.h"
#include "wgan/formats/sealed_file.h"
#include "wgan/sets/picture_names.h"
#include "wgan/text/text.h"

namespace wgan {

namespace {

namespace fs = std::filesystem;

/// Many names in one piece of memory.
class Names {
 public:
  void add(const std::string& name) {
    starts_.push_back(bytes_.size());
    bytes_.append(name).push_back('\0');
  }
  void sort() {
    bytes_.shrink_to_fit();
    starts_.shrink_to_fit();
    std::sort(starts_.begin(), starts_.end(), [&](uint64_t a, uint64_t b) {
      return std::strcmp(bytes_.data() + a, bytes_.data() + b) < 0;
    });
  }
  int64_t size() const { return static_cast<int64_t>(starts_.size()); }
  const char* operator[](int64_t index) const {
    return bytes_.data() + starts_[static_cast<size_t>(index)];
  }

 private:
  std::string bytes_;
  std::vector<uint64_t> starts_;
};

/// The device and inode number, which identify a folder or file under any name.
using Inode = std::pair<dev_t, ino_t>;

std::optional<Inode> inode(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return Inode{status.st_dev, status.st_ino};
}

/// Walks a folder and everything below it. Enters each folder once: real ones first, then the
/// targets of symbolic links that were not reached before, so loops end.
class Walk {
 public:
  Walk(const fs::path& root, Names& found, std::vector<Skipped>& faults)
      : root_(root), found_(found), faults_(faults) {
    enter(root, "");
    // Links found on the way are appended; the list grows while it is walked.
    for (size_t i = 0; i < links_.size(); ++i) follow(links_[i]);
    for (const std::string& link : file_links_) take_link(link);
  }

 private:
  void enter(const fs::path& folder, const std::string& prefix) {
    const auto id = inode(folder);
    if (!id) return report_folder(prefix, {errno, std::generic_category()});
    if (!entered_.insert(*id).second) return;
    std::vector<std::string> inner, links;
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
      const std::string name = entry->path().filename().string();
      if (is_passed_over(name)) continue;
      std::error_code unknown;
      if (entry->is_symlink(unknown)) links.push_back(prefix + name);
      else if (entry->is_directory(unknown)) inner.push_back(name);
      else if (looks_like_a_picture(name)) take(prefix + name, entry->is_regular_file(unknown));
    }
    if (error) report_folder(prefix, error);
    std::sort(inner.begin(), inner.end());
    std::sort(links.begin(), links.end());
    for (const std::string& name : inner) enter(folder / name, prefix + name + "/");
    links_.insert(links_.end(), links.begin(), links.end());
  }

  void report_folder(const std::string& prefix, const std::error_code& error) {
    faults_.push_back({prefix.empty() ? root_.string() : prefix,
                       cat("the folder cannot be read: ", error.message()), /*passing=*/true});
  }

  void take(const std::string& name, bool plain) {
    if (plain) found_.add(name);
    else faults_.push_back({name, kNotPlain});
  }

  void follow(const std::string& link) {
    std::error_code error;
    const fs::path path = root_ / link;
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status)) enter(path, link + "/");
    else if (error == std::errc::filename_too_long)
      faults_.push_back({link, cat("the link cannot be followed: ", error.message())});
    else if (looks_like_a_picture(link) && fs::is_regular_file(status)) file_links_.push_back(link);
    else if (looks_like_a_picture(link))
      faults_.push_back({link, fs::exists(status) ? kNotPlain : "the link leads nowhere"});
  }

  /// A link to a picture counts if neither the picture itself nor another link to it does.
  void take_link(const std::string& link) {
    std::error_code unknown;
    const fs::path target = fs::canonical(root_ / link, unknown);
    const auto folder = inode(target.parent_path()), file = inode(target);
    const std::string name = target.filename().string();
    const bool reached = folder && entered_.count(*folder) > 0 && looks_like_a_picture(name) &&
                         !is_passed_over(name);
    if (file && !reached && linked_.insert(*file).second) found_.add(link);
  }

  static constexpr const char* kNotPlain = "it is no plain file";

  const fs::path& root_;
  Names& found_;
  std::vector<Skipped>& faults_;
  std::set<Inode> entered_, linked_;
  std::vector<std::string> links_, file_links_;
};

/// A folder of picture files, flat or with sub-folders. If every picture is in a sub-folder, the
/// sub-folders of the first level are the classes, ordered by name.
class Folder : public ImageSource {
 public:
  Folder(const Path& root, int64_t max_pixels) : root_(root), max_pixels_(max_pixels) {
    const Walk walk(root_, files_, faults_);
    files_.sort();
    ClassesOfNames names;
    for (int64_t i = 0; i < files_.size(); ++i) names.add(files_[i]);
    classes_ = names.classes();
  }

  int64_t size() const override { return files_.size(); }
  std::string name(int64_t index) const override { return files_[index]; }
  std::vector<std::string> classes() const override { return classes_; }
  std::vector<Skipped> faults() const override { return faults_; }

  int64_t label(int64_t index) const override {
    return ClassesOfNames::label(classes_, files_[index]);
  }

  Image read(int64_t index) const override {
    return decode_file(*open_blob(root_ / files_[index]), max_pixels_);
  }

  std::optional<bool> is_gray(int64_t index) const override {
    try {
      return is_gray_file(*open_blob(root_ / files_[index]));
    } catch (const Error&) {
      return std::nullopt;
    }
  }

  std::string identity() const override {
    constexpr size_t kPart = 1 << 16;
    std::string seal = "folder 1", lines;
    for (int64_t i = 0; i < files_.size(); ++i) {
      lines += file_identity(root_ / files_[i]);
      if (lines.size() >= kPart || i + 1 == files_.size()) {
        seal = digest(cat(seal, lines));
        lines.clear();
      }
    }
    // The root decides which part of a path is the class.
    std::error_code unknown;
    return cat("folder ", fs::absolute(root_, unknown).lexically_normal().string(), '\0',
               files_.size(), ' ', max_pixels_, ' ', seal);
  }

 private:
  Path root_;
  int64_t max_pixels_;
  Names files_;
  std::vector<Skipped> faults_;
  std::vector<std::string> classes_;
};

}  // namespace

Source open_folder(const Path& root, int64_t max_pixels) {
  return std::make_unique<Folder>(root, max_pixels);
}

}  // namespace wgan
