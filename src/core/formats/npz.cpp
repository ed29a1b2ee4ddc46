#include "wgan/formats/npz.h"

#include <zlib.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr int64_t kMostUnpacked = 2'000'000'000;
constexpr int64_t kMostHeader = 1 << 16, kMostDirectory = 1 << 24;
constexpr std::string_view kNpy = "\x93NUMPY";

Error refusal(const std::string& why) { return {ExitCode::kData, why}; }

/// A little-endian number in the bytes of a file.
uint64_t number(std::string_view bytes, size_t at, size_t size) {
  if (at + size > bytes.size()) throw refusal("it is cut off");
  uint64_t value = 0;
  for (size_t i = size; i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

/// Returns what follows `key` in the header of an array, which is a dict of Python: up to the comma
/// or, for a tuple, with its parentheses.
std::string_view value_of(std::string_view header, std::string_view key) {
  const size_t found = header.find(key);
  if (found == std::string_view::npos) throw refusal(cat("its header lacks ", key));
  const std::string_view rest = trim(header.substr(found + key.size()));
  const size_t end = rest.find(rest.starts_with('(') ? ')' : ',');
  return trim(rest.substr(0, end));
}

std::vector<int64_t> shape_of(std::string_view tuple) {
  std::vector<int64_t> shape;
  if (!tuple.starts_with('(')) throw refusal("its shape is no tuple");
  tuple.remove_prefix(1);
  for (const std::string_view part : split(tuple, ',')) {
    if (trim(part).empty()) continue;  // (3,)
    const auto side = to_integer(trim(part));
    if (!side || *side < 0) throw refusal("its shape is no tuple of numbers");
    shape.push_back(*side);
  }
  return shape;
}

/// Reads the array at `start` of `size` bytes; nothing if it is not one of bytes.
std::optional<ByteArray> array_at(const std::shared_ptr<const Blob>& file, int64_t start,
                                  int64_t size) {
  const std::string front = file->read(start, std::min(size, kMostHeader));
  if (!front.starts_with(kNpy)) throw refusal("it is no array of NumPy");
  const bool first_version = number(front, kNpy.size(), 1) == 1;
  const size_t at = kNpy.size() + 2, width = first_version ? 2 : 4;
  const uint64_t length = number(front, at, width);
  if (length > front.size() - at - width) throw refusal("it is cut off");
  const std::string_view header = std::string_view(front).substr(at + width, length);
  const std::string_view type = value_of(header, "'descr':");
  if (type != "'|u1'" && type != "'u1'") return std::nullopt;
  if (value_of(header, "'fortran_order':") != "False")
    throw refusal("its array is in Fortran's order; save it with numpy.ascontiguousarray");
  ByteArray array{file, start + static_cast<int64_t>(at + width + length),
                  shape_of(value_of(header, "'shape':"))};
  int64_t left = start + size - array.offset;
  bool none = left <= 0;
  for (const int64_t side : array.shape) {
    none = none || side == 0;
    left = side == 0 ? 0 : left / side;
  }
  if (none || left == 0) throw refusal("it has fewer bytes than its shape says, or none");
  return array;
}

std::string inflated(std::string_view packed, uint64_t size) {
  if (size > static_cast<uint64_t>(kMostUnpacked))
    throw refusal(cat("it unpacks to more than ", bytes(static_cast<double>(kMostUnpacked)),
                      "; save it with numpy.savez, which does not pack"));
  // Deflate cannot pack better than 1032 to 1, so a small file that claims more lies.
  constexpr uint64_t kBestRatio = 1032;
  if (size > kBestRatio * (packed.size() + 1)) throw refusal("its packed data is damaged");
  std::string out(size, '\0');
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(std::min<size_t>(packed.size(), UINT32_MAX));
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int status = inflate(&stream, Z_FINISH);
  const bool whole = status == Z_STREAM_END && stream.avail_out == 0;
  inflateEnd(&stream);
  if (!whole) throw refusal("its packed data is damaged");
  return out;
}

/// A file in a zip.
struct Entry {
  uint64_t flags = 0, method = 0, packed = 0, size = 0, place = 0;
};

/// The bytes of the central directory (APPNOTE 6.3, 4.3.12), found from the end of the file.
std::string central_directory(const Blob& file) {
  constexpr size_t kEnd = 22, kLocator = 20, kEnd64 = 56;
  const int64_t tail_start = std::max<int64_t>(0, file.size() - (1 << 16) - 64);
  const std::string tail = file.read(tail_start, file.size() - tail_start);
  const size_t end = tail.rfind("PK\5\6");
  if (end == std::string::npos || end + kEnd > tail.size())
    throw refusal("it is no zip, or its end is missing");
  uint64_t size = number(tail, end + 12, 4), place = number(tail, end + 16, 4);
  if (place == UINT32_MAX || size == UINT32_MAX) {
    if (end < kLocator || tail.compare(end - kLocator, 4, "PK\6\7") != 0)
      throw refusal("its directory is missing");
    const uint64_t end64 = number(tail, end - kLocator + 8, 8);
    if (end64 > static_cast<uint64_t>(file.size())) throw refusal("its directory is missing");
    const std::string record = file.read(static_cast<int64_t>(end64), kEnd64);
    size = number(record, 40, 8);
    place = number(record, 48, 8);
  }
  if (size > static_cast<uint64_t>(kMostDirectory) || place > static_cast<uint64_t>(file.size()))
    throw refusal("its directory is missing");
  return file.read(static_cast<int64_t>(place), static_cast<int64_t>(size));
}

std::vector<Entry> entries_of(std::string_view directory) {
  constexpr size_t kFixed = 46;
  std::vector<Entry> entries;
  while (directory.starts_with("PK\1\2")) {
    Entry entry{.flags = number(directory, 8, 2),
                .method = number(directory, 10, 2),
                .packed = number(directory, 20, 4),
                .size = number(directory, 24, 4),
                .place = number(directory, 42, 4)};
    const uint64_t name = number(directory, 28, 2), extra = number(directory, 30, 2),
                   whole = kFixed + name + extra + number(directory, 32, 2);
    if (whole > directory.size()) throw refusal("its directory is cut off");
    // Numbers that do not fit into 32 bits are in an extra field, in this order.
    std::string_view fields = directory.substr(kFixed + name, extra);
    while (fields.size() >= 4) {
      const uint64_t length = number(fields, 2, 2);
      if (length > fields.size() - 4) break;
      size_t at = 4;
      for (uint64_t* one : {&entry.size, &entry.packed, &entry.place}) {
        if (number(fields, 0, 2) != 1 || *one != UINT32_MAX || at + 8 > 4 + length) continue;
        *one = number(fields, at, 8);
        at += 8;
      }
      fields.remove_prefix(4 + length);
    }
    entries.push_back(entry);
    directory.remove_prefix(whole);
  }
  return entries;
}

/// The array in an entry; nothing if it is none of bytes.
std::optional<ByteArray> array_in(const std::shared_ptr<const Blob>& file, const Entry& entry) {
  constexpr uint64_t kLocal = 30, kStored = 0, kDeflated = 8;
  const auto all = static_cast<uint64_t>(file->size());
  if (entry.flags & 1) throw refusal("it is encrypted");
  if (entry.place > all || entry.packed > all) throw refusal("it is cut off");
  const std::string local = file->read(static_cast<int64_t>(entry.place), kLocal);
  const uint64_t start = entry.place + kLocal + number(local, 26, 2) + number(local, 28, 2);
  if (start > all || entry.packed > all - start) throw refusal("it is cut off");
  const auto first = static_cast<int64_t>(start), packed = static_cast<int64_t>(entry.packed);
  if (entry.method == kStored) return array_at(file, first, packed);
  if (entry.method != kDeflated) throw refusal("it is packed in a way that wgan does not read");
  const std::shared_ptr<const Blob> unpacked =
      memory_blob(inflated(file->read(first, packed), entry.size));
  return array_at(unpacked, 0, unpacked->size());
}

}  // namespace

ByteArray open_npz(const std::shared_ptr<const Blob>& file) {
  if (file->read(0, static_cast<int64_t>(kNpy.size())) == kNpy) {
    if (auto array = array_at(file, 0, file->size())) return *array;
    throw refusal("its array is not of uint8");
  }
  for (const Entry& entry : entries_of(central_directory(*file))) {
    const auto array = array_in(file, entry);
    if (array && (array->shape.size() == 3 || array->shape.size() == 4)) return *array;
  }
  throw refusal("it has no array of uint8 with three or four axes");
}

}  // namespace wgan
