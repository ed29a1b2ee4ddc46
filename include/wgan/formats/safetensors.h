#pragma once

#include <string>
#include <utility>
#include <vector>

#include "wgan/formats/sealed_file.h"

/// Files in the safetensors format of Hugging Face: eight bytes with the length of a JSON object,
/// little-endian, that object, {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
/// ..., "__metadata__": {"key": "text"}}, then the bytes of the tensors. Such a file holds no code.
namespace wgan {

/// Returns the tensors of the file, with offsets from its start and the types of kDtypes, and its
/// metadata as texts. The limits of sealed files hold. Throws Error(kModel) that calls the file
/// `name`.
SealedFile parse_safetensors(std::string contents, const std::string& name);

/// Reads a file and returns what `parse_safetensors` returns. Throws Error(kModel), also if the
/// file cannot be read.
SealedFile read_safetensors(const Path& path);

/// A tensor of floats: its bytes in C order, little-endian.
struct FloatTensor {
  std::string name;
  std::vector<int64_t> shape;
  std::string bytes;
};

/// Returns the bytes of a file with these tensors, in their order, and texts by their keys.
std::string to_safetensors(const std::vector<FloatTensor>& tensors,
                           const std::vector<std::pair<std::string, std::string>>& metadata);

}  // namespace wgan
