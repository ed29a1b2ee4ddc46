#pragma once

#include <cstdlib>

namespace wgan {

/// Ends the program if a promise is broken, which a fuzzer notices.
inline void require(bool kept) {
  if (!kept) std::abort();
}

}  // namespace wgan
