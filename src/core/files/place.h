#pragma once

#include <optional>

#include "descriptor.h"

namespace wgan {

/// Where a path leads: its folder, opened, and the name in it. What lies in a folder that a
/// FolderLock of this process holds is reached from there, and no link is followed on the way.
class Place {
 public:
  /// If the folder cannot be opened, `folder()` is negative and errno says why. Throws what
  /// `FolderLock::enter` throws.
  explicit Place(const Path& path);

  int folder() const { return folder_.get(); }
  /// Whether a FolderLock holds it.
  bool held() const { return held_; }
  /// Another name in the same folder.
  FolderEntry entry(const std::string& name) const;
  FolderEntry entry() const { return {folder(), name_, path_}; }

  /// The type of what is there, a link not followed (S_IFREG and its like); 0 if there is nothing.
  unsigned type() const;

 private:
  int open_held(FolderLock& lock);

  Path path_;
  std::string name_;
  bool held_ = false;
  Descriptor folder_;
};

/// The path from `folder` to what lies in it, empty for the folder itself; nothing if `path` leads
/// elsewhere. Only names are compared.
std::optional<Path> inside(const Path& folder, const Path& path);

/// The lock of this process whose folder is `path` or holds it; null if there is none.
FolderLock* lock_over(const Path& path);

}  // namespace wgan
