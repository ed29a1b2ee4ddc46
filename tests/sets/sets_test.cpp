#include <zlib.h>

#include <algorithm>

#include "data/pictures.h"
#include "support.h"
#include "wgan/data/source.h"
#include "wgan/files/files.h"
#include "wgan/sets/sets.h"

namespace wgan {
namespace {

std::unique_ptr<ImageSource> open(const std::filesystem::path& path) {
  return open_source({.paths = {path.string()}}, {});
}

/// A record of CIFAR-10: label, then planes in which each byte is a number of its own, modulo 256.
std::string cifar_record(int label, int first = 0) {
  std::string record(1, static_cast<char>(label));
  for (int i = 0; i < 3072; ++i) record.push_back(static_cast<char>(first + i + i / 1024 * 100));
  return record;
}

std::string big_endian(uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift));
  return bytes;
}

std::string idx_images(uint32_t count, uint32_t rows, uint32_t columns, const std::string& pixels) {
  return big_endian(0x803) + big_endian(count) + big_endian(rows) + big_endian(columns) + pixels;
}
std::string idx_labels(uint32_t count, const std::string& labels) {
  return big_endian(0x801) + big_endian(count) + labels;
}

std::string gzipped(const std::string& text) {
  z_stream z{};
  deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 100, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

bool has_fault(const ImageSource& source, const std::string& part) {
  const auto faults = source.faults();
  return std::any_of(faults.begin(), faults.end(), [&](const Skipped& fault) {
    return (fault.name + ": " + fault.reason).find(part) != std::string::npos;
  });
}

TEST(Cifar10, RecordsAreALabelAndThreePlanesRowByRow) {
  const TemporaryFolder folder;
  put(folder / "data_batch_2.bin", cifar_record(9, 5));
  put(folder / "data_batch_1.bin", cifar_record(3) + cifar_record(0, 1));
  put(folder / "batches.meta.txt",
      "plane\ncar\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
  const auto source = open(folder.path());
  ASSERT_EQ(source->size(), 3);
  EXPECT_EQ(source->name(2), "data_batch_2.bin #0");
  EXPECT_EQ(source->classes()[0], "plane");
  EXPECT_EQ(source->label(0), 3);
  EXPECT_EQ(source->label(1), 0);
  EXPECT_EQ(source->label(2), 9);
  const Image image = source->read(0);
  EXPECT_EQ(image.width, 32);
  // Row 2, column 5 is byte 2 * 32 + 5 = 69 of each plane; planes begin at 0, 1024, 2048.
  EXPECT_EQ(image.at(5, 2)[0], 69);
  EXPECT_EQ(image.at(5, 2)[1], (1024 + 69 + 100) % 256);
  EXPECT_EQ(image.at(5, 2)[2], (2048 + 69 + 200) % 256);
  EXPECT_EQ(source->is_gray(0), false);
}

TEST(Cifar10, OneFileAloneIsASetWithTheNamesOfTheOriginal) {
  const TemporaryFolder folder;
  put(folder / "test_batch.bin", cifar_record(1));
  const auto source = open(folder / "test_batch.bin");
  EXPECT_EQ(source->size(), 1);
  EXPECT_EQ(source->classes()[1], "automobile");
}

TEST(Cifar10, WhatIsNoWholeRecordAndLabelsOutOfRangeAreReported) {
  const TemporaryFolder folder;
  put(folder / "data_batch_1.bin", cifar_record(3) + cifar_record(10) + "abc");
  const auto source = open(folder.path());
  EXPECT_EQ(source->size(), 2);
  EXPECT_TRUE(has_fault(*source, "data_batch_1.bin: its last 3 bytes are no whole record"));
  EXPECT_NO_THROW(source->read(0));
  expect_error(ExitCode::kData, "its label is 10; CIFAR-10 has 0 to 9", [&] { source->read(1); });
}

/// A record of CIFAR-100: two labels, then pixels of one value.
std::string cifar100_record(int coarse, int fine, int pixel) {
  return std::string(1, static_cast<char>(coarse)) + static_cast<char>(fine) +
         std::string(3072, static_cast<char>(pixel));
}

TEST(Cifar10, AFileOfCifar100IsRefusedAndBothSizesAreNamed) {  // #17
  const TemporaryFolder folder;
  std::string three, twelve;
  for (int i = 0; i < 3; ++i) three += cifar100_record(i, i, 0);
  for (int i = 0; i < 12; ++i) twelve += cifar100_record(i, 8 * i, 200);
  const std::string reason =
      "records of 3,074, as in CIFAR-100, not of 3,073, as in CIFAR-10; CIFAR-100 is not read";
  put(folder / "data_batch_1.bin", three);
  expect_error(ExitCode::kData, "data_batch_1.bin: its 9,222 bytes are " + reason,
               [&] { open(folder.path()); });
  put(folder / "data_batch_1.bin", twelve.substr(0, twelve.size() - 5));
  expect_error(ExitCode::kData, reason, [&] { open(folder / "data_batch_1.bin"); });
}

TEST(Cifar10, ASizeThatIsAMultipleOfBothRecordsIsDecidedByTheLabels) {  // #17
  const TemporaryFolder folder;
  std::string ten, hundred;
  for (int i = 0; i < 3074; ++i)
    ten += std::string(1, static_cast<char>(i % 10)) + std::string(3072, static_cast<char>(i));
  for (int i = 0; i < 3073; ++i) hundred += cifar100_record(i % 20, i % 100, i);
  ASSERT_EQ(ten.size(), hundred.size());
  put(folder / "test_batch.bin", ten);
  EXPECT_EQ(open(folder.path())->size(), 3074);
  put(folder / "test_batch.bin", hundred);
  expect_error(ExitCode::kData, "CIFAR-100 is not read", [&] { open(folder.path()); });
}

TEST(Cifar10, AFileThatIsCutOffIsUsedAndNotCalledSkipped) {  // #17
  const TemporaryFolder folder;
  std::string records;
  for (int i = 0; i < 12; ++i) records += cifar_record(i % 10, i);
  put(folder / "data_batch_1.bin", records.substr(0, records.size() - 100));
  put(folder / "data_batch_2.bin", "");
  const auto source = open(folder.path());
  EXPECT_EQ(source->size(), 11);
  const std::vector<Skipped> faults = source->faults();
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(line_about(faults[0]),
            "data_batch_1.bin is used, but its last 2973 bytes are no whole record of 3073: is the "
            "file cut off?");
  EXPECT_EQ(line_about(faults[1]), "skipped data_batch_2.bin: it is empty");
  EXPECT_EQ(count_unused(faults), 1);
}

TEST(Stl10, PlanesAreStoredColumnByColumn) {
  const TemporaryFolder folder;
  std::string picture(27648, '\0');
  picture[0 * 9216 + 5 * 96 + 2] = 11;   // red, column 5, row 2
  picture[2 * 9216 + 95 * 96 + 0] = 22;  // blue, column 95, row 0
  put(folder / "train_X.bin", picture + picture);
  put(folder / "train_y.bin", "\x01\x0a");
  put(folder / "unlabeled_X.bin", picture);
  const auto source = open(folder.path());
  ASSERT_EQ(source->size(), 3);
  const Image image = source->read(0);
  EXPECT_EQ(image.at(5, 2)[0], 11);
  EXPECT_EQ(image.at(2, 5)[0], 0);
  EXPECT_EQ(image.at(95, 0)[2], 22);
  EXPECT_EQ(source->classes()[7], "monkey");
  EXPECT_EQ(source->label(0), 0);
  EXPECT_EQ(source->label(1), 9);
  EXPECT_EQ(source->label(2), -1) << "unlabelled";
}

TEST(Stl10, LabelsThatAreMissingOrOutOfRangeAreReported) {
  const TemporaryFolder folder;
  put(folder / "test_X.bin", std::string(3 * 27648 + 1, 'x'));
  put(folder / "test_y.bin", std::string("\0\x0b", 2));
  const auto source = open(folder.path());
  ASSERT_EQ(source->size(), 3);
  EXPECT_TRUE(has_fault(*source, "its last 1 bytes are no whole record"));
  EXPECT_TRUE(has_fault(*source, "has 3 pictures and its file of labels 2"));
  expect_error(ExitCode::kData, "its label is 0; STL-10 has 1 to 10", [&] { source->read(0); });
  expect_error(ExitCode::kData, "its label is 11", [&] { source->read(1); });
  EXPECT_NO_THROW(source->read(2));
  EXPECT_EQ(source->label(2), -1);
}

TEST(Mnist, PlainAndPackedFilesGiveTheSame) {
  const TemporaryFolder plain, packed, mixed;
  const std::string images = idx_images(2, 2, 3, "abcdefghijkl"),
                    labels = idx_labels(2, "\x07\x02");
  put(plain / "train-images-idx3-ubyte", images);
  put(plain / "train-labels-idx1-ubyte", labels);
  put(packed / "t10k-images-idx3-ubyte.gz", gzipped(images));
  put(packed / "t10k-labels-idx1-ubyte.gz", gzipped(labels));
  put(mixed / "train-images.idx3-ubyte", images);
  put(mixed / "train-labels.idx1-ubyte.gz", gzipped(labels));
  for (const TemporaryFolder* folder : {&plain, &packed, &mixed}) {
    const auto source = open(folder->path());
    ASSERT_EQ(source->size(), 2);
    EXPECT_TRUE(source->faults().empty());
    const Image second = source->read(1);
    EXPECT_EQ(second.width, 3);
    EXPECT_EQ(second.height, 2);
    EXPECT_EQ(second.channels, 1);
    EXPECT_EQ(std::string(second.pixels.begin(), second.pixels.end()), "ghijkl");
    EXPECT_EQ(source->label(0), 7);
    EXPECT_EQ(source->classes()[7], "7");
    EXPECT_EQ(source->is_gray(0), true);
  }
}

TEST(Mnist, AFileThatIsThereTwiceCountsOnce) {
  const TemporaryFolder folder;
  const std::string images = idx_images(1, 1, 1, "a");
  for (const std::string set : {"t10k", "train", "zzz"}) {
    put(folder / (set + "-images-idx3-ubyte"), images);
    put(folder / (set + "-images-idx3-ubyte.gz"), gzipped(images));
  }
  EXPECT_EQ(open(folder.path())->size(), 3);
}

TEST(Mnist, HeadersThatLieAreFoundOutAndWhatIsWholeIsKept) {
  const TemporaryFolder folder;
  const auto file = folder / "train-images-idx3-ubyte";
  const auto expect_fault = [&](const std::string& contents, const std::string& part) {
    put(file, contents);
    expect_error(ExitCode::kData, part, [&] { open(folder.path()); });
  };
  expect_fault("", "it is empty");
  expect_fault(std::string("\0\0\x08", 3), "too short for an IDX header");
  expect_fault(big_endian(0x801) + std::string(20, '\0'), "no IDX file of bytes with 3 sides");
  expect_fault(idx_images(1, 0, 3, ""), "declares pictures of 3x0");
  expect_fault(idx_images(1, 0xFFFFFFFF, 0xFFFFFFFF, "abc"), "declares pictures of 4294967295x");
  expect_fault(idx_images(0xFFFFFFFF, 2, 2, "ab"), "declares 4,294,967,295 pictures and holds 0");
  put(file, idx_images(5, 2, 2, "aaaabbbbcc"));
  const auto source = open(folder.path());
  EXPECT_EQ(source->size(), 2);
  EXPECT_TRUE(has_fault(*source, "declares 5 pictures and holds 2"));
  put(file, idx_images(1, 2, 2, "aaaabbb"));
  EXPECT_TRUE(has_fault(*open(folder.path()), "has 3 bytes more than it declares"));
}

TEST(Mnist, LabelsThatAreWrongAreReported) {
  const TemporaryFolder folder;
  put(folder / "train-images-idx3-ubyte", idx_images(2, 1, 1, "ab"));
  put(folder / "train-labels-idx1-ubyte", idx_labels(2, "\x0a\x01"));
  const auto out_of_range = open(folder.path());
  expect_error(ExitCode::kData, "its label is 10; MNIST has 0 to 9",
               [&] { out_of_range->read(0); });
  put(folder / "train-labels-idx1-ubyte", idx_labels(1, "\x01"));
  EXPECT_TRUE(has_fault(*open(folder.path()), "has 2 pictures and its file of labels 1"));
  put(folder / "train-labels-idx1-ubyte", "nonsense");
  const auto without = open(folder.path());
  EXPECT_TRUE(has_fault(*without, "its file of labels is of no use"));
  EXPECT_EQ(without->size(), 2);
  EXPECT_TRUE(without->classes().empty());
}

TEST(Mnist, ATruncatedOrDamagedGzipGivesWhatComesBeforeTheDamage) {
  const TemporaryFolder folder;
  std::string pixels;
  uint32_t noise = 1;
  for (int i = 0; i < 40'000; ++i) {
    noise = noise * 1664525 + 1013904223;
    pixels.push_back(static_cast<char>(noise >> 24));
  }
  const std::string packed = gzipped(idx_images(400, 10, 10, pixels));
  const auto file = folder / "train-images-idx3-ubyte.gz";
  put(file, packed.substr(0, packed.size() / 2));
  const auto cut = open(folder.path());
  EXPECT_TRUE(has_fault(*cut, "its gzip stream is cut off"));
  EXPECT_TRUE(has_fault(*cut, "declares 400 pictures and holds"));
  EXPECT_GT(cut->size(), 50);
  EXPECT_LT(cut->size(), 350);
  const Image first = cut->read(0);
  EXPECT_TRUE(std::equal(first.pixels.begin(), first.pixels.end(), pixels.begin(),
                         [](uint8_t a, char b) { return a == static_cast<uint8_t>(b); }));
  std::string damaged = packed;
  for (size_t i = packed.size() / 2; i < packed.size() / 2 + 50; ++i) damaged[i] = '\x55';
  put(file, damaged);
  expect_error(ExitCode::kData, "its gzip stream is damaged", [&] { open(folder.path()); });
}

/// A .npy file of version 1.
std::string npy(const std::string& type, const std::string& shape, const std::string& data,
                const std::string& order = "False") {
  std::string header =
      "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
  std::string length(2, '\0');
  length[0] = static_cast<char>(header.size() & 0xFF);
  length[1] = static_cast<char>(header.size() >> 8);
  return std::string("\x93NUMPY\x01\x00", 8) + length + header + data;
}

TEST(NumPy, ReadsPicturesOfOneAndOfThreeChannels) {
  const TemporaryFolder folder;
  write_atomically(folder / "grey.npy", npy("|u1", "(2, 1, 3)", "abcdef"));
  const Source grey = *open_set_file(folder / "grey.npy", 100);
  ASSERT_EQ(grey->size(), 2);
  EXPECT_EQ(grey->is_gray(0), true);
  EXPECT_EQ(grey->read(1).pixels, (std::vector<uint8_t>{'d', 'e', 'f'}));
  EXPECT_EQ(grey->label(0), -1);
  write_atomically(folder / "rgb.npy", npy("|u1", "(1, 2, 1, 3)", "rgbRGB"));
  const Image image = (*open_set_file(folder / "rgb.npy", 100))->read(0);
  EXPECT_EQ(image.height, 2);
  EXPECT_EQ(image.at(0, 1)[2], 'B');
}

TEST(NumPy, RefusesWhatIsNoArrayOfPictures) {
  const TemporaryFolder folder;
  const auto refused = [&](const std::string& part, const std::string& bytes) {
    write_atomically(folder / "x.npy", bytes);
    expect_error(ExitCode::kData, part, [&] { open_set_file(folder / "x.npy", 100); });
  };
  refused("x.npy: its array is not of uint8", npy("<f4", "(1, 1, 1, 3)", std::string(12, 'x')));
  refused("Fortran's order", npy("|u1", "(1, 1, 3)", "abc", "True"));
  refused("fewer bytes", npy("|u1", "(2, 1, 3)", "abcde"));
  refused("fewer bytes", npy("|u1", "(9223372036854775807, 9223372036854775807, 3)", "abc"));
  refused("fewer bytes", npy("|u1", "(0, 1, 3)", ""));
  refused("no shape of pictures", npy("|u1", "(1, 1, 1, 2)", "ab"));
  refused("no shape of pictures", npy("|u1", "(6,)", "abcdef"));
  refused("more pixels than --max-pixels", npy("|u1", "(1, 11, 10)", std::string(110, 'x')));
  refused("no tuple", npy("|u1", "[1, 1, 3]", "abc"));
  refused("no tuple of numbers", npy("|u1", "(-1, 1, 3)", "abc"));
  refused("its header lacks 'shape':", std::string("\x93NUMPY\x01\x00\x2a\x00", 10) +
                                           "{'descr': '|u1', 'fortran_order': False, }");
  refused("it is no zip", "not a zip at all");
  const std::string whole = npy("|u1", "(1, 1, 3)", "abc");
  for (size_t length = 0; length + 1 < whole.size(); ++length) {
    write_atomically(folder / "x.npy", whole.substr(0, length));
    EXPECT_THROW(open_set_file(folder / "x.npy", 100), Error) << length;
  }
}

TEST(Sets, AreFoundOneFolderBelow) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "cifar-10-batches-bin");
  put(folder / "cifar-10-batches-bin/data_batch_1.bin", cifar_record(3));
  EXPECT_EQ(open(folder.path())->label(0), 3);
}

