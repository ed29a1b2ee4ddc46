#include <ATen/ops/full.h>

#include <cmath>

#include "support.h"
#include "wgan/image/image_tensor.h"

namespace wgan {
namespace {

TEST(ImageTensor, EveryByteSurvivesTheRoundTrip) {
  Image all(16, 16, 1);
  for (size_t i = 0; i < 256; ++i) all.pixels[i] = static_cast<uint8_t>(i);
  const Tensor tensor = to_tensor({all});
  EXPECT_EQ(tensor.min().item<float>(), -1);
  EXPECT_EQ(tensor.max().item<float>(), 1);
  EXPECT_EQ(to_images(tensor)[0], all);
}

TEST(ImageTensor, ChannelsBecomePlanes) {
  Image image(2, 1, 3);
  image.pixels = {0, 255, 51, 102, 153, 204};  // two pixels: R G B, R G B
  const Tensor t = to_tensor({image});
  ASSERT_EQ(t.sizes().vec(), (std::vector<int64_t>{1, 3, 1, 2}));
  EXPECT_FLOAT_EQ(t[0][0][0][1].item<float>(), 102 / 127.5F - 1);
  EXPECT_FLOAT_EQ(t[0][2][0][0].item<float>(), 51 / 127.5F - 1);
  EXPECT_EQ(to_images(t)[0], image);
}

TEST(ImageTensor, ValuesOutsideTheRangeAreClamped) {
  EXPECT_EQ(to_images(at::full({1, 1, 1, 1}, 7.0))[0].pixels[0], 255);
  EXPECT_EQ(to_images(at::full({1, 1, 1, 1}, -7.0))[0].pixels[0], 0);
}

TEST(ImageGrid, PlacesPicturesTwoPixelsApart) {
  const Image sheet = grid({Image(3, 2, 1, 10), Image(3, 2, 1, 20), Image(3, 2, 1, 30)}, 2);
  EXPECT_EQ(sheet.width, 2 * 3 + 3 * 2);
  EXPECT_EQ(sheet.height, 2 * 2 + 3 * 2);
  EXPECT_EQ(*sheet.at(0, 0), 255);
  EXPECT_EQ(*sheet.at(2, 2), 10);
  EXPECT_EQ(*sheet.at(7, 3), 20);
  EXPECT_EQ(*sheet.at(2, 6), 30);
  EXPECT_EQ(*sheet.at(7, 6), 255) << "the missing fourth";
  const SheetShape shape{3, 2, 3, 2, 1};
  EXPECT_EQ(shape.whole_width(), sheet.width);
  EXPECT_EQ(shape.whole_height(), sheet.height);
  EXPECT_EQ(shape.memory(), 4 * 12 * 10);
  EXPECT_EQ((SheetShape{1, 1000, 3, 2, 1}).whole_width(), 3 + 2 * 2) << "no empty columns";
  EXPECT_EQ(square_columns(64), 8);
  EXPECT_EQ(square_columns(5), 3);
}

}  // namespace
}  // namespace wgan
