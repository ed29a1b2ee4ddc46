#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "fuzz/require.h"
#include "wgan/base/error.h"
#include "wgan/formats/sealed_file.h"

namespace wgan {

/// Whether the bytes of a tensor are those of its type and shape.
inline bool agrees(const TensorRecord& record) {
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

/// Ends the program if a file of tensors that was accepted breaks a promise.
inline void require_sound(const SealedFile& file, const std::string& contents) {
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
}

/// Reads a file of tensors, and ends the program if what is accepted breaks a promise or what is
/// refused is refused by another error.
template <typename Parse>
void read_tensors(const Parse& parse, const std::string& contents) {
  try {
    require_sound(parse(contents, "fuzzed"), contents);
  } catch (const Error& error) {
    require(error.code() == ExitCode::kModel);
  }
}

}  // namespace wgan
