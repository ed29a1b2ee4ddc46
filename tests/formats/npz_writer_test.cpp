#include "wgan/formats/npz_writer.h"

#include <gtest/gtest.h>

#include "support.h"
#include "wgan/formats/npz.h"

namespace wgan {
namespace {

TEST(NpzWriter, WritesWhatOurReaderFindsAgain) {
  const TemporaryFolder folder;
  const std::string bytes = "twelve bytes";
  {
    NpzWriter file(folder / "a.npz");
    file.begin("images", "|u1", {1, 2, 2, 3});
    file.write(bytes.substr(0, 5));
    file.write(bytes.substr(5));
    file.begin("labels", "<i8", {1});
    file.write(std::string(8, '\0'));
    EXPECT_FALSE(is_there(folder / "a.npz")) << "nothing is there before it is whole";
    file.commit();
  }
  const ByteArray found = open_npz(open_blob(folder / "a.npz"));
  EXPECT_EQ(found.shape, (std::vector<int64_t>{1, 2, 2, 3}));
  EXPECT_EQ(found.file->read(found.offset, 12), bytes);
  EXPECT_EQ(contents_of(folder / "a.npz").substr(0, 4), "PK\x03\x04");
}

}  // namespace
}  // namespace wgan
