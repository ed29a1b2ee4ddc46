#pragma once

#include "wgan/data.h"

namespace wgan {

std::unique_ptr<ImageSource> open_folder(const std::string& path);
std::unique_ptr<ImageSource> open_demo(Size size);

}  // namespace wgan
