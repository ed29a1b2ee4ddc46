#pragma once

#include <torch/csrc/distributed/c10d/Backend.hpp>
#include <torch/csrc/distributed/c10d/Store.hpp>

#include <string>

namespace wgan {

/// Returns c10d's Gloo backend, connected to all ranks. It listens at `address` alone, or on the
/// interface that GLOO_SOCKET_IFNAME names. Throws Error(kUsage) if this wgan was built without
/// Gloo.
c10::intrusive_ptr<c10d::Backend> gloo_backend(const c10::intrusive_ptr<c10d::Store>& store,
                                               int rank, int size, const std::string& address,
                                               std::chrono::milliseconds timeout);

}  // namespace wgan
