// usage: data_loading DIR SIZE BATCH THREADS EPOCHS
// Prints the seconds from the start to the end of the first epoch, then those of each later epoch.
// The pictures of DIR are decoded, fitted to SIZE, mirrored, padded by 4, cropped, and dealt out as
// float batches.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "wgan/data/data.h"

int main(int argc, char** argv) {
  using namespace wgan;
  if (argc != 6)
    return std::fputs("usage: data_loading DIR SIZE BATCH THREADS EPOCHS\n", stderr), 2;
  const int64_t side = std::atoll(argv[2]), batch = std::atoll(argv[3]);
  const auto begin = std::chrono::steady_clock::now();
  auto last = begin;
  const auto lap = [&] {
    const auto now = std::chrono::steady_clock::now();
    std::printf("%.4f\n", std::chrono::duration<double>(now - last).count());
    last = now;
  };
  const auto source = open_source({.paths = {argv[1]}}, {side, side});
  const PictureSet pictures =
      load(*source, {.size = {side, side}}, {.threads = std::atoll(argv[4])});
  Batches batches(
      pictures,
      {.batch = batch, .augment = {.flip = true, .crop_pad = 4}, .threads = std::atoll(argv[4])},
      at::kCPU);
  double sum = 0;
  for (int64_t epoch = 0; epoch < std::atoll(argv[5]); ++epoch) {
    for (int64_t i = 0; i < pictures.count() / batch; ++i)
      sum += batches.next().images.data_ptr<float>()[0];
    lap();
  }
  return sum == 0.12345 ? 1 : 0;  // keeps the batches from being optimised away
}
