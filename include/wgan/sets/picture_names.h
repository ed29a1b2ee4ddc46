#pragma once

#include <string>

/// What names say about files, in folders and in archives.
namespace wgan {

/// Whether the name is that of a picture. Includes unsupported formats, so that they are reported.
bool looks_like_a_picture(const std::string& name);

/// Whether a file or folder is passed over in silence because a part of its path, between slashes,
/// is hidden or a folder that operating systems leave behind.
bool is_passed_over(const std::string& path);

}  // namespace wgan
