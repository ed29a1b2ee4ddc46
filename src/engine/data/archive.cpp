#include <algorithm>
#include <cstring>
#include <numeric>
#include <set>

#include "archive_members.h"
#include "picture_files.h"
#include "wgan/base/error.h"
#include "wgan/data/source.h"
#include "wgan/formats/archive_reader.h"
#include "wgan/image/image.h"
#include "wgan/sets/image_source.h"
#include "wgan/sets/picture_names.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Removes "./" and empty parts. Returns nothing for a name that leads out of the archive.
std::optional<std::string> inner_name(const std::string& name) {
  if (name.empty() || name[0] == '/' || name.find('\0') != std::string::npos) return std::nullopt;
  std::vector<std::string> parts;
  for (const std::string_view part : split(name, '/')) {
    if (part == "..") return std::nullopt;
    if (!part.empty() && part != ".") parts.emplace_back(part);
  }
  if (parts.empty()) return std::nullopt;
  return join(parts, "/");
}

/// The picture files in an archive, ordered by name like those of a folder. If everything lies in
/// one folder, that one is the set.
class Archive : public ImageSource {
 public:
  Archive(const Path& path, int64_t max_pixels) : path_(path), max_pixels_(max_pixels) {
    ArchiveMembers::About about = list();
    cut_common_folder();
    order_.resize(members_.size());
    std::iota(order_.begin(), order_.end(), 0);
    std::sort(members_.begin(), members_.end(), [this](const Member& a, const Member& b) {
      return std::strcmp(a.name.c_str() + common_, b.name.c_str() + common_) < 0;
    });
    std::sort(order_.begin(), order_.end(),
              [this](int64_t a, int64_t b) { return member(a).position < member(b).position; });
    ClassesOfNames names;
    for (const Member& one : members_) names.add(one.name.c_str() + common_);
    classes_ = names.classes();
    for (const int64_t index : order_) about.positions.push_back(member(index).position);
    contents_ =
        std::make_unique<ArchiveMembers>(std::move(about), [max_pixels](ArchiveReader& archive) {
          return archive.read(most_bytes(max_pixels), [max_pixels](std::string_view front) {
            decode_front(front, {max_pixels, "--max-pixels"});
          });
        });
  }

  int64_t size() const override { return std::ssize(members_); }
  std::string name(int64_t index) const override { return member(index).name; }
  std::vector<std::string> classes() const override { return classes_; }
  std::vector<Skipped> faults() const override { return faults_; }
  int64_t label(int64_t index) const override {
    return ClassesOfNames::label(classes_, member(index).name.c_str() + common_);
  }
  int64_t in_reading_order(int64_t place) const override {
    return order_[static_cast<size_t>(place)];
  }

  Image read(int64_t index) const override {
    return decode_file(*memory_blob(contents_->contents(member(index).position)), max_pixels_);
  }

  std::optional<bool> is_gray(int64_t index) const override {
    try {
      return is_gray_file(*memory_blob(contents_->contents(member(index).position)));
    } catch (const Error&) {
      return std::nullopt;
    }
  }

  std::string identity() const override {
    std::error_code unknown;
    return cat("archive ", std::filesystem::absolute(path_, unknown).lexically_normal().string(),
               '\0', max_pixels_, ' ', file_identity(path_));
  }

 private:
  struct Member {
    std::string name;
    int64_t position;  // among all members
  };

  const Member& member(int64_t index) const { return members_[static_cast<size_t>(index)]; }

  /// Lists the members. Returns what is known of the archive but the positions.
  ArchiveMembers::About list() {
    constexpr int64_t kMostMembers = 20'000'000;
    ArchiveReader reader(path_);
    std::set<std::string> seen;
    std::string last;
    int64_t position = 0;
    const auto about = [&] {
      return ArchiveMembers::About{
          .path = path_, .skips = reader.skips_unread(), .members = position};
    };
    try {
      for (;; ++position) {
        const auto found = reader.next();
        if (!found) return about();
        if (position == kMostMembers)
          throw Error(ExitCode::kData, cat("it has more than ", kMostMembers, " members"));
        if (found->is_folder || !looks_like_a_picture(found->name)) continue;
        const auto inner = inner_name(found->name);
        if (inner && is_passed_over(*inner)) continue;
        const char* reason = !inner                ? "its name leads out of the archive"
                             : !found->is_file     ? "it is a link or no plain file"
                             : found->is_encrypted ? "it is encrypted"
                             : !seen.insert(*inner).second
                                 ? "the archive holds another member of that name"
                                 : nullptr;
        if (reason) {
          faults_.push_back({found->name, reason});
          continue;
        }
        last = *inner;
        members_.push_back({*inner, position});
      }
    } catch (const Error& error) {
      if (members_.empty()) throw;
      faults_.push_back({.name = last,
                         .reason = cat("the archive cannot be read further than this (",
                                       error.what(), "), and what follows is left out"),
                         .used = true});
      return about();
    }
  }

  void cut_common_folder() {
    if (members_.empty()) return;
    const std::string& first = members_[0].name;
    const size_t slash = first.find('/');
    if (slash == std::string::npos) return;
    const std::string folder = first.substr(0, slash + 1);
    const bool common = std::all_of(members_.begin(), members_.end(), [&](const Member& one) {
      return one.name.starts_with(folder);
    });
    if (common) common_ = folder.size();
  }

  Path path_;
  int64_t max_pixels_;
  std::vector<Member> members_;  // by name
  std::vector<int64_t> order_;   // their indices, as they follow in the archive
  size_t common_ = 0;            // bytes of the folder that all names begin with
  std::vector<std::string> classes_;
  std::vector<Skipped> faults_;
  std::unique_ptr<ArchiveMembers> contents_;
};

}  // namespace

Source open_archive(const Path& path, int64_t max_pixels) {
  try {
    return std::make_unique<Archive>(path, max_pixels);
  } catch (const Error& error) {
    throw Error(error.code(), cat("--data ", escaped(path.string()), ": ", error.what()));
  }
}

}  // namespace wgan
