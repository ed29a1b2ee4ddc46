#pragma once

#include <torch/csrc/distributed/c10d/Store.hpp>

#include <chrono>
#include <string>

#include "wgan/base/clock.h"
#include "wgan/distributed/launch.h"

namespace wgan {

/// The store of a launch, and the address of this host from which it is reached.
struct OpenedStore {
  c10::intrusive_ptr<c10d::Store> store;
  std::string address;
};

/// Serves the store, as rank 0 of a launcher that does not, or connects to it. `timeout` is that of
/// the store's operations. Throws like `listen_as_master` and `reach_master`, and Error(kPeer) if
/// what listens there is no store.
OpenedStore open_store(const Launch& launch, Clock::time_point until,
                       std::chrono::milliseconds timeout);

}  // namespace wgan
