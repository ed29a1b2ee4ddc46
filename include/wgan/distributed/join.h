#pragma once

#include <memory>
#include <string>

#include "wgan/distributed/launch.h"
#include "wgan/distributed/process_group.h"
#include "wgan/options/options.h"

namespace wgan {

struct JoinOptions {
  std::string backend =
      "auto";  // of c10d, for tensors on GPUs: "gloo", "nccl", or NCCL if all have it
  double timeout = TrainOptions().peer_timeout;  // seconds
};

/// Joins the other processes of the launch, and returns once all are there. What listens does so at
/// the address of the interface that leads to MASTER_ADDR alone, or that GLOO_SOCKET_IFNAME names.
/// Throws Error(kUsage) for an address, a port or a number of processes that cannot be, and
/// Error(kPeer) if the others do not come within the timeout.
std::unique_ptr<ProcessGroup> join(const Launch& launch, const JoinOptions& options);

}  // namespace wgan
