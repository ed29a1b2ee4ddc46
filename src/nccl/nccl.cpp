#define USE_C10D_NCCL 1
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>

#include "wgan/distributed/nccl.h"

/// This library links LibTorch's part for CUDA, which the program loads only where there is a GPU.
extern "C" __attribute__((visibility("default"))) c10d::Backend* wgan_nccl_backend(
    c10d::Store* store, int rank, int size) {
  return c10::make_intrusive<c10d::ProcessGroupNCCL>(
             c10::intrusive_ptr<c10d::Store>::reclaim_copy(store), rank, size,
             c10d::ProcessGroupNCCL::Options::create())
      .release();
}
