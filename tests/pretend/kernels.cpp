// What the pretend GPU computes, all of it by the processor's kernels.

#include <ATen/native/CPUFallback.h>
#include <ATen/ops/convolution.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/native_batch_norm.h>
#include <torch/library.h>

#include <cstring>
#include <set>

#include "pretend_device.h"

namespace wgan::pretend {
namespace {

/// The results of convolutions and of batch norm are in NCHW, as cuDNN's.
Tensor on_device(const Tensor& host) {
  if (!host.defined()) return host;
  const Tensor t =
      at::empty_like(host, host.options().device(device()), at::MemoryFormat::Contiguous);
  on_host(t).copy_(host);
  return t;
}

void check_same_device(const Tensor& a, const Tensor& b) {
  TORCH_CHECK(!b.defined() || b.device() == a.device(), "a kernel mixes ", a.device(), " and ",
              b.device());
}

Tensor convolution(const Tensor& x, const Tensor& w, const std::optional<Tensor>& bias,
                   at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                   bool transposed, at::IntArrayRef output_padding, int64_t groups) {
  check_same_device(x, w);
  check_same_device(x, bias.value_or(Tensor()));
  count(&Asked::launches, "convolution");
  const InKernel inside;
  return on_device(at::convolution(on_host(x), on_host(w), on_host(bias.value_or(Tensor())), stride,
                                   padding, dilation, transposed, output_padding, groups));
}

std::tuple<Tensor, Tensor, Tensor> convolution_backward(
    const Tensor& of_y, const Tensor& x, const Tensor& w, at::IntArrayRef stride,
    at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed,
    at::IntArrayRef output_padding, int64_t groups, std::array<bool, 3> wanted) {
  check_same_device(x, w);
  check_same_device(x, of_y);
  for (const bool one : wanted) {
    if (one) count(&Asked::launches, "convolution_backward");
  }
  const InKernel inside;
  const std::vector<int64_t> biases{transposed ? w.size(1) * groups : w.size(0)};
  const auto [of_x, of_w, of_bias] =
      at::convolution_backward(on_host(of_y), on_host(x), on_host(w), biases, stride, padding,
                               dilation, transposed, output_padding, groups, wanted);
  return {on_device(of_x), on_device(of_w), on_device(of_bias)};
}

std::tuple<Tensor, Tensor, Tensor> batch_norm(const Tensor& x, const std::optional<Tensor>& weight,
                                              const std::optional<Tensor>& bias,
                                              const std::optional<Tensor>& running_mean,
                                              const std::optional<Tensor>& running_var,
                                              bool training, double momentum, double epsilon) {
  count(&Asked::launches, "native_batch_norm");
  const InKernel inside;
  const auto host = [&](const std::optional<Tensor>& t) {
    if (!t) return Tensor();
    check_same_device(x, *t);
    return on_host(*t);
  };
  const auto [y, mean, deviation] =
      at::native_batch_norm(on_host(x), host(weight), host(bias), host(running_mean),
                            host(running_var), training, momentum, epsilon);
  return {on_device(y), on_device(mean), on_device(deviation)};
}

/// "add_", of "aten::add_".
std::string short_name(const c10::OperatorHandle& op) {
  return op.schema().name().substr(std::strlen("aten::"));
}

template <typename Look>
void for_each_tensor(const c10::IValue& value, const Look& look) {
  if (value.isTensor()) {
    if (value.toTensor().defined()) look(value.toTensor());
  } else if (value.isList()) {
    for (const c10::IValue& one : value.toListRef()) for_each_tensor(one, look);
  }
}

/// Tensors without an axis may come from the processor, as numbers do.
void check_device(const c10::OperatorHandle& op, const Tensor& t) {
  TORCH_CHECK(t.device() == device() || t.dim() == 0, short_name(op), " mixes the device with ",
              t.device(), " ", t.sizes());
}

/// Whether CUDA's host waits to learn the size of the result, or the result itself.
bool waits(const std::string& name) {
  static const std::set<std::string> kWaiting{"_unique2",      "bincount", "equal",
                                              "masked_select", "nonzero",  "repeat_interleave",
                                              "unique_dim"};
  return kWaiting.count(name) > 0;
}

void compute(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  for (const c10::IValue& argument : torch::jit::last(stack, op.schema().arguments().size()))
    for_each_tensor(argument, [&](const Tensor& t) { check_device(op, t); });
  const std::string name = short_name(op);
  count(&Asked::launches, name);
  if (waits(name)) count(&Asked::waits, name);
  const InKernel inside;
  at::native::cpu_fallback(op, stack);
}

auto computed() { return torch::CppFunction::makeFromBoxedFunction<&compute>(); }

/// CUDA has kernels of its own for these, which LibTorch would else make of several others.
void add_kernels_like_cudas(torch::Library& library) {
  library.impl("native_group_norm", computed());
  for (const c10::OperatorName& op : c10::Dispatcher::singleton().getAllOpNames()) {
    if (!op.name.starts_with("aten::_foreach_") || op.overload_name == "out" ||
        op.overload_name.ends_with("_out"))
      continue;
    const std::string overload = op.overload_name.empty() ? "" : "." + op.overload_name;
    library.impl((op.name + overload).c_str(), computed());
  }
}

}  // namespace

TORCH_LIBRARY_IMPL(_, PrivateUse1, library) { library.fallback(computed()); }

TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
  // LibTorch does not offer these to the fallback of a device of this type.
  library.impl("convolution_overrideable", &convolution);
  library.impl("convolution_backward_overrideable", &convolution_backward);
  // Writes into its running statistics without saying so, and the fallback would leave them.
  library.impl("native_batch_norm", &batch_norm);
  add_kernels_like_cudas(library);
}

}  // namespace wgan::pretend
