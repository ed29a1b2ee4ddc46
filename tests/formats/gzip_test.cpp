#include "wgan/formats/gzip.h"

#include <gtest/gtest.h>

namespace wgan {
namespace {

/// printf 'hello, hello, hello\n' | gzip -9n
std::string hello() {
  constexpr unsigned char kBytes[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
                                      0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0xd7, 0x51, 0xc8, 0x40, 0xa2,
                                      0xb8, 0x00, 0xe7, 0x42, 0x6e, 0x52, 0x14, 0x00, 0x00, 0x00};
  return {std::begin(kBytes), std::end(kBytes)};
}
const std::string kText = "hello, hello, hello\n";

TEST(Gzip, UnpacksOnePartOrSeveral) {
  EXPECT_TRUE(is_gzip(hello()));
  EXPECT_FALSE(is_gzip("hello"));
  EXPECT_EQ(gunzip(hello(), 100).bytes, kText);
  EXPECT_EQ(gunzip(hello(), 100).fault, "");
  EXPECT_EQ(gunzip(hello() + hello(), 100).bytes, kText + kText);
  const Unpacked padded = gunzip(hello() + std::string(512, '\0'), 100);
  EXPECT_EQ(padded.bytes, kText);
  EXPECT_EQ(padded.fault, "");
}

TEST(Gzip, EveryTruncationIsFoundOutAndGivesABeginning) {
  for (size_t length = 0; length < hello().size(); ++length) {
    const Unpacked cut = gunzip(hello().substr(0, length), 100);
    EXPECT_EQ(cut.fault, "its gzip stream is cut off") << length;
    EXPECT_EQ(cut.bytes, kText.substr(0, cut.bytes.size()));
  }
}

TEST(Gzip, DamageAndLengthAreFoundOut) {
  std::string damaged = hello();
  damaged[23] ^= 1;  // of the checksum
  EXPECT_EQ(gunzip(damaged, 100).fault, "its gzip stream is damaged");
  EXPECT_EQ(gunzip(damaged, 100).bytes, "") << "nothing of it can be trusted";
  EXPECT_NE(gunzip(hello(), 19).fault.find("unpacks to more than 19 B"), std::string::npos);
  EXPECT_EQ(gunzip(hello(), 20).fault, "");
}

}  // namespace
}  // namespace wgan
