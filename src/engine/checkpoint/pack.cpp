#include <caffe2/serialize/inline_container.h>
#include <torch/csrc/jit/serialization/pickler.h>

#include <cstring>
#include <stdexcept>

#include "dtypes.h"
#include "wgan/checkpoint/checkpoint.h"
#include "wgan/formats/sealed_file.h"

namespace wgan {
namespace {

/// About what a record takes besides its bytes: names, descriptors, alignment, a line of the index.
constexpr size_t kRecordBytes = 512;

/// An uncompressed zip in memory that knows where each record's bytes lie.
class Archive {
 public:
  /// `bytes` is roughly the final size.
  explicit Archive(size_t bytes)
      : writer_([this](const void* data, size_t size) {
          bytes_.append(static_cast<const char*>(data), size);
          return size;
        }) {
    bytes_.reserve(bytes);
  }

  /// Adds a record and returns the offset of its bytes. PyTorch aligns them to 64 and appends a
  /// descriptor of 16 bytes, or 24 in a large file.
  size_t add(const std::string& name, const void* data, size_t size) {
    writer_.writeRecord(name, data, size);
    if (size == 0) return 0;
    for (const size_t descriptor : {16, 24}) {
      if (bytes_.size() < descriptor + size) continue;
      const size_t at = bytes_.size() - descriptor - size;
      if (at % 64 == 0 && std::memcmp(bytes_.data() + at, data, size) == 0) return at;
    }
    throw std::logic_error("PyTorch's archive writer has another layout than expected");
  }

  std::string finish() {
    writer_.writeEndOfFile();
    return std::move(bytes_);
  }

 private:
  std::string bytes_;
  caffe2::serialize::PyTorchStreamWriter writer_;
};

}  // namespace

std::string pack_checkpoint(const NamedTensors& tensors, const Texts& text) {
  c10::Dict<std::string, Tensor> dict;
  size_t bytes = 1 << 16;
  for (const auto& [name, tensor] : tensors) {
    dict.insert(name, tensor.detach().to(at::kCPU).clone(at::MemoryFormat::Contiguous));
    bytes += tensor.nbytes() + kRecordBytes;
  }
  std::string pickle;
  // Type tags are off, since torch.load(weights_only=True) refuses them.
  torch::jit::Pickler pickler([&](const char* data, size_t size) { pickle.append(data, size); },
                              nullptr, nullptr, nullptr, nullptr,
                              /*tag_aggregates=*/false);
  pickler.protocol();
  pickler.pushIValue(dict);
  pickler.stop();

  Archive archive(bytes);
  archive.add("data.pkl", pickle.data(), pickle.size());
  SealedIndex index{text, {}};
  const auto& stored = pickler.tensorData();
  for (size_t i = 0; i < stored.size(); ++i) {
    const Tensor& t = stored[i];
    const size_t size = t.nbytes();
    const size_t offset =
        archive.add("data/" + std::to_string(i), size ? t.const_data_ptr() : "", size);
    index.tensors.push_back(
        {tensors[i].first, dtype_name(t.scalar_type()), t.sizes().vec(), offset, size});
  }
  const std::string json = index_json(index);
  const size_t offset = archive.add("wgan.json", json.data(), json.size());
  std::string bytes_of_archive = archive.finish();
  check_readable(bytes_of_archive, offset, json.size());
  return seal(std::move(bytes_of_archive), offset, json.size());
}

}  // namespace wgan
