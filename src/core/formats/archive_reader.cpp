#include "wgan/formats/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <fstream>

#include "wgan/base/error.h"
#include "wgan/text/text.h"
#include "wgan/text/thread_locale.h"

namespace wgan {
namespace {

constexpr size_t kBlock = 1 << 18;  // bytes that are read at once
constexpr uintmax_t kMostPacked = uintmax_t{1}
                                  << 50;  // a larger archive counts as one of that size

/// libarchive converts names by the locale.
locale_t utf8() {
  static const locale_t found = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return found;
}

std::string reason_of(archive* open) {
  const char* why = ::archive_error_string(open);
  return why ? escaped(why) : "it is damaged";
}

}  // namespace

bool is_archive_name(const std::string& name) { return without_archive_ending(name) != name; }

std::string without_archive_ending(const std::string& name) {
  std::string lower = name;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  for (const std::string_view ending : {".zip", ".tar", ".tar.gz", ".tgz", ".tar.zst"}) {
    if (lower.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  }
  return name;
}

void ArchiveReader::Close::operator()(archive* open) const { ::archive_read_free(open); }

ArchiveReader::ArchiveReader() : archive_(::archive_read_new()) {
  if (!archive_) throw std::bad_alloc();
  ::archive_read_support_format_zip(archive_.get());
  ::archive_read_support_format_tar(archive_.get());
  ::archive_read_support_filter_gzip(archive_.get());
  ::archive_read_support_filter_zstd(archive_.get());
}

ArchiveReader::ArchiveReader(const Path& path) : ArchiveReader() {
  std::error_code unknown;
  const auto size = std::filesystem::file_size(path, unknown);
  packed_ = unknown ? 0 : static_cast<int64_t>(std::min<uintmax_t>(size, kMostPacked));
  const ThreadLocale names(utf8());
  if (::archive_read_open_filename(archive_.get(), path.c_str(), kBlock) == ARCHIVE_OK) return;
  const bool opens = std::ifstream(path).good();
  throw Error(opens ? ExitCode::kData : ExitCode::kDisk, reason_of(archive_.get()));
}

ArchiveReader::ArchiveReader(std::string_view bytes) : ArchiveReader() {
  packed_ = static_cast<int64_t>(bytes.size());
  if (::archive_read_open_memory(archive_.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
    throw Error(ExitCode::kData, reason_of(archive_.get()));
}

ArchiveReader::~ArchiveReader() = default;

/// Refuses what would be unpacked only to find the header behind it.
void ArchiveReader::check_ratio(int64_t next_member) const {
  // Pictures are packed already. Deflate reaches 1,032, zstd much more.
  constexpr int64_t kMostTimes = 500, kFree = int64_t{1} << 30;
  const int64_t unpacked = ::archive_filter_bytes(archive_.get(), 0),
                most = std::max(kFree, kMostTimes * packed_);
  if (next_member > most - unpacked)
    throw Error(ExitCode::kData,
                cat("it unpacks to more than ", kMostTimes, " times its size, as pictures do not"));
}

std::optional<ArchiveReader::Member> ArchiveReader::next() {
  const ThreadLocale names(utf8());
  archive_entry* entry = nullptr;
  int result = ARCHIVE_RETRY;
  for (int tries = 0; result == ARCHIVE_RETRY && tries < 3; ++tries)
    result = ::archive_read_next_header(archive_.get(), &entry);
  if (result == ARCHIVE_EOF) return std::nullopt;
  if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
    throw Error(ExitCode::kData, reason_of(archive_.get()));
  check_ratio(::archive_entry_size(entry));
  const char* name = ::archive_entry_pathname(entry);
  if (!name) name = ::archive_entry_pathname_utf8(entry);
  const auto type = ::archive_entry_filetype(entry);
  const bool is_link = ::archive_entry_hardlink(entry) || ::archive_entry_symlink(entry);
  return Member{.name = name ? name : "",
                .is_file = type == AE_IFREG && !is_link,
                .is_folder = type == AE_IFDIR,
                .is_encrypted = ::archive_entry_is_encrypted(entry) != 0};
}

bool ArchiveReader::skips_unread() const {
  return (::archive_format(archive_.get()) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
}

std::string ArchiveReader::front(size_t count) {
  const ThreadLocale names(utf8());
  std::string bytes(count, '\0');
  const auto got = ::archive_read_data(archive_.get(), bytes.data(), bytes.size());
  if (got < 0) throw Error(ExitCode::kData, reason_of(archive_.get()));
  bytes.resize(static_cast<size_t>(got));
  return bytes;
}

std::string ArchiveReader::read(int64_t most, const std::function<void(std::string_view)>& check) {
  const ThreadLocale names(utf8());
  std::string contents;
  bool checked = !check;
  for (;;) {
    const auto got = ::archive_read_data(archive_.get(), part_.data(), part_.size());
    if (got < 0) throw Error(ExitCode::kData, reason_of(archive_.get()));
    if (got == 0) return contents;
    contents.append(part_.data(), static_cast<size_t>(got));
    if (!checked && contents.size() >= kFront) {
      check(contents);
      checked = true;
    }
    if (static_cast<int64_t>(contents.size()) > most)
      throw Error(ExitCode::kData, cat("it has more than ", bytes(static_cast<double>(most)),
                                       ", which no picture within --max-pixels has"));
  }
}

}  // namespace wgan
