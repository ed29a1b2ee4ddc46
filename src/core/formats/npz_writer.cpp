#include "wgan/formats/npz_writer.h"

#include <zlib.h>

#include "wgan/formats/bytes.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

// PKWARE's APPNOTE, sections 4.3.7 to 4.3.16. Sizes and checksum of a member follow it.
constexpr uint64_t kVersion = 20, kFollowing = 1 << 3, kStored = 0;
constexpr uint64_t kNoTime = 0, kFirstDay = 1 << 5 | 1;  // of 1980

std::string signature(char first, char second) { return {'P', 'K', first, second}; }

/// What the header of a member and its entry in the directory share.
std::string common(uint32_t checksum, uint64_t size, const std::string& name) {
  return little_endian(kVersion, 2) + little_endian(kFollowing, 2) + little_endian(kStored, 2) +
         little_endian(kNoTime, 2) + little_endian(kFirstDay, 2) + little_endian(checksum, 4) +
         little_endian(size, 4) + little_endian(size, 4) + little_endian(name.size(), 2) +
         little_endian(0, 2);
}

}  // namespace

void NpzWriter::put(const std::string& bytes) {
  file_.write(bytes);
  size_ += bytes.size();
}

void NpzWriter::begin(const std::string& name, const std::string& type,
                      const std::vector<int64_t>& shape) {
  end();
  Member member{.name = name + ".npy", .offset = size_};
  put(signature(3, 4) + common(0, 0, member.name) + member.name);
  members_.push_back(member);
  std::string sides;
  for (const int64_t side : shape) sides += cat(side, ", ");
  std::string header =
      cat("{'descr': '", type, "', 'fortran_order': False, 'shape': (", sides, "), }");
  constexpr size_t kPrefix = 10, kAligned = 64;
  header.append(kAligned - (kPrefix + header.size() + 1) % kAligned, ' ');
  header += '\n';
  write(std::string("\x93NUMPY\x01\0", 8) + little_endian(header.size(), 2) + header);
}

void NpzWriter::write(std::string_view bytes) {
  Member& member = members_.back();
  file_.write(bytes);
  size_ += bytes.size();
  member.size += bytes.size();
  member.checksum = static_cast<uint32_t>(
      ::crc32_z(member.checksum, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

/// Ends the newest member, if there is one.
void NpzWriter::end() {
  if (members_.empty()) return;
  const Member& m = members_.back();
  put(signature(7, 8) + little_endian(m.checksum, 4) + little_endian(m.size, 4) +
      little_endian(m.size, 4));
}

void NpzWriter::commit() {
  end();
  const uint64_t directory = size_;
  for (const Member& m : members_)
    put(signature(1, 2) + little_endian(kVersion, 2) + common(m.checksum, m.size, m.name) +
        std::string(2 + 2 + 2 + 4, '\0') + little_endian(m.offset, 4) + m.name);
  const uint64_t length = size_ - directory;
  put(signature(5, 6) + little_endian(0, 2 + 2) + little_endian(members_.size(), 2) +
      little_endian(members_.size(), 2) + little_endian(length, 4) + little_endian(directory, 4) +
      little_endian(0, 2));
  file_.commit(/*synced=*/true);
}

}  // namespace wgan
