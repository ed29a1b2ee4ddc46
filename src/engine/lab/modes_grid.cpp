#include "modes.h"
#include "wgan/lab/list.h"

namespace wgan {

Finding experiments::ModesGrid::run(const LabOptions& o, LabTools& tools) {
  return cover_modes(kName, grid_of_25(), 0.03, o, tools);
}

}  // namespace wgan
