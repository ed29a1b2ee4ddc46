#include "wgan/formats/png_text.h"

#include <gtest/gtest.h>

#include "support.h"

namespace wgan {
namespace {

using namespace std::string_literals;

// One white pixel, by libpng.
const std::string kPixel = "\x89PNG\r\n\x1a\n"s +
                           "\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55"s +
                           "\0\0\0\nIDAT\x78\x9c\x63\xf8\x0f\0\x01\x01\x01\0\xb1\x38\xf6\x14"s +
                           "\0\0\0\0IEND\xae\x42\x60\x82"s;

TEST(PngText, IsAChunkOfKeywordAndText) {
  const std::string file = with_texts(kPixel, {{"Software", "wgan"}});
  // 13 bytes: the keyword, a zero, the text. The checksum is that of Python's zlib.crc32.
  EXPECT_EQ(file.substr(33, 25), "\0\0\0\x0dtEXtSoftware\0wgan\x57\x33\xf4\xb2"s);
  EXPECT_EQ(file.substr(0, 33) + file.substr(58), kPixel);
  EXPECT_EQ(texts_of(file), (PngTexts{{"Software", "wgan"}}));
}

TEST(PngText, ComesBackInOrderUntilAChunkIsTornOrChanged) {
  const PngTexts texts{
      {"a", ""}, {"b", std::string(100'000, 'x') + "\n{\"y\": 1}"}, {"a", "again"}};
  const std::string file = with_texts(kPixel, texts);
  EXPECT_EQ(texts_of(file), texts);
  std::string changed = file;
  changed[33 + 100] = 'z';
  EXPECT_EQ(texts_of(changed), (PngTexts{{"a", ""}}));
  for (size_t size = 0; size < 120; ++size)
    EXPECT_LE(texts_of(file.substr(0, size)).size(), 1U) << size;
  EXPECT_TRUE(texts_of("GIF89a").empty());
  std::string huge = file;
  huge.replace(33, 4, "\xff\xff\xff\xff");
  EXPECT_TRUE(texts_of(huge).empty());
}

TEST(PngText, RefusesWhatAFileCannotHold) {
  EXPECT_THROW(with_texts("GIF89a", {}), std::logic_error);
  EXPECT_THROW(with_texts(kPixel, {{"", "x"}}), std::logic_error);
  EXPECT_THROW(with_texts(kPixel, {{std::string(80, 'k'), "x"}}), std::logic_error);
  EXPECT_THROW(with_texts(kPixel, {{"key", "\xc3\xa9"}}), std::logic_error);
  EXPECT_THROW(with_texts(kPixel, {{"key", "zero\0"s}}), std::logic_error);
}

}  // namespace
}  // namespace wgan
