#include <cstddef>
#include <cstdio>
// Order matters: jpeglib.h needs size_t and FILE.
#include <jpeglib.h>

#include "support.h"
#include "wgan/image/image.h"

namespace wgan {
namespace {

/// 16x16 pixels of one colour, its components in the order of `space`.
std::string jpeg_of(J_COLOR_SPACE space, const std::vector<uint8_t>& colour,
                    bool progressive = false, bool adobe = true) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = info.image_height = 16;
  info.input_components = static_cast<int>(colour.size());
  info.in_color_space = space;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 100, TRUE);
  if (!adobe) info.write_Adobe_marker = FALSE;
  if (progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  std::vector<uint8_t> row;
  for (int i = 0; i < 16; ++i) row.insert(row.end(), colour.begin(), colour.end());
  JSAMPROW rows = row.data();
  for (int y = 0; y < 16; ++y) jpeg_write_scanlines(&info, &rows, 1);
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  std::string file(reinterpret_cast<char*>(bytes), size);
  std::free(bytes);
  return file;
}

void expect_colour(const std::string& file, std::vector<int> expected) {
  const Image image = decode(file);
  ASSERT_EQ(image.channels, static_cast<int64_t>(expected.size()));
  for (size_t c = 0; c < expected.size(); ++c) EXPECT_NEAR(image.at(8, 8)[c], expected[c], 2) << c;
}

TEST(Jpeg, ColoursGrayAndProgressive) {
  expect_colour(jpeg_of(JCS_RGB, {200, 40, 90}), {200, 40, 90});
  expect_colour(jpeg_of(JCS_RGB, {200, 40, 90}, /*progressive=*/true), {200, 40, 90});
  expect_colour(jpeg_of(JCS_GRAYSCALE, {77}), {77});
}

TEST(Jpeg, FourInksAreStoredInvertedByAdobeAndPlainByOthers) {
  // Stored 204, 102, 255 of 255 under black 128: 204 * 128 / 255 = 102.4, 51.2, 128.
  expect_colour(jpeg_of(JCS_CMYK, {204, 102, 255, 128}), {102, 51, 128});
  // As inks: (255 - 51) * (255 - 127) / 255 = 102.4, and so on.
  expect_colour(jpeg_of(JCS_CMYK, {51, 153, 0, 127}, false, /*adobe=*/false), {102, 51, 128});
}

TEST(Jpeg, ThousandsOfScansAreRefused) {
  const std::string file = jpeg_of(JCS_GRAYSCALE, {77}, /*progressive=*/true);
  // The last scan once more, many times: each is a pass over the whole picture.
  const size_t scan = file.rfind("\xFF\xDA");
  std::string many = file.substr(0, file.size() - 2);
  for (int i = 0; i < 3000; ++i) many += file.substr(scan, file.size() - 2 - scan);
  EXPECT_THROW(decode(many + "\xFF\xD9"), Error);
}

TEST(Jpeg, KindsThatAreNotReadAreNotCalledDamaged) {
  std::string twelve_bits = jpeg_of(JCS_GRAYSCALE, {77});
  twelve_bits[twelve_bits.find("\xFF\xC0") + 4] = 12;
  expect_error(ExitCode::kData, "it is a kind of JPEG that is not read: Unsupported JPEG data",
               [&] { decode(twelve_bits); });
}

TEST(Jpeg, EveryByteOfAFileMayBeWrong) {
  const std::string file = jpeg_of(JCS_RGB, {200, 40, 90}, /*progressive=*/true);
  for (size_t at = 0; at < file.size(); ++at) {
    for (const int value : {0x00, 0x5A, 0xFF}) {
      std::string changed = file;
      changed[at] = static_cast<char>(value);
      try {
        decode(changed);
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::kData);
      }
    }
  }
}

}  // namespace
}  // namespace wgan