TEST(Sets, PicturesBesideThemCountToo) {
  const TemporaryFolder folder;
  put(folder / "data_batch_1.bin", cifar_record(3));
  std::filesystem::create_directory(folder / "more");
  put_picture(folder / "more/a.png", 1);
  const auto source = open(folder.path());
  ASSERT_EQ(source->size(), 2);
  EXPECT_EQ(source->name(1), "more/a.png");
  EXPECT_EQ(source->classes().size(), 11u);
}

TEST(Sets, SeveralRootsAreOneSetWithTheirClassesJoinedByName) {
  const TemporaryFolder folder;
  put(folder / "data_batch_1.bin", cifar_record(0) + cifar_record(9));
  std::string picture(27648, '\0');
  put(folder / "train_X.bin", picture + picture);
  put(folder / "train_y.bin", "\x01\x08");  // airplane, monkey
  const auto both = open_source(
      {.paths = {(folder / "data_batch_1.bin").string(), (folder / "train_X.bin").string()}}, {});
  ASSERT_EQ(both->size(), 4);
  const auto name = [&](int64_t i) { return both->classes()[static_cast<size_t>(both->label(i))]; };
  EXPECT_EQ(name(0), "airplane");
  EXPECT_EQ(name(1), "truck");
  EXPECT_EQ(both->label(2), both->label(0)) << "airplane is airplane";
  EXPECT_EQ(name(3), "monkey");
  EXPECT_NE(both->name(2).find("train_X.bin/train_X.bin #0"), std::string::npos);
  EXPECT_NE(both->identity(), open(folder / "train_X.bin")->identity());
}

}  // namespace
}  // namespace wgan
