// Micro-benchmarks of a training step's parts (Google Benchmark; --benchmark_filter=REGEX chooses).
// WGAN_THREADS sets LibTorch's threads, 1 by default. The number after a slash is the batch size,
// or the side for the matrix product.
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/convolution.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/randn_like.h>
#include <benchmark/benchmark.h>
#include <torch/csrc/autograd/autograd.h>
#include <unistd.h>

#include <cstdlib>

#include "networks/patches.h"
#include "networks/subpixel.h"
#include "wgan/device/device.h"
#include "wgan/losses/losses.h"
#include "wgan/machine/machine.h"
#include "wgan/optimizers/optimizers.h"

namespace wgan {
namespace {

/// A layer of dcgan's critic: at 64x64 with 64 features, and two at 28x28 with 32. Kernel 4, stride
/// 2, padding 1.
struct Shape {
  const char* name;
  int64_t in, out, side;
};
constexpr Shape kLayers[] = {{"conv1", 3, 64, 64},        {"conv2", 64, 128, 32},
                             {"conv3", 128, 256, 16},     {"conv4", 256, 512, 8},
                             {"conv2 of 28", 32, 64, 14}, {"conv3 of 32", 64, 128, 8}};

enum class Order { kPlanes, kChannelsLast, kPatches, kSubpixels };
enum class Way { kForward, kBack, kWeight };

/// Computes one layer in one way: by the library in either memory order, by patches, or by
/// subpixels.
void layer(benchmark::State& state, const Shape& s, Order order, Way way) {
  const at::NoGradGuard no_grad;
  const auto format =
      order == Order::kPlanes ? at::MemoryFormat::Contiguous : at::MemoryFormat::ChannelsLast;
  const int64_t batch = state.range(0), half = s.side / 2;
  const Tensor x = at::randn({batch, s.in, s.side, s.side}).contiguous(format),
               w = at::randn({s.out, s.in, 4, 4}).contiguous(format),
               y = at::randn({batch, s.out, half, half}).contiguous(format);
  const Geometry g{{s.side, s.side}, {half, half}, {1, 1}, 2};
  const auto back = [&](bool by_map) {
    return at::convolution_backward(y, x, w, {}, {2, 2}, {1, 1}, {1, 1}, false, {0, 0}, 1,
                                    {by_map, !by_map, false});
  };
  for (auto _ : state) {
    if (order == Order::kSubpixels) {
      benchmark::DoNotOptimize(convolve_transposed_by_subpixels(y, w, g));
    } else if (order == Order::kPatches) {
      if (way == Way::kForward) benchmark::DoNotOptimize(convolve_by_patches(x, w, {}, g));
      if (way == Way::kBack) benchmark::DoNotOptimize(convolve_transposed_by_patches(y, w, g));
      if (way == Way::kWeight)
        benchmark::DoNotOptimize(weight_gradient_by_patches(x, y, {4, 4}, g));
    } else if (way == Way::kForward) {
      benchmark::DoNotOptimize(at::convolution(x, w, {}, {2, 2}, {1, 1}, {1, 1}, false, {0, 0}, 1));
    } else {
      benchmark::DoNotOptimize(back(way == Way::kBack));
    }
  }
  const double operations = 2 * static_cast<double>(batch * w.numel() * half * half) *
                            static_cast<double>(state.iterations());
  state.counters["GFLOPS"] = benchmark::Counter(operations / 1e9, benchmark::Counter::kIsRate);
}

/// Measures the matrix products that the layers are compared with.
void gemm(benchmark::State& state) {
  const int64_t side = state.range(0);
  const Tensor a = at::randn({side, side}), b = at::randn({side, side});
  for (auto _ : state) benchmark::DoNotOptimize(at::matmul(a, b));
  const double cube =
      static_cast<double>(side) * static_cast<double>(side) * static_cast<double>(side);
  state.counters["GFLOPS"] = benchmark::Counter(
      2 * cube * static_cast<double>(state.iterations()) / 1e9, benchmark::Counter::kIsRate);
}

/// Computes the penalty and its gradient with respect to the weights, as a chain or by double
/// backward.
void penalty(benchmark::State& state, bool chain) {
  Networks nets = make_networks({}, {64, 64}, 3, 0);
  nets.critic.to(at::kCPU);
  TensorList weights;
  for (const Parameter& p : nets.critic.parameters()) weights.push_back(p.tensor);
  const NetworkCritic f(nets.critic);
  const Tensor x = at::randn({state.range(0), 3, 64, 64});
  for (auto _ : state) {
    const Tensor g = chain ? f.input_gradient(x, {}) : f.Critic::input_gradient(x, {});
    // The chain does not reach the biases.
    benchmark::DoNotOptimize(torch::autograd::grad({g.square().sum({1, 2, 3}).sqrt().mean()},
                                                   weights, {}, {}, false, /*allow_unused=*/true));
  }
}

/// Updates the critic's weights.
void update(benchmark::State& state, const char* name) {
  Networks nets = make_networks({}, {64, 64}, 3, 0);
  nets.critic.to(at::kCPU);
  const auto optimizer = make_optimizer({.name = name}, nets.critic.parameters());
  TensorList gradients;
  for (const Parameter& p : nets.critic.parameters())
    gradients.push_back(at::randn_like(p.tensor.detach()));
  for (auto _ : state) optimizer->step(gradients);
}

void register_all() {
  for (const Shape& s : kLayers) {
    for (const auto& [way, way_name] :
         {std::pair{Way::kForward, "forward"}, {Way::kBack, "back"}, {Way::kWeight, "weight"}}) {
      for (const auto& [order, name] : {std::pair{Order::kPlanes, "planes"},
                                        {Order::kChannelsLast, "channels last"},
                                        {Order::kPatches, "patches"},
                                        {Order::kSubpixels, "subpixels"}}) {
        if (order == Order::kSubpixels && way != Way::kBack) continue;
        benchmark::RegisterBenchmark((std::string(s.name) + " " + way_name + ", " + name).c_str(),
                                     [&s, order = order, way = way](benchmark::State& state) {
                                       layer(state, s, order, way);
                                     })
            ->Arg(64)
            ->Unit(benchmark::kMillisecond);
      }
    }
  }
  benchmark::RegisterBenchmark("matrix product", gemm)->Arg(2048)->Unit(benchmark::kMillisecond);
  for (const bool chain : {true, false}) {
    benchmark::RegisterBenchmark(chain ? "penalty, chain" : "penalty, second derivative",
                                 [chain](benchmark::State& state) { penalty(state, chain); })
        ->Arg(64)
        ->Unit(benchmark::kMillisecond);
  }
  for (const char* name : {"adam", "adamw", "rmsprop", "sgd"}) {
    benchmark::RegisterBenchmark(name, [name](benchmark::State& state) {
      update(state, name);
    })->Unit(benchmark::kMillisecond);
  }
}

}  // namespace
}  // namespace wgan

int main(int argc, char** argv) {
  const char* threads = std::getenv("WGAN_THREADS");
  if (wgan::limit_spinning()) ::execv("/proc/self/exe", argv);
  at::set_num_threads(threads ? std::atoi(threads) : 1);
  wgan::prepare_to_train(at::kCPU, /*deterministic=*/false);  // which keeps freed memory
  wgan::register_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
