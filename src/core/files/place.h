#pragma once

#include <optional>

#include "descriptor.h"

namespace wgan {

/// The opened folder and the name that a path leads to. If a FolderLock of this process holds the
/// folder, the path is resolved from there and no link is followed.
class Place {
 public:
  /// If the folder cannot be opened, `folder()` is negative and errno says why. Throws what
  /// `FolderLock::enter` throws.
  explicit Place(const Path& path);

  int folder() const { return folder_.get(); }
  /// Whether a FolderLock holds the folder.
  bool held() const { return held_; }
  /// Returns the entry for another name in the same folder.
  FolderEntry entry(const std::string& name) const;
  FolderEntry entry() const { return {folder(), name_, path_}; }

  /// Returns the type of the entry (S_IFREG and the like) without following a link; 0 if there is
  /// nothing.
  unsigned type() const;

 private:
  int open_held(FolderLock& lock);

  Path path_;
  std::string name_;
  bool held_ = false;
  Descriptor folder_;
};

/// Returns the path of `path` relative to `folder`, empty for the folder itself; nothing if `path`
/// leads elsewhere. Compares only names.
std::optional<Path> inside(const Path& folder, const Path& path);

/// Returns this process's lock whose folder is or contains `path`; null if there is none.
FolderLock* lock_over(const Path& path);

}  // namespace wgan
