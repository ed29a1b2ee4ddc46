#include "wgan/formats/sealed_file.h"

#include <xxhash.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <new>
#include <optional>

#include "index_json.h"
#include "tensor_index.h"
#include "wgan/base/error.h"
#include "wgan/files/blob.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr size_t kDigits = 32;  // in a digest
constexpr std::string_view kMagic = "wgan1 ";

std::string hexadecimal(const XXH128_hash_t& hash) {
  std::array<char, kDigits + 1> text;
  std::snprintf(text.data(), text.size(), "%016llx%016llx",
                static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  return {text.data(), kDigits};
}

/// Where the index lies, if the seal is intact.
struct Place {
  uint64_t offset;
  uint64_t length;
};

Error not_whole(const std::string& name, const std::string& why) {
  return {ExitCode::kModel, cat(escaped(name), " is not a whole wgan model file: ", why)};
}

std::string_view last_bytes(std::string_view contents) {
  return contents.substr(contents.size() - std::min(contents.size(), kSealBytes));
}

/// Returns the error for a file without an intact seal, judging by its first and last bytes.
Error refusal(const std::string& name, std::string_view front, std::string_view end) {
  constexpr std::string_view kZip = "PK\3\4";
  if (front.empty()) return not_whole(name, "it is empty");
  const bool sealed = end.find(kMagic) != std::string_view::npos;
  if (sealed || front.starts_with(kZip) || kZip.starts_with(front))
    return not_whole(name,
                     "its seal is missing or broken (a damaged file, or a PyTorch file that wgan "
                     "did not write)");
  return {
      ExitCode::kModel,
      cat(escaped(name),
          " is no model file of wgan, or its beginning is damaged; name the g.pt or state.pt of "
          "a run")};
}

std::optional<Place> check_seal(std::string_view contents) {
  if (contents.size() < kSealBytes) return std::nullopt;
  const std::string_view body = contents.substr(0, contents.size() - kDigits);
  if (digest(body) != contents.substr(body.size())) return std::nullopt;
  std::string_view fields = body.substr(body.size() - (kSealBytes - kDigits));
  if (fields.substr(0, kMagic.size()) != kMagic) return std::nullopt;
  fields = trim(fields.substr(kMagic.size()));
  const size_t space = fields.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto offset = to_unsigned(fields.substr(0, space));
  const auto length = to_unsigned(trim(fields.substr(space)));
  const uint64_t end = contents.size() - kSealBytes;
  if (!offset || !length || *length > kMostIndexBytes || *length > end || *offset > end - *length)
    return std::nullopt;
  return Place{*offset, *length};
}

}  // namespace

std::optional<int64_t> count_in(const SealedIndex& index, const std::string& text,
                                const Path& file) {
  const auto found = index.text.find(text);
  if (found == index.text.end()) return std::nullopt;
  const auto count = to_integer(found->second);
  if (!count || *count < 0 || *count > kMostCounted)
    throw Error(ExitCode::kModel, out_of_range(file, text, found->second));
  return count;
}

std::string out_of_range(const Path& file, const std::string& name, const std::string& value,
                         int64_t most) {
  return cat(escaped(file.string()), ": ", name, " is '", escaped(value),
             "', and must be a number from 0 to ", grouped(most));
}

std::string digest(std::string_view bytes) {
  return hexadecimal(XXH3_128bits(bytes.data(), bytes.size()));
}

struct Digest::State {
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> hash{XXH3_createState(),
                                                                &XXH3_freeState};
};

Digest::Digest() : state_(std::make_unique<State>()) {
  if (!state_->hash) throw std::bad_alloc();
  XXH3_128bits_reset(state_->hash.get());
}
Digest::~Digest() = default;

void Digest::add(std::string_view bytes) {
  XXH3_128bits_update(state_->hash.get(), bytes.data(), bytes.size());
}

std::string Digest::text() const { return hexadecimal(XXH3_128bits_digest(state_->hash.get())); }

std::string seal(std::string archive, size_t offset, size_t length) {
  archive[archive.size() - 2] =
      static_cast<char>(kSealBytes);  // length of the comment: the end record's last field
  std::string fields = cat("wgan1 ", offset, " ", length);
  fields.resize(kSealBytes - kDigits, ' ');
  archive += fields;
  archive += digest(archive);
  return archive;
}

void check_readable(std::string_view archive, size_t offset, size_t length) {
  SealedIndex index;
  std::string why;
  if (length > kMostIndexBytes)
    why = cat("its list of tensors and texts takes ", bytes(static_cast<double>(length)),
              ", and at most ", bytes(kMostIndexBytes), " can be read");
  else if (const auto bad = parse_index_json(archive.substr(offset, length), index))
    why = bad->text;
  else why = fault_of(index, archive.size()).value_or("");
  if (!why.empty())
    throw Error(ExitCode::kFailed,
                cat("a file that could not be read again was not written: ", why));
}

SealedFile parse_sealed(std::string contents, const std::string& name) {
  const auto place = check_seal(contents);
  if (!place) throw refusal(name, contents, last_bytes(contents));
  SealedFile file;
  const std::string_view json = std::string_view(contents).substr(place->offset, place->length);
  if (const auto why = parse_index_json(json, file.index)) {
    if (why->newer) throw NewerFormat(cat(escaped(name), " was made by a newer wgan: ", why->text));
    throw not_whole(name, why->text);
  }
  if (const auto why = fault_of(file.index, contents.size())) throw not_whole(name, *why);
  file.contents = std::move(contents);
  return file;
}

SealedFile read_sealed(const Path& path) {
  try {
    const auto file = open_blob(path);
    // A large file of another kind is recognised by its ends alone, without reading it whole.
    const int64_t end = std::max<int64_t>(0, file->size() - static_cast<int64_t>(kSealBytes));
    const std::string last = file->read(end, kSealBytes);
    if (last.rfind(kMagic, 0) != 0) throw refusal(path.string(), file->read(0, 4), last);
    return parse_sealed(file->read(0, file->size()), path.string());
  } catch (const Error& error) {
    throw Error(ExitCode::kModel, error.what());
  }
}

}  // namespace wgan
