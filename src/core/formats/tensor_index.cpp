#include "tensor_index.h"

#include <algorithm>
#include <vector>

namespace wgan {
namespace {

/// Returns the bytes that the shape takes; nothing on overflow, a negative size or an unknown type.
std::optional<uint64_t> bytes_of(const TensorRecord& record) {
  const auto dtype = std::find_if(kDtypes.begin(), kDtypes.end(),
                                  [&](const Dtype& d) { return d.name == record.dtype; });
  if (dtype == kDtypes.end() || record.shape.size() > kMostDimensions) return std::nullopt;
  // In a tensor without elements the other sides must not overflow either, since strides are
  // computed from them.
  uint64_t total = dtype->size;
  bool none = false;
  for (const int64_t side : record.shape) {
    if (side < 0) return std::nullopt;
    none = none || side == 0;
    const auto factor = static_cast<uint64_t>(std::max<int64_t>(side, 1));
    if (__builtin_mul_overflow(total, factor, &total) || total > INT64_MAX) return std::nullopt;
  }
  return none ? 0 : total;
}

}  // namespace

std::optional<std::string> fault_of(const SealedIndex& index, uint64_t end) {
  std::vector<const TensorRecord*> in_order;
  for (const TensorRecord& record : index.tensors) {
    if (record.name.empty() || record.name.size() > kMostNameBytes)
      return "a tensor has no proper name";
    const auto bytes = bytes_of(record);
    if (!bytes || *bytes != record.bytes) return "the size of a tensor disagrees with its shape";
    if (record.bytes > end || record.offset > end - record.bytes)
      return "a tensor lies outside the file";
    in_order.push_back(&record);
  }
  const auto sort_by = [&](auto less) { std::sort(in_order.begin(), in_order.end(), less); };
  sort_by([](auto* a, auto* b) { return a->name < b->name; });
  for (size_t i = 1; i < in_order.size(); ++i) {
    if (in_order[i]->name == in_order[i - 1]->name) return "two tensors have the same name";
  }
  std::erase_if(in_order, [](auto* record) { return record->bytes == 0; });
  sort_by([](auto* a, auto* b) { return a->offset < b->offset; });
  for (size_t i = 1; i < in_order.size(); ++i) {
    if (in_order[i]->offset < in_order[i - 1]->offset + in_order[i - 1]->bytes)
      return "two tensors overlap";
  }
  return std::nullopt;
}

}  // namespace wgan
