#pragma once

#include <torch/csrc/distributed/c10d/Backend.hpp>
#include <torch/csrc/distributed/c10d/Store.hpp>

namespace wgan {

/// Whether this wgan has libwgan-nccl.so and it can be loaded.
bool has_nccl();

/// Returns c10d's NCCL backend. Only where `has_nccl`.
c10::intrusive_ptr<c10d::Backend> nccl_backend(const c10::intrusive_ptr<c10d::Store>& store,
                                               int rank, int size);

}  // namespace wgan
