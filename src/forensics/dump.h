#pragma once

#include "wgan/forensics.h"

namespace wgan {

/// The texts of a dump beside those of the run's states.
struct DumpFacts {
  std::string found;
  int64_t step;
  Player player;
  std::vector<std::string> pictures, gradient_norms;
};

/// The bytes of a dump. `before` is the state before the update, and `real` its real pictures as
/// the critic saw them; without tensors where there is no update that can be repeated.
std::string pack_dump(const DumpFacts& facts, const Texts& run, NamedTensors before,
                      const Batch& real);

}  // namespace wgan
