#include "pretend_device.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/EmptyTensor.h>
#include <ATen/detail/PrivateUse1HooksInterface.h>
#include <ATen/native/TensorShape.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/unfold_native.h>
#include <ATen/ops/view_native.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <c10/core/impl/alloc_cpu.h>
#include <torch/library.h>

#include <atomic>
#include <cstring>

#include "wgan/text/text.h"

namespace wgan::pretend {
namespace {

constexpr auto kType = c10::DeviceType::PrivateUse1;
const c10::DispatchKeySet kKeys(c10::DispatchKey::PrivateUse1);

/// Of the host's memory, the device's addresses have a bit with which no processor can read them.
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

}  // namespace

Tensor on_host(const Tensor& t) {
  if (!t.defined()) return t;
  return at::from_blob(here(t.data_ptr()), t.sizes(), t.strides(), t.options().device(at::kCPU));
}

TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
  library.impl("empty.memory_format", &empty);
  library.impl("empty_strided", &empty_strided);
  library.impl("_copy_from", &copy_from);
  library.impl("_copy_from_and_resize", &copy_from_and_resize);
  library.impl("_local_scalar_dense", &item);
  library.impl("resize_", &resize);
  // Views share memory.
  library.impl("as_strided", &at::native::as_strided_tensorimpl);
  library.impl("view", &at::native::view);
  library.impl("_reshape_alias", &at::native::_reshape_alias);
  library.impl("unfold", &at::native::unfold);
}

OtherDraws::OtherDraws() { other_draws = true; }
OtherDraws::~OtherDraws() { other_draws = false; }

}  // namespace wgan::pretend
