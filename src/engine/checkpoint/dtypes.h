#pragma once

#include <c10/core/ScalarType.h>

#include <stdexcept>
#include <string>

namespace wgan {

/// LibTorch's types for the names in `kDtypes`.
inline constexpr std::pair<const char*, at::ScalarType> kScalarTypes[] = {
    {"f32", at::kFloat}, {"f64", at::kDouble}, {"f16", at::kHalf}, {"bf16", at::kBFloat16},
    {"i64", at::kLong},  {"u8", at::kByte},    {"bool", at::kBool}};

inline std::string dtype_name(at::ScalarType type) {
  for (const auto& [name, known] : kScalarTypes) {
    if (known == type) return name;
  }
  throw std::logic_error("a tensor of this type has no place in a checkpoint");
}

inline at::ScalarType scalar_type(const std::string& dtype) {
  for (const auto& [name, known] : kScalarTypes) {
    if (dtype == name) return known;
  }
  throw std::logic_error("parse_sealed lets only known types through");
}

}  // namespace wgan
