#include "gloo.h"

#include "wgan/base/error.h"
#ifdef WGAN_HAS_GLOO
#include <cstdlib>
#define USE_C10D_GLOO 1
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif

namespace wgan {

#ifdef WGAN_HAS_GLOO

/// Gloo's own headers may be older than the Gloo in LibTorch: nothing here looks into its classes.
c10::intrusive_ptr<c10d::Backend> gloo_backend(const c10::intrusive_ptr<c10d::Store>& store,
                                               int rank, int size, const std::string& address,
                                               std::chrono::milliseconds timeout) {
  using Gloo = c10d::ProcessGroupGloo;
  const char* interface = std::getenv("GLOO_SOCKET_IFNAME");
  auto options = Gloo::Options::create(timeout);
  options->devices.push_back(interface && *interface ? Gloo::createDeviceForInterface(interface)
                                                     : Gloo::createDeviceForHostname(address));
  return c10::make_intrusive<Gloo>(store, rank, size, options);
}

#else

c10::intrusive_ptr<c10d::Backend> gloo_backend(const c10::intrusive_ptr<c10d::Store>&, int, int,
                                               const std::string&, std::chrono::milliseconds) {
  throw Error(ExitCode::kUsage,
              "this wgan was built without Gloo, which processes that train together need: install "
              "libgloo-dev and build again");
}

#endif

}  // namespace wgan
