#pragma once

#include "wgan/checkpoint/checkpoint.h"
#include "wgan/commands/model_command.h"
#include "wgan/device/tensor.h"
#include "wgan/image/image.h"
#include "wgan/provenance/provenance.h"
#include "wgan/sampling/sampling.h"

namespace wgan {

/// A generator on the device where it runs.
struct OpenedModel {
  Model model;
  Device device;
  Path path;
  bool raw;

  /// Returns the generator as a function of seeds; `truncation` is that of `Sampler`, 0 for none.
  Sampler sampler(double truncation = 0) const {
    return {model.generator, model.network, device, path.string(),
            truncation > 0 ? std::optional(truncation) : std::nullopt};
  }
  GeneratorName name() const;
  /// Throws Error(kUsage) if the latents of this model cannot be kept that near to 0.
  void check_truncation(double truncation) const;
  /// Returns what the texts of pictures say that this generator makes, without the pictures.
  Provenance provenance(const std::string& command, int64_t columns) const;
  /// Returns the shape of a sheet of this many pictures.
  SheetShape sheet(int64_t count, int64_t columns) const {
    const DataOptions& data = model.data;
    return {count, columns, data.size.width, data.size.height, data.channels};
  }
};

/// Chooses device and threads, and reads the model. Throws Error.
OpenedModel open_model(const ModelOptions& options);

}  // namespace wgan
