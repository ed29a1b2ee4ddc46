#include "model.h"

#include "wgan/device.h"

namespace wgan {

OpenedModel open_model(const ModelOptions& o) {
  const Device device = choose_device(o.device);
  set_threads(o.threads);
  OpenedModel opened{read_model(o.checkpoint, o.raw), device};
  opened.model.generator.to(device);
  return opened;
}

}  // namespace wgan
