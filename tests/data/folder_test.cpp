#include <sys/stat.h>

#include "data/pictures.h"
#include "support.h"
#include "wgan/data.h"

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
  EXPECT_EQ(open_source({.paths = {folder.path().string()}}, {})->size(), 1);
}

TEST(Folder, NothingToReadIsAnError) {
  const TemporaryFolder folder;
  expect_error(ExitCode::kData, "no picture in it",
               [&] { open_source({.paths = {folder.path().string()}}, {}); });
  expect_error(ExitCode::kData, "no such folder", [&] { open_source({.paths = {"/no/where"}}, {}); });
  put(folder / "file", "");
  expect_error(ExitCode::kData, "neither a folder nor a file of CIFAR-10",
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
