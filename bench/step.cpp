// usage: step CYCLES FLAGS [profile]
// Trains on noise, in memory, with the flags of `wgan train` (one argument, one flag per line).
// First prints the GFLOP of a cycle by the formula of docs/performance.md, the estimated GB and the
// threads. Then prints for each cycle its wall-clock seconds, the seconds of all processors
// together, and the GFLOP per second of products of two 2048x2048 matrices right after it, by the
// faster of MKL and oneDNN, with which a network's arithmetic is compared. A cycle is the critic
// updates of a step, one unless --n-critic says more, and the generator's. Nothing is logged or
// saved; two cycles of warm-up are not printed. With `profile`, the times of LibTorch's operators
// come last.
#include <ATen/ops/convolution.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/randn.h>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <functional>
#include <optional>

#include "profile.h"
#include "wgan/base/clock.h"
#include "wgan/data/data.h"
#include "wgan/device/device.h"
#include "wgan/losses/losses.h"
#include "wgan/machine/machine.h"
#include "wgan/options/flags.h"
#include "wgan/options/settings.h"
#include "wgan/training/memory.h"
#include "wgan/training/train.h"
#include "wgan/training/work.h"

namespace wgan {
namespace {

PictureSet noise(const TrainOptions& o) {
  constexpr int64_t kPictures = 1024;
  PictureSet set;
  set.size = o.data.size;
  set.channels = o.data.channels;
  set.labels.assign(kPictures, -1);
  std::vector<uint8_t> bytes(static_cast<size_t>(kPictures * set.picture_bytes()));
  Random random(0, Stream::kWeights, 0, 0, 0);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random.below(256));
  set.pixels = Pixels(bytes);
  return set;
}

/// The rate of large matrix products in the library of LibTorch's that is the fastest at them on
/// this processor.
class ProductRate {
 public:
  ProductRate() {
    for (int64_t round = 0; round < 2; ++round) {
      for (const auto& multiply : {std::function(mkl), std::function(onednn)}) {
        const double rate = rate_of(multiply);
        if (rate > best_) {
          best_ = rate;
          fastest_ = multiply;
        }
      }
    }
  }
  /// Returns GFLOP per second, measured now.
  double now() const { return rate_of(fastest_); }

 private:
  static constexpr int64_t kSide = 2048;

  static void mkl(const Tensor& a, const Tensor& b) { at::mm(a, b); }
  /// A convolution with a kernel of one pixel is a product.
  static void onednn(const Tensor& a, const Tensor& b) {
    at::convolution(a.view({1, kSide, 1, kSide}).permute({0, 3, 1, 2}),
                    b.view({kSide, kSide, 1, 1}), {}, {1, 1}, {0, 0}, {1, 1}, false, {0, 0}, 1);
  }
  double rate_of(const std::function<void(const Tensor&, const Tensor&)>& multiply) const {
    constexpr int64_t kProducts = 3;
    const auto begin = Clock::now();
    for (int64_t i = 0; i < kProducts; ++i) multiply(a_, b_);
    return 2e-9 * kProducts * kSide * kSide * kSide / seconds_since(begin);
  }

  const Tensor a_ = at::randn({kSide, kSide}), b_ = at::randn({kSide, kSide});
  double best_ = 0;
  std::function<void(const Tensor&, const Tensor&)> fastest_;
};

void run(int64_t cycles, const std::string& flags, bool profiled) {
  constexpr int64_t kUnprinted = 2;
  TrainOptions o =
      settle(parse_flag_lines("--data noise\n" + flags, "flags"), configs_folder()).options;
  o.threads = set_threads(o.threads);
  const Device device = choose_device(o.device);
  prepare_to_train(device, o.deterministic);
  if (o.data.channels == 0) o.data.channels = 3;
  const PictureSet pictures = noise(o);
  const CriticInput critic_input({}, o.data.diffaugment, device);
  TrainingState state(o, device);
  const auto loss = make_loss(o.loss);
  Batches batches(pictures, batch_options(o), device);
  Updates updates({o, state, critic_input, *loss, o.steps}, batches);
  std::printf("%.3f %.3f %lld\n", work_of_step(o, state.nets) / 1e9,
              training_memory(o, state.nets).of(o.batch, o.accumulate) / 1e9,
              static_cast<long long>(o.threads));
  if (cycles == 0) return;
  const ProductRate products;
  std::optional<Profile> profile;
  for (int64_t cycle = -kUnprinted; cycle < cycles; ++cycle) {
    if (profiled && cycle == 0) profile.emplace();
    const auto begin = Clock::now();
    const std::clock_t worked = std::clock();
    while (updates.next() == Player::kCritic) updates.take();
    updates.take();
    const double seconds = seconds_since(begin),
                 work = static_cast<double>(std::clock() - worked) / CLOCKS_PER_SEC;
    const double rate = products.now();
    if (cycle >= 0) std::printf("%.5f %.5f %.1f\n", seconds, work, rate);
    std::fflush(stdout);
  }
  if (profile) profile->print(cycles);
}

}  // namespace
}  // namespace wgan

int main(int argc, char** argv) {
  const bool profiled = argc == 4 && std::string(argv[3]) == "profile";
  if (argc != 3 && !profiled) return std::fputs("usage: step CYCLES FLAGS [profile]\n", stderr), 2;
  // As the program does before it loads the engine, which is in this one from the start.
  if (wgan::limit_spinning()) ::execv("/proc/self/exe", argv);
  try {
    wgan::run(std::atoll(argv[1]), argv[2], profiled);
  } catch (const std::exception& error) {
    return std::fprintf(stderr, "step: %s\n", error.what()), 1;
  }
}
