#include "pretend_device.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/EmptyTensor.h>
#include <ATen/detail/PrivateUse1HooksInterface.h>
#include <ATen/native/CPUFallback.h>
#include <ATen/native/TensorShape.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/convolution.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/native_batch_norm.h>
#include <ATen/ops/unfold_native.h>
#include <ATen/ops/view_native.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <c10/core/impl/alloc_cpu.h>
#include <torch/library.h>

#include <atomic>
#include <cstring>
#include <mutex>
#include <numeric>
#include <set>
#include <utility>

#include "wgan/text.h"

namespace wgan::pretend {
namespace {

constexpr auto kType = c10::DeviceType::PrivateUse1;
const c10::DispatchKeySet kKeys(c10::DispatchKey::PrivateUse1);

// ---- Counting. Autograd works for a device in a thread of its own.

std::mutex mutex;
Asked asked;
thread_local bool quiet = false;  // what a kernel does inside is not the host's asking

void count(Asked::Counts Asked::*what, const std::string& name) {
  if (quiet) return;
  const std::lock_guard lock(mutex);
  ++(asked.*what)[name];
}

class Quiet {
 public:
  Quiet() : before_(std::exchange(quiet, true)) {}
  ~Quiet() { quiet = before_; }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  bool before_;
};

// ---- Memory: the host's, under addresses that no processor can read.

constexpr uintptr_t kThere = uintptr_t{1} << 55;

void* there(void* p) {
  return p ? reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(p) | kThere) : nullptr;
}
void* here(const void* p) {
  return reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(p) & ~kThere);
}

struct Allocator final : c10::Allocator {
  c10::DataPtr allocate(size_t bytes) override {
    void* p = there(bytes ? c10::alloc_cpu(bytes) : nullptr);
    return {p, p, &release, device()};
  }
  static void release(void* p) {
    if (p) c10::free_cpu(here(p));
  }
  c10::DeleterFnPtr raw_deleter() const override { return &release; }
  void copy_data(void* to, const void* from, size_t bytes) const override {
    std::memcpy(here(to), here(from), bytes);
  }
};
Allocator allocator;
REGISTER_ALLOCATOR(kType, &allocator)

/// The same numbers for the processor.
Tensor on_host(const Tensor& t) {
  if (!t.defined()) return t;
  return at::from_blob(here(t.data_ptr()), t.sizes(), t.strides(), t.options().device(at::kCPU));
}

// ---- The device as LibTorch knows it.

c10::Stream the_stream() { return c10::Stream(c10::Stream::DEFAULT, device()); }

struct Guard final : c10::impl::DeviceGuardImplInterface {
  static constexpr c10::DeviceType static_type = kType;
  c10::DeviceType type() const override { return kType; }
  Device exchangeDevice(Device) const override { return device(); }
  Device getDevice() const override { return device(); }
  void setDevice(Device) const override {}
  void uncheckedSetDevice(Device) const noexcept override {}
  c10::Stream getStream(Device) const override { return the_stream(); }
  c10::Stream getNewStream(Device, int) const override { return the_stream(); }
  c10::Stream exchangeStream(c10::Stream stream) const override { return stream; }
  c10::DeviceIndex deviceCount() const noexcept override { return 1; }
  void record(void**, const c10::Stream&, c10::DeviceIndex, c10::EventFlag) const override {}
  void block(void*, const c10::Stream&) const override {}
  bool queryEvent(void*) const override { return true; }
  void destroyEvent(void*, c10::DeviceIndex) const noexcept override {}
};
C10_REGISTER_GUARD_IMPL(PrivateUse1, Guard)

std::atomic<bool> other_draws{false};

/// The processor's kernels draw from it, so it says that it is the processor's.
struct Generator final : at::CPUGeneratorImpl {
  void set_current_seed(uint64_t seed) override {
    CPUGeneratorImpl::set_current_seed(other_draws ? ~seed : seed);
  }

 private:
  Generator* clone_impl() const override {
    auto copy = c10::make_intrusive<Generator>();
    copy->set_engine(const_cast<Generator*>(this)->engine());
    return copy.release();
  }
};

struct Hooks final : at::PrivateUse1HooksInterface {
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return true; }
  bool hasPrimaryContext(c10::DeviceIndex) const override { return true; }
  c10::DeviceIndex deviceCount() const override { return 1; }
  const at::Generator& getDefaultGenerator(c10::DeviceIndex) const override {
    static const at::Generator generator = at::make_generator<Generator>();
    return generator;
  }
  Device getDeviceFromPtr(void*) const override { return device(); }
};

[[maybe_unused]] const bool registered = [] {
  static Hooks hooks;
  c10::register_privateuse1_backend("pretend");
  at::RegisterPrivateUse1HooksInterface(&hooks);
  return true;
}();

// ---- Making, copying and reading tensors.

