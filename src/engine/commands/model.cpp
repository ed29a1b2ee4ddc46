#include "model.h"

#include "wgan/device/device.h"
#include "wgan/run/run_folder.h"

namespace wgan {

OpenedModel open_model(const ModelOptions& o) {
  const Device device = choose_device(o.device);
  set_threads(o.threads);
  std::error_code unknown;
  const bool is_run = std::filesystem::is_directory(o.checkpoint, unknown);
  const Path path = is_run ? RunFolder{o.checkpoint}.model() : Path(o.checkpoint);
  OpenedModel opened{read_model(path, o.raw), device, path};
  opened.model.generator.to(device);
  return opened;
}

}  // namespace wgan
