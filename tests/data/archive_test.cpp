#include <archive.h>
#include <archive_entry.h>

#include <atomic>
#include <map>
#include <thread>

#include "data/archive_members.h"
#include "data/pictures.h"
#include "support.h"
#include "wgan/data/data.h"
#include "wgan/files/files.h"
#include "wgan/formats/sealed_file.h"
#include "wgan/sets/each_picture.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

struct Member {
  std::string name, contents{};
  std::string link{};  // target of a symbolic link
};

/// Writes an archive in the format that its name ends in, with libarchive's own writer.
class Writer {
 public:
  Writer(const Path& path, const std::string& password = "") : open_(::archive_write_new()) {
    const std::string name = path.string();
    if (name.ends_with(".zip")) ::archive_write_set_format_zip(open_);
    else ::archive_write_set_format_pax_restricted(open_);
    if (name.ends_with("gz")) ::archive_write_add_filter_gzip(open_);
    if (name.ends_with("zst")) ::archive_write_add_filter_zstd(open_);
    if (!password.empty()) {
      EXPECT_EQ(::archive_write_set_options(open_, "zip:encryption=zipcrypt"), ARCHIVE_OK);
      ::archive_write_set_passphrase(open_, password.c_str());
    }
    EXPECT_EQ(::archive_write_open_filename(open_, path.c_str()), ARCHIVE_OK) << path;
  }
  ~Writer() { ::archive_write_free(open_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void begin(const Member& member, int64_t size) {
    archive_entry* entry = ::archive_entry_new();
    ::archive_entry_set_pathname(entry, member.name.c_str());
    ::archive_entry_set_perm(entry, 0644);
    ::archive_entry_set_filetype(entry, member.link.empty() ? AE_IFREG : AE_IFLNK);
    if (member.link.empty()) ::archive_entry_set_size(entry, size);
    else ::archive_entry_set_symlink(entry, member.link.c_str());
    EXPECT_GE(::archive_write_header(open_, entry), ARCHIVE_WARN) << member.name;
    ::archive_entry_free(entry);
  }
  void write(const std::string& bytes) { ::archive_write_data(open_, bytes.data(), bytes.size()); }
  void add(const Member& member) {
    begin(member, std::ssize(member.contents));
    write(member.contents);
  }

 private:
  archive* open_;
};

void put_archive(const Path& path, const std::vector<Member>& members) {
  Writer writer(path);
  for (const Member& member : members) writer.add(member);
}

std::unique_ptr<ImageSource> opened(const Path& path) {
  return open_source({.paths = {path.string()}}, {});
}

std::map<std::string, std::string> faults_of(const ImageSource& source) {
  std::map<std::string, std::string> faults;
  for (const Skipped& fault : source.faults()) faults[fault.name] = fault.reason;
  return faults;
}

/// The prepared pictures, as a run trains on them.
PictureSet loaded(const ImageSource& source, int64_t threads) {
  return load(source, {.size = {16, 16}, .channels = 3}, {.threads = threads});
}

std::string pixels_of(const PictureSet& set) {
  std::string all, scratch;
  for (int64_t i = 0; i < set.count(); ++i)
    all.append(reinterpret_cast<const char*>(set.bytes(i, scratch)),
               static_cast<size_t>(set.picture_bytes()));
  return all;
}

constexpr const char* kEndings[] = {".zip", ".tar", ".tar.gz", ".tgz", ".tar.zst"};

/// A folder of pictures in two classes, and its files in an order of their own.
class Archive : public testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 40; ++i)
      put_picture(folder_ / cat("set/", i % 3 == 0 ? "fire" : "water/deep", "/", i, ".png"), i);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "set")) {
      if (entry.is_regular_file())
        members_.push_back(
            {entry.path().lexically_relative(folder_ / "set").string(), contents_of(entry.path())});
    }
    std::sort(members_.begin(), members_.end(),
              [](const Member& a, const Member& b) { return digest(a.name) < digest(b.name); });
  }

  std::string png(int value) {
    put_picture(folder_ / "one.png", value);
    return contents_of(folder_ / "one.png");
  }

  TemporaryFolder folder_;
  std::vector<Member> members_;
};

TEST_F(Archive, IsTheUnpackedFolder) {
  const auto unpacked = opened(folder_ / "set");
  const PictureSet expected = loaded(*unpacked, 2);
  for (const char* ending : kEndings) {
    for (const std::string within : {"", "./", "pokemon/"}) {
      const Path path = folder_ / cat("packed", ending);
      std::vector<Member> members = members_;
      for (Member& member : members) member.name.insert(0, within);
      put_archive(path, members);
      const auto packed = opened(path);
      ASSERT_EQ(packed->size(), 40) << path;
      EXPECT_EQ(packed->classes(), (std::vector<std::string>{"fire", "water"}));
      EXPECT_TRUE(packed->faults().empty());
      for (int64_t i = 0; i < packed->size(); ++i) {
        const std::string inner = (within == "pokemon/" ? within : "") + unpacked->name(i);
        EXPECT_EQ(packed->name(i), cat(path.string(), ":", inner));
      }
      for (const int64_t threads : {1, 5}) {
        const PictureSet found = loaded(*packed, threads);
        EXPECT_EQ(found.labels, expected.labels) << path;
        EXPECT_EQ(pixels_of(found), pixels_of(expected)) << path << ", " << threads << " threads";
      }
    }
  }
}

