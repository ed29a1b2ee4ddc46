// usage: gemm THREADS ROUNDS
// Prints the GFLOP per second of products of two 2048x2048 matrices in float32, a line each: the
// rate that the arithmetic of a network is held against.
#include <ATen/Parallel.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/randn.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  if (argc != 3) return std::fputs("usage: gemm THREADS ROUNDS\n", stderr), 2;
  constexpr int64_t kSide = 2048;
  constexpr int kProducts = 8;
  at::set_num_threads(std::atoi(argv[1]));
  const at::Tensor a = at::randn({kSide, kSide}), b = at::randn({kSide, kSide});
  double sum = at::mm(a, b).sum().item<double>();  // threads and buffers are made
  for (int round = 0; round < std::atoi(argv[2]); ++round) {
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < kProducts; ++i) sum += at::mm(a, b)[0][0].item<double>();
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::printf("%.1f\n", 2.0 * kProducts * kSide * kSide * kSide / seconds / 1e9);
    std::fflush(stdout);
  }
  return sum == 0.12345 ? 1 : 0;  // the products are used
}
