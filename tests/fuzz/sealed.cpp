// Sealed model files: the bytes as they are, the same under a digest that is right, and as the
// index of a file that is whole.
#include <cstdint>
#include <map>
#include <set>

#include "fuzz/require.h"
#include "wgan/base/error.h"
#include "wgan/formats/sealed_file.h"

namespace wgan {
namespace {

/// Whether the bytes of a tensor are those of its type and shape.
bool agrees(const TensorRecord& record) {
  for (const Dtype& dtype : kDtypes) {
    if (dtype.name != record.dtype) continue;
    unsigned __int128 total = dtype.size;
    for (const int64_t side : record.shape) {
      if (side < 0 || total > UINT64_MAX) return false;
      total *= static_cast<uint64_t>(side);
    }
    return total == record.bytes;
  }
  return false;
}

/// Reads a file, and aborts if what is accepted breaks a promise.
void read(const std::string& contents) {
  try {
    const SealedFile file = parse_sealed(contents, "fuzzed");
    require(file.contents == contents);
    for (const auto& [name, text] : file.index.text) require(name.size() <= kMostNameBytes);
    require(file.index.tensors.size() <= static_cast<size_t>(kMostTensors));
    std::set<std::string> names;
    std::map<uint64_t, uint64_t> places;  // offset, end
    for (const TensorRecord& record : file.index.tensors) {
      require(!record.name.empty() && record.name.size() <= kMostNameBytes);
      require(names.insert(record.name).second);
      require(record.shape.size() <= kMostDimensions && agrees(record));
      require(record.bytes <= contents.size() && record.offset <= contents.size() - record.bytes);
      if (record.bytes > 0)
        require(places.emplace(record.offset, record.offset + record.bytes).second);
    }
    uint64_t free = 0;
    for (const auto& [offset, end] : places) {
      require(offset >= free);
      free = end;
    }
  } catch (const Error& error) {
    require(error.code() == ExitCode::kModel);
  }
}

}  // namespace
}  // namespace wgan

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  wgan::read(bytes);
  wgan::read(bytes + wgan::digest(bytes));
  const std::string front(64, 'x'), end_record(22, '\0');
  wgan::read(wgan::seal(front + bytes + end_record, front.size(), size));
  return 0;
}