TEST_F(Archive, CanBeReadInAnyOrder) {
  for (const char* ending : kEndings) {
    put_archive(folder_ / cat("packed", ending), members_);
    const auto unpacked = opened(folder_ / "set"), packed = opened(folder_ / cat("packed", ending));
    for (int64_t i = packed->size() - 1; i >= 0; i -= 7)
      EXPECT_EQ(packed->read(i), unpacked->read(i)) << ending;
    EXPECT_EQ(packed->read(3), packed->read(3));
    for (int64_t i = 0; i < packed->size(); ++i)
      EXPECT_EQ(packed->is_gray(i), unpacked->is_gray(i)) << ending;
  }
}

TEST_F(Archive, ThreadsReadEachMemberOnceWhetherReadersAreManyOrFew) {
  constexpr int64_t kMembers = 300, kThreads = 8;
  std::vector<Member> members;
  std::vector<int64_t> positions;
  for (int64_t i = 0; i < kMembers; ++i) {
    members.push_back({cat(i, ".txt"), cat("the contents of ", i)});
    positions.push_back(i);
  }
  for (const char* ending : {".zip", ".tar.gz"}) {
    const Path path = folder_ / cat("texts", ending);
    put_archive(path, members);
    for (const int64_t members_in_all : {kMembers, int64_t{1} << 19, int64_t{1} << 30}) {
      std::atomic<int64_t> reads{0}, next{0}, wrong{0};
      ArchiveMembers archive({.path = path,
                              .skips = std::string(ending) == ".zip",
                              .members = members_in_all,  // which bounds the number of readers
                              .positions = positions},
                             [&](ArchiveReader& reader) {
                               ++reads;
                               return reader.read(1000);
                             });
      {
        std::vector<std::jthread> threads;
        for (int64_t t = 0; t < kThreads; ++t)
          threads.emplace_back([&] {
            for (int64_t i; (i = next++) < kMembers;)
              wrong += archive.contents(i) != cat("the contents of ", i);
          });
      }
      EXPECT_EQ(wrong, 0) << path;
      EXPECT_EQ(reads, kMembers) << path << ", " << members_in_all;
    }
  }
}

TEST_F(Archive, OneThatChangesMeanwhileIsNamed) {
  put_archive(folder_ / "set.zip", members_);
  const auto source = opened(folder_ / "set.zip");
  put_archive(folder_ / "set.zip", {{"a.png", png(1)}, {"b.png", png(2)}});
  expect_error(ExitCode::kDisk, "has changed meanwhile", [&] { source->read(0); });
}

TEST_F(Archive, SeveralSourcesAreOneSet) {
  put_archive(folder_ / "a.zip", {{"fire/x.png", png(1)}});
  put_archive(folder_ / "b.tar", {{"water/x.png", png(2)}, {"earth/y.png", png(3)}});
  const auto source =
      open_source({.paths = {(folder_ / "a.zip").string(), (folder_ / "set").string(),
                             (folder_ / "b.tar").string()}},
                  {});
  EXPECT_EQ(source->size(), 43);
  // "a.zip" has one folder, which is the set.
  EXPECT_EQ(source->classes(), (std::vector<std::string>{"fire", "water", "earth"}));
  EXPECT_EQ(source->read(0), Image(16, 16, 3, 1));
  EXPECT_EQ(source->read(42), Image(16, 16, 3, 2));
  EXPECT_EQ(loaded(*source, 3).count(), 43);
}

TEST_F(Archive, WhatIsHostileIsNamedAndLeftOut) {
  const std::string good = png(7);
  put_archive(folder_ / "odd.tar", {{"a.png", good},
                                    {"../../etc/b.png", good},
                                    {"/etc/c.png", good},
                                    {"d.png", "", "/etc/passwd"},
                                    {"a.png", png(8)},
                                    {"./a.png", png(9)},
                                    {"e.png", "no picture"},
                                    {"__MACOSX/a.png", good},
                                    {".hidden/f.png", good},
                                    {"notes.txt", "text"},
                                    {"\xff\x1b[2J.png", good}});
  const auto source = opened(folder_ / "odd.tar");
  const std::string before = (folder_ / "odd.tar").string() + ":";
  EXPECT_EQ(faults_of(*source),
            (std::map<std::string, std::string>{
                {before + "../../etc/b.png", "its name leads out of the archive"},
                {before + "/etc/c.png", "its name leads out of the archive"},
                {before + "d.png", "it is a link or no plain file"},
                {before + "a.png", "the archive holds another member of that name"},
                {before + "./a.png", "the archive holds another member of that name"}}));
  ASSERT_EQ(source->size(), 3);
  EXPECT_EQ(source->read(0), Image(16, 16, 3, 7)) << "the first member of a name counts";
  const auto skipped = for_each_picture(*source, 2, {}, [](int64_t, const Image&) {});
  EXPECT_EQ(skipped.back().name, before + "e.png");
}

