#pragma once

#include "wgan/checkpoint.h"
#include "wgan/tensor.h"

namespace wgan {

/// A generator on the device where it is to run.
struct OpenedModel {
  Model model;
  Device device;
};

/// Chooses device and threads, and reads the model. Throws Error.
OpenedModel open_model(const ModelOptions& options);

}  // namespace wgan
