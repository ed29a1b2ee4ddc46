#pragma once

namespace c10d {
class Backend;
class Store;
}  // namespace c10d

/// What libwgan-nccl.so exports: returns c10d's NCCL backend, which the caller owns. Throws
/// c10::Error.
extern "C" c10d::Backend* wgan_nccl_backend(c10d::Store* store, int rank, int size);
