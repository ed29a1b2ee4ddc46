#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "wgan/formats/sealed_file.h"

namespace wgan {

/// Returns what is wrong with the tensors of an index, if anything: a name that is empty, too long
/// or taken twice, a size that disagrees with the shape, bytes outside of the first `end` bytes of
/// the file or shared by two tensors.
std::optional<std::string> fault_of(const SealedIndex& index, uint64_t end);

}  // namespace wgan
