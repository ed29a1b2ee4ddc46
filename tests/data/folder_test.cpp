#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <opencv2/imgcodecs.hpp>

#include "data/pictures.h"
#include "support.h"
#include "wgan/data/data.h"

namespace wgan {
namespace {

TEST(Folder, SubFoldersGiveClassesByName) {
  const TemporaryFolder folder;
  put_picture(folder / "water/b.png", 2);
  put_picture(folder / "fire/deep/a.PNG", 1);
  const auto source = open_source({.paths = {folder.path().string()}}, {});
  ASSERT_EQ(source->size(), 2);
  EXPECT_EQ(source->classes(), (std::vector<std::string>{"fire", "water"}));
  EXPECT_EQ(source->name(0), "fire/deep/a.PNG");
  EXPECT_EQ(source->label(0), 0);
  EXPECT_EQ(source->label(1), 1);
  EXPECT_EQ(source->read(1), Image(16, 16, 3, 2));
}

TEST(Folder, PicturesBesideTheFoldersMeanThatThereAreNoClasses) {
  const TemporaryFolder folder;
  put_picture(folder / "fire/a.png", 1);
  put_picture(folder / "b.png", 2);
  EXPECT_TRUE(open_source({.paths = {folder.path().string()}}, {})->classes().empty());
}

TEST(Folder, OtherFilesAreLeftAlone) {
  const TemporaryFolder folder;
  put_picture(folder / "a.png", 1);
  put_picture(folder / ".hidden.png", 1);
  put_picture(folder / ".git/b.png", 1);
  put(folder / "notes.txt", "");
  std::filesystem::create_symlink("loop.png", folder / "loop.png");
  ASSERT_EQ(::mkfifo((folder / "pipe.png").c_str(), 0600), 0);
  std::filesystem::create_symlink("/dev/zero", folder / "device.png");
  std::filesystem::create_symlink("nowhere", folder / "notes");
  const auto source = open_source({.paths = {folder.path().string()}}, {});
  EXPECT_EQ(source->size(), 1);
  std::map<std::string, std::string> faults;
  for (const Skipped& fault : source->faults()) faults[fault.name] = fault.reason;
  EXPECT_EQ(faults, (std::map<std::string, std::string>{{"pipe.png", "it is no plain file"},
                                                        {"device.png", "it is no plain file"},
                                                        {"loop.png", "the link leads nowhere"}}));
}

TEST(Folder, LinksAreFollowedOnceAndLoopsEnd) {
  const TemporaryFolder folder, elsewhere;
  put_picture(folder / "real/a.png", 1);
  put_picture(elsewhere / "deep/b.png", 2);
  put_picture(elsewhere / "single.png", 3);
  namespace fs = std::filesystem;
  fs::create_directory_symlink(folder.path(), folder / "real/up");        // a loop
  fs::create_directory_symlink(folder / "real", folder / "again");        // reached already
  fs::create_directory_symlink(elsewhere / "deep", folder / "outside");   // new
  fs::create_directory_symlink(elsewhere / "deep", folder / "outside2");  // the same again
  fs::create_symlink(elsewhere / "single.png", folder / "real/one.png");  // new
  fs::create_symlink(elsewhere / "single.png", folder / "real/two.png");  // the same again
  fs::create_symlink(folder / "real/a.png", folder / "real/copy.png");    // counted already
  const auto source = open_source({.paths = {folder.path().string()}}, {});
  std::vector<std::string> names;
  for (int64_t i = 0; i < source->size(); ++i) names.push_back(source->name(i));
  EXPECT_EQ(names, (std::vector<std::string>{"outside/b.png", "real/a.png", "real/one.png"}));
}

TEST(Folder, WhatLiesTooDeepForAPathIsNamed) {  // #17
  const TemporaryFolder folder;
  put_picture(folder / "a.png", 1);
  const std::string name(250, 'd');
  // A path may have 4,095 bytes: folder after folder is entered by its own name alone.
  int inner = ::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY);
  for (int depth = 0; depth < 17; ++depth) {
    ASSERT_EQ(::mkdirat(inner, name.c_str(), 0700), 0);
    const int deeper = ::openat(inner, name.c_str(), O_RDONLY | O_DIRECTORY);
    ASSERT_GE(deeper, 0);
    ::close(inner);
    inner = deeper;
  }
  ::close(::openat(inner, "b.png", O_WRONLY | O_CREAT, 0600));
  ::close(inner);
  const auto source = open_source({.paths = {folder.path().string()}}, {});
  EXPECT_EQ(source->size(), 1);
  const std::vector<Skipped> faults = source->faults();
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_GE(faults[0].name.size(), 16u * 251);
  EXPECT_EQ(faults[0].reason, "the folder cannot be read: File name too long");
}

TEST(Folder, NamesMayHoldAnyByte) {
  const TemporaryFolder folder;
  const std::vector<std::string> names{"a b.png", "caf\xe9.png", "line\nbreak.png"};
  for (const std::string& name : names) put_picture(folder / name, 1);
  const auto source = open_source({.paths = {folder.path().string()}}, {});
  ASSERT_EQ(source->size(), 3);
  for (int64_t i = 0; i < 3; ++i) {
    EXPECT_EQ(source->name(i), names[static_cast<size_t>(i)]);
    EXPECT_NO_THROW(source->read(i));
  }
}

TEST(Folder, AVanishedFileIsAReasonToSkipIt) {
  const TemporaryFolder folder;
  put_picture(folder / "a.png", 1);
  put_picture(folder / "b.png", 2);
  const auto source = open_source({.paths = {folder.path().string()}}, {});
  std::filesystem::remove(folder / "a.png");
  const PictureSet set = load(*source, {.size = {4, 4}}, {});
  EXPECT_EQ(set.count(), 1);
  ASSERT_EQ(set.skipped.size(), 1u);
  EXPECT_NE(set.skipped[0].reason.find("No such file"), std::string::npos);
}

TEST(Folder, FormatsThatAreNotReadAreSkippedByNameAndNotLost) {
  const TemporaryFolder folder;
  put_picture(folder / "a.png", 1);
  put(folder / "b.gif", "GIF89a");
  const PictureSet set =
      load(*open_source({.paths = {folder.path().string()}}, {}), {.size = {4, 4}}, {});
  ASSERT_EQ(set.skipped.size(), 1u);
  EXPECT_EQ(set.skipped[0].reason, "it is a GIF file, which is not read; convert it to PNG");
}

TEST(Folder, ChannelsFollowThePicturesUnlessTheyAreSaid) {
  const TemporaryFolder gray, mixed;
  for (const TemporaryFolder* folder : {&gray, &mixed}) {
    for (int i = 0; i < 3; ++i)
      put(*folder / ("g" + std::to_string(i) + ".png"), encode_png(Image(4, 4, 1, 50)));
  }
  put_picture(mixed / "colour.png", 9);
  const auto channels = [](const TemporaryFolder& folder, const DataOptions& options) {
    return natural_channels(*open_source({.paths = {folder.path().string()}}, {}), options);
  };
  EXPECT_EQ(channels(gray, {}), 1);
  EXPECT_EQ(channels(mixed, {}), 3);
  EXPECT_EQ(channels(gray, {.channels = 3}), 3);
  EXPECT_EQ(channels(gray, {.alpha = "keep"}), 4);
  EXPECT_EQ(channels(gray, {.alpha = "#ff0000"}), 3);
  put(gray / "broken.png", "");
  EXPECT_EQ(channels(gray, {}), 1);
}

TEST(Folder, AJpegMayTellItsSizeLate) {
  const TemporaryFolder folder;
  cv::Mat red(8, 8, CV_8UC3, cv::Scalar(0, 0, 255));
  std::vector<uint8_t> bytes;
  cv::imencode(".jpg", red, bytes);
  const std::string jpeg(bytes.begin(), bytes.end());
  const std::string segment = "\xFF\xED\xEA\x62" + std::string(60'000, 'x');
  put(folder / "a.jpg", jpeg.substr(0, 2) + segment + segment + jpeg.substr(2));
  const auto source = open_source({.paths = {folder.path().string()}}, {});
  EXPECT_EQ(natural_channels(*source, {}), 3);
  EXPECT_GT(source->read(0).at(4, 4)[0], 200);
}

TEST(Folder, ALargeFileThatIsNoPictureIsNotRead) {
  const TemporaryFolder folder;
  put_picture(folder / "a.png", 1);
  put(folder / "b.png", "no picture");
  std::filesystem::resize_file(folder / "b.png", uint64_t{1} << 40);  // it has no blocks
  const auto source = open_source({.paths = {folder.path().string()}}, {});
  expect_error(ExitCode::kData, "it is no PNG", [&] { source->read(1); });
}

TEST(Folder, SystemFoldersAreLeftAlone) {
  const TemporaryFolder folder;
  put_picture(folder / "a/x.png", 1);
  put_picture(folder / "__MACOSX/x.png", 1);
  put_picture(folder / "@eaDir/x.png", 1);
  put_picture(folder / "a/._x.png", 1);
  EXPECT_EQ(open_source({.paths = {folder.path().string()}}, {})->size(), 1);
}

TEST(Folder, NothingToReadIsAnError) {
  const TemporaryFolder folder;
  expect_error(ExitCode::kData, "no picture in it",
               [&] { open_source({.paths = {folder.path().string()}}, {}); });
  expect_error(ExitCode::kData, "no such folder",
               [&] { open_source({.paths = {"/no/where"}}, {}); });
  put(folder / "file", "");
  expect_error(ExitCode::kData, "neither a folder nor an archive, nor a file of CIFAR-10",
               [&] { open_source({.paths = {(folder / "file").string()}}, {}); });
}

TEST(Load, BadPicturesAreNamedWithTheirReasonAndTheRestKeepsItsOrder) {
  const TemporaryFolder folder;
  put_picture(folder / "1.png", 10);
  put(folder / "2.png", "text");
  put_picture(folder / "3.png", 30);
  put(folder / "4.jpg", "");
  put_picture(folder / "5.png", 50);
  const auto source = open_source({.paths = {folder.path().string()}}, {});
  for (const int64_t threads : {1, 3}) {
    const PictureSet set = load(*source, {.size = {4, 4}}, {.threads = threads});
    ASSERT_EQ(set.count(), 3);
    EXPECT_EQ(set.picture(0), Image(4, 4, 3, 10));
    EXPECT_EQ(set.picture(1), Image(4, 4, 3, 30));
    EXPECT_EQ(set.picture(2), Image(4, 4, 3, 50));
    ASSERT_EQ(set.skipped.size(), 2u);
    EXPECT_EQ(set.skipped[0].name, "2.png");
    EXPECT_EQ(set.skipped[0].reason, "it is no PNG, JPEG, BMP or WebP picture");
    EXPECT_EQ(set.skipped[1].name, "4.jpg");
  }
}

}  // namespace
}  // namespace wgan