Tensor empty(at::IntArrayRef sizes, std::optional<at::ScalarType> type, std::optional<at::Layout>,
             std::optional<Device>, std::optional<bool>, std::optional<at::MemoryFormat> format) {
  return at::detail::empty_generic(sizes, &allocator, kKeys, c10::dtype_or_default(type), format);
}

Tensor empty_strided(at::IntArrayRef sizes, at::IntArrayRef strides,
                     std::optional<at::ScalarType> type, std::optional<at::Layout>,
                     std::optional<Device>, std::optional<bool>) {
  return at::detail::empty_strided_generic(sizes, strides, &allocator, kKeys,
                                           c10::dtype_or_default(type));
}

/// "Float 4x8".
std::string kind_of(const Tensor& t) {
  std::vector<std::string> sides;
  for (const int64_t side : t.sizes()) sides.push_back(cat(side));
  return cat(c10::toString(t.scalar_type()), ' ', sides.empty() ? "number" : join(sides, "x"));
}

/// As CUDA's: unless the host says that it need not, it waits for a copy to the device too.
void count_copy(const Tensor& from, const Tensor& to, bool non_blocking) {
  if (from.is_cpu()) {
    count(&Asked::uploads, kind_of(from));
    if (!non_blocking) count(&Asked::waits, "upload of " + kind_of(from));
  } else if (to.is_cpu()) {
    count(&Asked::downloads, kind_of(from));
    count(&Asked::waits, "download of " + kind_of(from));
  } else {
    count(&Asked::launches, "copy_");
  }
}

Tensor copy_from(const Tensor& from, const Tensor& to, bool non_blocking) {
  count_copy(from, to, non_blocking);
  const Tensor target = to.is_cpu() ? to : on_host(to);
  target.copy_(from.is_cpu() ? from : on_host(from));
  return to;
}

Tensor copy_from_and_resize(const Tensor& from, const Tensor& to) {
  if (to.sizes() != from.sizes()) to.resize_(from.sizes());
  return copy_from(from, to, /*non_blocking=*/false);
}

at::Scalar item(const Tensor& t) {
  count(&Asked::waits, "item");
  return on_host(t).item();
}

void grow(const at::Storage& storage, size_t bytes) {
  if (bytes <= storage.nbytes()) return;
  c10::DataPtr more = allocator.allocate(bytes);
  if (storage.nbytes()) allocator.copy_data(more.get(), storage.data(), storage.nbytes());
  storage.set_data_ptr_noswap(std::move(more));
  storage.set_nbytes(bytes);
}

const Tensor& resize(const Tensor& t, c10::SymIntArrayRef sizes,
                     std::optional<at::MemoryFormat> format) {
  at::TensorImpl* impl = t.unsafeGetTensorImpl();
  impl->set_sizes_contiguous(C10_AS_INTARRAYREF_SLOW(sizes));
  grow(t.storage(), static_cast<size_t>(impl->storage_offset() + impl->numel()) * t.itemsize());
  if (format) impl->empty_tensor_restride(*format);
  return t;
}

// ---- Convolutions, which have names of their own on devices of this type, and batch norm, which
// writes into its running statistics without saying so. As cuDNN's, their results are in NCHW.

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
  const Quiet inside;
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
  const Quiet inside;
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
  const Quiet inside;
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

// ---- All other operators are computed by the processor's kernels, on copies.

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
  TORCH_CHECK(t.device().type() == kType || t.dim() == 0, short_name(op), " mixes the device with ",
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
  const Quiet inside;
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

TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
  library.impl("empty.memory_format", &empty);
  library.impl("empty_strided", &empty_strided);
  library.impl("_copy_from", &copy_from);
  library.impl("_copy_from_and_resize", &copy_from_and_resize);
  library.impl("_local_scalar_dense", &item);
  library.impl("resize_", &resize);
  library.impl("convolution_overrideable", &convolution);
  library.impl("convolution_backward_overrideable", &convolution_backward);
  library.impl("native_batch_norm", &batch_norm);
  // Views share memory, and the fallback would copy it.
  library.impl("as_strided", &at::native::as_strided_tensorimpl);
  library.impl("view", &at::native::view);
  library.impl("_reshape_alias", &at::native::_reshape_alias);
  library.impl("unfold", &at::native::unfold);
  add_kernels_like_cudas(library);
}

TORCH_LIBRARY_IMPL(_, PrivateUse1, library) { library.fallback(computed()); }

int64_t sum(const Asked::Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), int64_t{0},
                         [](int64_t all, const auto& named) { return all + named.second; });
}

Asked take_asked() {
  const std::lock_guard lock(mutex);
  return std::exchange(asked, {});
}

OtherDraws::OtherDraws() { other_draws = true; }
OtherDraws::~OtherDraws() { other_draws = false; }

}  // namespace wgan::pretend
