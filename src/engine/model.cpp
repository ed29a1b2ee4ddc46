#include "model.h"

#include "wgan/device.h"
#include "wgan/run_folder.h"

namespace wgan {

OpenedModel open_model(const ModelOptions& o) {
  const Device device = choose_device(o.device);
  set_threads(o.threads);
  std::error_code unknown;
  const bool is_run = std::filesystem::is_directory(o.checkpoint, unknown);
  OpenedModel opened{
      read_model(is_run ? RunFolder{o.checkpoint}.model() : Path(o.checkpoint), o.raw), device};
  opened.model.generator.to(device);
  return opened;
}

}  // namespace wgan
