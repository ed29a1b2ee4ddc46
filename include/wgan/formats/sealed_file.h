#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wgan/base/error.h"
#include "wgan/files/files.h"

/// The model and state files: PyTorch archives that carry an index of their own, `wgan.json`, and
/// end in a seal. Reading needs neither pickle nor a zip parser nor LibTorch: seal, index, bytes.
/// Layout of the end of the file, which is the zip's comment:
///
///     wgan1 <offset of wgan.json> <its length>  padded with spaces to 32 bytes
///     <XXH3-128 of everything before>           32 hexadecimal digits
///
/// The seal detects accidents, not forgery. The limits below and the absence of code in the file
/// protect against forgery.
namespace wgan {

/// The element types that a file may hold, by their name in the index.
struct Dtype {
  std::string_view name;
  uint64_t size;  // bytes
};
inline constexpr std::array<Dtype, 7> kDtypes{
    {{"f32", 4}, {"f64", 8}, {"f16", 2}, {"bf16", 2}, {"i64", 8}, {"u8", 1}, {"bool", 1}}};

struct TensorRecord {
  std::string name;
  std::string dtype;
  std::vector<int64_t> shape;
  uint64_t offset = 0;  // from the start of the file
  uint64_t bytes = 0;
};

/// The contents of `wgan.json`.
struct SealedIndex {
  std::map<std::string, std::string> text;  // "kind", "settings", …
  std::vector<TensorRecord> tensors;
};

struct SealedFile {
  SealedIndex index;
  std::string contents;
};

inline constexpr int64_t kMostTensors = 4096;
inline constexpr size_t kMostDimensions = 8;
inline constexpr size_t kMostNameBytes = 512;
inline constexpr size_t kMostIndexBytes = 16 << 20;

/// The largest count that a file may hold (steps, pictures, saves). Up to here a double represents
/// every integer, and what a run adds comes nowhere near the end of int64.
inline constexpr int64_t kMostCounted = int64_t{1} << 53;

/// Returns the count in the text of that name, or nothing if there is no such text. Throws
/// Error(kModel) that names `file`, the text and its value, if that is not an integer from 0 to
/// kMostCounted.
std::optional<int64_t> count_in(const SealedIndex& index, const std::string& text,
                                const Path& file);

/// Returns the error message for a number in a file that is not from 0 to `most`.
std::string out_of_range(const Path& file, const std::string& name, const std::string& value,
                         int64_t most = kMostCounted);

/// Returns the XXH3-128 of the bytes as 32 hexadecimal digits.
std::string digest(std::string_view bytes);

/// Computes `digest` for bytes that come in parts.
class Digest {
 public:
  Digest();
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  void add(std::string_view bytes);
  std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Throws Error(kFailed) if `parse_sealed` would refuse this archive once it is sealed: the writer
/// obeys the reader's limits. `offset` and `length` say where `wgan.json` lies.
void check_readable(std::string_view archive, size_t offset, size_t length);

/// Size of the seal at the end of a file.
inline constexpr size_t kSealBytes = 64;

/// Returns `archive`, a zip without a comment, with the seal as its comment. `offset` and `length`
/// say where `wgan.json` lies.
std::string seal(std::string archive, size_t offset, size_t length);

/// Returns the text of `wgan.json` for an index.
std::string index_json(const SealedIndex& index);

/// Thrown for an intact file that only a newer wgan can read.
class NewerFormat : public Error {
 public:
  explicit NewerFormat(const std::string& what) : Error(ExitCode::kModel, what) {}
};

/// Parses a sealed file. Checks the seal, then the index: unique and short names, known types,
/// sizes that agree with shapes, bytes inside the file that do not overlap. Throws Error(kModel)
/// that names `name`, or NewerFormat for a newer format.
SealedFile parse_sealed(std::string contents, const std::string& name);

/// Reads and parses the file at `path`; see parse_sealed. Throws Error(kModel) also if it cannot be
/// read.
SealedFile read_sealed(const Path& path);

}  // namespace wgan
