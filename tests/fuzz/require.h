#pragma once

#include <cstdlib>

namespace wgan {

/// Ends the program if a promise is broken: what a fuzzer takes notice of.
inline void require(bool kept) {
  if (!kept) std::abort();
}

}  // namespace wgan
