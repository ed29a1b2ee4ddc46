#include "wgan/checkpoint.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <cstring>

#include "dtypes.h"
#include "wgan/error.h"
#include "wgan/sealed_file.h"
#include "wgan/text.h"

namespace wgan {

std::string text_of(const Texts& texts, const std::string& name) {
  const auto found = texts.find(name);
  return found == texts.end() ? std::string() : found->second;
}

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

void restore(const NamedTensors& targets, const std::string& prefix, const Checkpoint& from,
             const Path& file) {
  const at::NoGradGuard no_grad;
  for (const auto& [name, target] : targets) {
    const auto found = from.tensors.find(prefix + name);
    if (found == from.tensors.end() || found->second.sizes() != target.sizes() ||
        found->second.scalar_type() != target.scalar_type()) {
      throw Error(
          ExitCode::kModel,
          cat(escaped(file.string()),
              found == from.tensors.end() ? " lacks the tensor " : " has another shape or type of ",
              prefix, name, ": it does not fit the settings that it holds"));
    }
    target.copy_(found->second);
  }
}

}  // namespace wgan
