#include "modes.h"
#include "wgan/lab/list.h"

namespace wgan {

Finding experiments::ModesRing::run(const LabOptions& o, LabTools& tools) {
  return cover_modes(kName, ring_of_8(), 0.03, o, tools);
}

}  // namespace wgan
