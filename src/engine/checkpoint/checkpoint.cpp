#include "wgan/checkpoint/checkpoint.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_norm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/stack.h>

#include <cstring>
#include <limits>

#include "dtypes.h"
#include "wgan/base/error.h"
#include "wgan/formats/sealed_file.h"
#include "wgan/text/text.h"

namespace wgan {

Checkpoint read_checkpoint(const Path& path) { return unpack_checkpoint(read_sealed(path)); }

Checkpoint unpack_checkpoint(const SealedFile& file) {
  Checkpoint checkpoint{file.index.text, {}};
  for (const TensorRecord& record : file.index.tensors) {
    Tensor tensor = at::empty(record.shape, at::TensorOptions(scalar_type(record.dtype)));
    if (record.bytes)
      std::memcpy(tensor.mutable_data_ptr(), file.contents.data() + record.offset, record.bytes);
    checkpoint.tensors.emplace(record.name, std::move(tensor));
  }
  return checkpoint;
}

NamedTensors prefixed(const std::string& prefix, const NamedTensors& tensors) {
  NamedTensors all;
  for (const auto& [name, tensor] : tensors) all.emplace_back(prefix + name, tensor);
  return all;
}

void check_tensors(const NamedTensors& targets, const std::string& prefix, const Checkpoint& from,
                   const Path& file) {
  for (const auto& [name, target] : targets) {
    const auto found = from.tensors.find(prefix + name);
    if (found != from.tensors.end() && found->second.sizes() == target.sizes() &&
        found->second.scalar_type() == target.scalar_type())
      continue;
    throw Error(
        ExitCode::kModel,
        cat(escaped(file.string()),
            found == from.tensors.end() ? " lacks the tensor " : " has another shape or type of ",
            prefix, name, ": it does not fit the settings that it holds"));
  }
}

void restore(const NamedTensors& targets, const std::string& prefix, const Checkpoint& from,
             const Path& file) {
  check_tensors(targets, prefix, from, file);
  const at::NoGradGuard no_grad;
  for (const auto& [name, target] : targets) target.copy_(from.tensors.at(prefix + name));
}

std::optional<std::string> first_not_finite(const NamedTensors& tensors) {
  TensorList all;
  for (const auto& [name, tensor] : tensors) all.push_back(tensor.detach());
  // The largest absolute value of each tensor is not finite if any of its numbers is not.
  const Tensor largest = at::stack(at::_foreach_norm(all, std::numeric_limits<double>::infinity()));
  if (largest.isfinite().all().item<bool>()) return std::nullopt;
  for (const auto& [name, tensor] : tensors) {
    if (!tensor.isfinite().all().item<bool>()) return name;
  }
  return std::nullopt;
}

void check_finite(const NamedTensors& tensors, const Path& file) {
  const auto name = first_not_finite(tensors);
  if (!name) return;
  throw Error(ExitCode::kModel, cat(escaped(file.string()), ": the tensor ", escaped(*name),
                                    " has numbers that are not finite"));
}

}  // namespace wgan
