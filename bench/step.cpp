// usage: step CYCLES FLAGS
// Trains on the demo's pictures, in memory, with the flags of `wgan train` (one text, a line each),
// and prints the seconds of each cycle, on the clock and of all processors together: the critic
// updates of a step, one unless --n-critic says more, and the generator's. Nothing is logged or
// saved, and the first two cycles are not printed.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>

#include "wgan/data.h"
#include "wgan/device.h"
#include "wgan/flags.h"
#include "wgan/losses.h"
#include "wgan/settings.h"
#include "wgan/training.h"

namespace wgan {
namespace {

void run(int64_t cycles, const std::string& flags) {
  constexpr int64_t kUnprinted = 2;
  TrainOptions o =
      settle(parse_flag_lines("--data pictures\n" + flags, "flags"), configs_folder()).options;
  o.data.source.paths = {"demo"};  // whose own preset is for another purpose
  o.threads = set_threads(o.threads);
  const Device device = choose_device(o.device);
  o.data.channels = std::max<int64_t>(o.data.channels, 3);
  const auto source = open_source(o.data.source, o.data.size);
  const PictureSet pictures = load(*source, preparation(o.data), {.threads = o.threads});
  const View view({}, o.data.diffaugment, device);
  TrainingState state(o, device);
  const auto loss = make_loss(o.loss);
  Batches batches(pictures, batch_options(o), device);
  Updates updates({o, state, view, *loss}, batches);
  for (int64_t cycle = -kUnprinted; cycle < cycles; ++cycle) {
    const auto begin = std::chrono::steady_clock::now();
    const std::clock_t worked = std::clock();
    while (updates.next() == Player::kCritic) updates.take();
    updates.take();
    if (cycle < 0) continue;
    std::printf("%.5f %.5f\n",
                std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(),
                static_cast<double>(std::clock() - worked) / CLOCKS_PER_SEC);
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace wgan

int main(int argc, char** argv) {
  if (argc != 3) return std::fputs("usage: step CYCLES FLAGS\n", stderr), 2;
  try {
    wgan::run(std::atoll(argv[1]), argv[2]);
  } catch (const std::exception& error) {
    return std::fprintf(stderr, "step: %s\n", error.what()), 1;
  }
}