TEST_F(Archive, EncryptedMembersAreNamed) {
  {
    Writer writer(folder_ / "secret.zip", "password");
    writer.add({"a.png", png(1)});
  }
  try {
    opened(folder_ / "secret.zip");
    ADD_FAILURE() << "there is no picture that can be read";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kData);
    EXPECT_NE(std::string(error.what()).find("it is encrypted"), std::string::npos) << error.what();
  }
}

TEST_F(Archive, OfATruncatedOneThePicturesBeforeTheEndAreUsed) {
  for (const char* ending : kEndings) {
    const Path path = folder_ / cat("packed", ending);
    put_archive(path, members_);
    const std::string whole = contents_of(path);
    int64_t most = 0;
    for (size_t size = 0; size < whole.size(); size += 1 + whole.size() / 60) {
      put(path, whole.substr(0, size));
      try {
        const auto source = opened(path);
        int64_t usable = 0;
        for_each_picture(*source, 1, {}, [&](int64_t, const Image&) { ++usable; });
        EXPECT_LE(usable, 40);
        most = std::max(most, usable);
        EXPECT_TRUE(usable >= 39 || !source->faults().empty()) << path << " of " << size;
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::kData) << error.what();
        EXPECT_NE(std::string(error.what()).find(path.string()), std::string::npos);
      }
    }
    EXPECT_TRUE(most > 30 || std::string(ending) != ".tar") << most;
  }
}

TEST_F(Archive, OtherFilesAreNamed) {
  for (const char* ending : kEndings) {
    const Path path = folder_ / cat("x", ending);
    for (const std::string& contents : {std::string(), std::string("no archive"), png(1)}) {
      put(path, contents);
      EXPECT_THROW(opened(path), Error) << path << contents.size();
    }
  }
}

TEST_F(Archive, AMemberThatUnpacksToTooMuchIsLeftOut) {
  const std::string large(2'000'000, '\0');
  for (const char* ending : {".zip", ".tar.gz"}) {
    const Path path = folder_ / cat("large", ending);
    put_archive(path, {{"a.png", png(1)}, {"b.png", large}, {"c.bmp", "BM" + large}});
    const auto source = open_source({.paths = {path.string()}, .max_pixels = 1000}, {});
    int64_t usable = 0;
    const auto skipped = for_each_picture(*source, 1, {}, [&](int64_t, const Image&) { ++usable; });
    EXPECT_EQ(usable, 1);
    EXPECT_EQ(skipped.size(), 2u);
  }
}

TEST_F(Archive, AnArchiveThatUnpacksToHundredsOfTimesItsSizeIsRefused) {
  if (kSanitized) GTEST_SKIP() << "libzstd would take minutes";
  const Path path = folder_ / "bomb.tar.zst";
  {
    Writer writer(path);
    writer.add({"a.png", png(1)});
    const std::string zeros(1 << 20, '\0');
    for (int i = 0; i < 2; ++i) {
      writer.begin({cat(i, ".png")}, int64_t{1} << 30);
      for (int part = 0; part < 1024; ++part) writer.write(zeros);
    }
    writer.add({"z.png", png(1)});
  }
  ASSERT_LT(std::filesystem::file_size(path), 2'000'000u);
  const auto source = opened(path);
  const auto faults = source->faults();
  ASSERT_FALSE(faults.empty());
  EXPECT_NE(faults.back().reason.find("more than 500 times its size"), std::string::npos);
  EXPECT_EQ(source->size(), 1);
}

TEST_F(Archive, AMemberThatSaysItIsEnormousIsRefusedBeforeItIsUnpacked) {
  const Path path = folder_ / "enormous.tar";
  put_archive(path, {{"a.png", png(1)}, {"notes.txt", "text"}});
  std::string tar = contents_of(path);
  const size_t header = tar.find("notes.txt");
  ASSERT_NE(header, std::string::npos);
  constexpr size_t kSize = 124, kSum = 148, kBytes = 512;  // of a header, POSIX.1-1988
  tar.replace(header + kSize, 11, "77777777777");          // octal: 8 GiB
  tar.replace(header + kSum, 8, "        ");
  unsigned sum = 0;
  for (size_t i = 0; i < kBytes; ++i) sum += static_cast<unsigned char>(tar[header + i]);
  char digits[8];
  std::snprintf(digits, sizeof digits, "%06o", sum);
  tar.replace(header + kSum, 7, std::string(digits, 7));
  put(path, tar);
  const auto source = opened(path);
  EXPECT_EQ(source->size(), 1);
  ASSERT_EQ(source->faults().size(), 1u);
  EXPECT_NE(source->faults()[0].reason.find("more than 500 times its size"), std::string::npos)
      << source->faults()[0].reason;
}

}  // namespace
}  // namespace wgan
