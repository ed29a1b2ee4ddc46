#pragma once

#include <cstdint>
#include <string>

#include "wgan/base/clock.h"
#include "wgan/distributed/launch.h"

namespace wgan {

/// A socket that listens at the address of the launch's master, and nowhere else.
struct Listener {
  int socket = -1;
  std::string address;
};

/// Opens the socket of rank 0. Throws Error(kUsage) if the address is not one of this host, or the
/// port is in use.
Listener listen_as_master(const Launch& launch);

/// Waits until something listens at the launch's master, and returns the address of this host from
/// which it is reached. Throws Error(kUsage) if there is no such host, and Error(kPeer) if nothing
/// listens before `until`.
std::string reach_master(const Launch& launch, Clock::time_point until);

}  // namespace wgan
