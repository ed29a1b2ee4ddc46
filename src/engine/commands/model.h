#pragma once

#include "wgan/checkpoint/checkpoint.h"
#include "wgan/commands/model_command.h"
#include "wgan/device/tensor.h"
#include "wgan/image/image.h"
#include "wgan/sampling/sampling.h"

namespace wgan {

/// A generator on the device where it runs.
struct OpenedModel {
  Model model;
  Device device;
  Path path;

  Sampler sampler() const { return {model.generator, model.network, device, path.string()}; }
  /// Returns the shape of a sheet of this many pictures.
  SheetShape sheet(int64_t count, int64_t columns) const {
    const DataOptions& data = model.data;
    return {count, columns, data.size.width, data.size.height, data.channels};
  }
};

/// Chooses device and threads, and reads the model. Throws Error.
OpenedModel open_model(const ModelOptions& options);

}  // namespace wgan
