#include "wgan/provenance/provenance.h"

#include <gtest/gtest.h>

#include "support.h"

namespace wgan {
namespace {

using namespace std::string_literals;

Provenance sheet() {
  return {.version = "1.0.0",
          .command = "wgan sample --ckpt 'G\xc3\xa4n.pt' -n 10",
          .generator = {"00112233445566778899aabbccddeeff", "g.pt", 4000, true},
          .truncation = 0.7,
          .scale = 4,
          .format = "png",
          .columns = 4,
          .width = 32,
          .height = 24,
          .spans = {{.seed = 18446744073709551615U},
                    {.seed = 7, .count = 5, .label = 3},
                    {.seed = 1, .count = 4, .to = 9, .mode = "slerp"}}};
}

/// A PNG file with this text: texts need no valid pixels.
std::string png_with(const PngTexts& texts) {
  return with_texts(std::string("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0"
                                "\x3a\x7e\x9b\x55",
                                33),
                    texts);
}

TEST(Provenance, ComesBackFromAFile) {
  const PngTexts texts = to_texts(sheet());
  EXPECT_EQ(texts[0], std::pair("Software"s, "wgan 1.0.0"s));
  EXPECT_EQ(*provenance_in(png_with(texts)), sheet());
  EXPECT_FALSE(provenance_in(png_with({{"Software", "GIMP"}})));
  EXPECT_FALSE(provenance_in("GIF89a"));
}

TEST(Provenance, KeepsTheGeneratorsOfASheetOfSeveral) {
  Provenance several = sheet();
  several.spans[1].generator = {{"ff", "runs/001/best.pt", 7, false}};
  EXPECT_EQ(*provenance_in(png_with(to_texts(several))), several);
  EXPECT_EQ(picture_at(several, 2, 1)->span.generator->step, 7);
}

TEST(Provenance, FindsAPictureByItsColumnAndRow) {
  // 18446744073709551615  7    8    9
  // 10                    11   1+0  1+1
  // 1+2                   9 = 1+3
  const auto seed = [](int64_t column, int64_t row) {
    return picture_at(sheet(), column, row)->span.seed;
  };
  EXPECT_EQ(seed(1, 1), 18446744073709551615U);
  EXPECT_EQ(seed(2, 1), 7U);
  EXPECT_EQ(seed(2, 2), 11U);
  EXPECT_EQ(picture_at(sheet(), 2, 2)->span.label, 3);
  const PictureOrigin walk = *picture_at(sheet(), 2, 3);
  EXPECT_EQ(walk.span, sheet().spans[2]);
  EXPECT_EQ(walk.place, 3);
  for (const auto& [column, row] :
       {std::pair(3, 3), std::pair(0, 1), std::pair(5, 1), std::pair(1, 0), std::pair(1, 4)})
    EXPECT_FALSE(picture_at(sheet(), column, row)) << column << ", " << row;
  EXPECT_FALSE(picture_at(sheet(), 1, INT64_MAX));
}

TEST(Provenance, RefusesWhatItCannotUnderstand) {
  const std::string good = to_texts(sheet())[1].second;
  const auto refused = [&](const std::string& from, const std::string& to, const std::string& why) {
    const size_t at = good.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    const std::string bad = std::string(good).replace(at, from.size(), to);
    expect_error(ExitCode::kData, why, [&] { provenance_in(png_with({{"wgan", bad}})); });
  };
  refused("\"format\":1", "\"format\":2", "wgan 1.0.0, a newer version");
  refused("\"format\":1", "\"form\":1", "not one of this program");
  refused("{", "[", "not one of this program");
  refused("\"columns\":4", "\"columns\":0", "columns");
  refused("\"columns\":4", "\"columns\":4.5", "columns");
  refused("\"columns\":4", "\"columns\":18446744073709551615", "columns");
  refused("\"seed\":7", "\"seed\":-7", "seed");
  refused("\"count\":5", "\"count\":\"5\"", "count");
  refused("slerp", "spline", "spline");
  refused("\"pictures\":[", "\"pictures\":[1,", "no object");
  refused("\"truncation\":0.7", "\"truncation\":0", "truncation");
  refused("\"scale\":4", "\"scale\":-4", "scale");
  refused("\"step\":4000", "\"step\":[]", "step");
}

TEST(Provenance, DeepOrWideTextsAreRefusedInNoTime) {
  for (const char* key : {"raw", "from_z", "pictures", "step"}) {
    std::string deep = R"({"format":1,")" + std::string(key) + "\":";
    deep += std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}";
    EXPECT_THROW(parse_provenance(deep), Error) << key;
  }
  std::string wide = R"({"format":1)";
  for (int i = 0; i < 200'000; ++i) wide += ",\"k" + std::to_string(i) + "\":1";
  EXPECT_THROW(parse_provenance(wide + "}"), Error);
}

}  // namespace
}  // namespace wgan
