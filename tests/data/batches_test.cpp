#include <cmath>
#include <map>
#include <memory>
#include <set>

#include "support.h"
#include "wgan/data/data.h"
#include "wgan/device/device.h"
#include "wgan/image/augment.h"
#include "wgan/image/image_tensor.h"

namespace wgan {
namespace {

/// Pictures of 2x1 gray pixels: the left one is the picture's number, the right one 255.
PictureSet numbered(int64_t count) {
  PictureSet set{{2, 1}, 1, {}, {}, {}};
  std::vector<uint8_t> pixels;
  for (int64_t i = 0; i < count; ++i) {
    pixels.push_back(static_cast<uint8_t>(i));
    pixels.push_back(255);
    set.labels.push_back(static_cast<int32_t>(i % 3));
  }
  set.pixels = Pixels(pixels);
  return set;
}

int64_t byte(const Tensor& value) { return std::lround((value.item<float>() + 1) * 127.5F); }

std::vector<int64_t> numbers(const Batch& batch) {
  std::vector<int64_t> all;
  for (int64_t i = 0; i < batch.images.size(0); ++i) all.push_back(byte(batch.images[i].min()));
  return all;
}

TEST(Batches, AreInTheOrderThatTheConvolutionsWant) {
  PictureSet set{{3, 2}, 3, {}, {}, {}};
  set.labels = {0};
  std::vector<uint8_t> pixels(18);
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(10 * i);
  set.pixels = Pixels(pixels);
  Batches batches(set, {.batch = 2}, at::kCPU);
  for (const Tensor& images : {batches.next().images, batches.last().images}) {
    EXPECT_TRUE(images.is_contiguous(memory_format_on(at::kCPU)));
    for (int64_t y = 0; y < 2; ++y) {
      for (int64_t x = 0; x < 3; ++x) {
        for (int64_t c = 0; c < 3; ++c)
          EXPECT_EQ(byte(images[1][c][y][x]), 10 * ((y * 3 + x) * 3 + c));
      }
    }
  }
}

TEST(Batches, EachEpochHasEachPictureOnceInANewOrder) {
  const PictureSet set = numbered(10);
  Batches batches(set, {.batch = 4, .seed = 1}, at::kCPU);
  std::vector<int64_t> dealt;
  for (int i = 0; i < 5; ++i) {
    const Batch batch = batches.next();
    for (const int64_t n : numbers(batch)) dealt.push_back(n);
    for (int64_t k = 0; k < 4; ++k)
      EXPECT_EQ(batch.labels[k].item<int64_t>(),
                dealt[dealt.size() - 4 + static_cast<size_t>(k)] % 3);
  }
  EXPECT_EQ(batches.position(), 20);
  const std::vector<int64_t> first(dealt.begin(), dealt.begin() + 10),
      second(dealt.begin() + 10, dealt.end());
  EXPECT_NE(first, second);
  for (auto epoch : {first, second}) {
    std::sort(epoch.begin(), epoch.end());
    for (int64_t i = 0; i < 10; ++i) EXPECT_EQ(epoch[static_cast<size_t>(i)], i);
  }
}

TEST(Batches, ABatchIsAFunctionOfItsPosition) {
  const PictureSet set = numbered(10);
  const BatchOptions options{.batch = 3, .augment = {.flip = true}, .seed = 5};
  Batches through(set, options, at::kCPU);
  for (int i = 0; i < 7; ++i) through.next();
  const Batch eighth = through.next();
  Batches later(set, options, at::kCPU, 21);
  EXPECT_TRUE(later.next().images.equal(eighth.images));
  EXPECT_TRUE(later.last().images.equal(eighth.images));
}

TEST(Batches, AnotherAttemptDealsAnew) {
  const PictureSet set = numbered(100);
  Batches a(set, {.batch = 50}, at::kCPU), b(set, {.batch = 50, .attempt = 1}, at::kCPU);
  EXPECT_NE(numbers(a.next()), numbers(b.next()));
}

TEST(Batches, FlipsMirrorAboutHalfOfThePicturesAndAnewEachEpoch) {
  const PictureSet set = numbered(200);
  Batches batches(set, {.batch = 200, .augment = {.flip = true}}, at::kCPU);
  std::map<int64_t, int> flips;
  int changed = 0;
  for (int epoch = 0; epoch < 2; ++epoch) {
    const Batch batch = batches.next();
    for (int64_t i = 0; i < 200; ++i) {
      const Tensor row = batch.images[i][0][0];
      const bool flipped = byte(row[1]) != 255;
      const int64_t number = byte(row[flipped ? 1 : 0]);
      EXPECT_EQ(byte(row[flipped ? 0 : 1]), 255);
      if (epoch == 1) changed += flips[number] != flipped;
      flips[number] = flipped;
    }
  }
  int flipped = 0;
  for (const auto& [number, is] : flips) flipped += is;
  EXPECT_NEAR(flipped, 100, 40);
  EXPECT_NEAR(changed, 100, 40);
}

TEST(Batches, AugmentationIsThatOfThePictureAndTheEpoch) {
  PictureSet set{{8, 8}, 3, {}, {}, {}};
  std::vector<uint8_t> pixels(8 * 8 * 3 * 6);
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(i * 7 + i / 192);
  set.pixels = Pixels(pixels);
  set.labels = {0, 1, 2, 3, 4, 5};
  const BatchOptions options{
      .batch = 4, .augment = {.flip = true, .crop_pad = 2, .noise = 5}, .seed = 9};
  Batches batches(set, options, at::kCPU);
  for (int64_t position = 0; position < 24; position += 4) {
    const Batch batch = batches.next();
    const auto seen = to_images(batch.images);
    for (int64_t i = 0; i < 4; ++i) {
      const int64_t index = batch.labels[i].item<int64_t>(), epoch = (position + i) / 6;
      EXPECT_EQ(seen[static_cast<size_t>(i)], augmented(set.picture(index), options.augment,
                                                        augmentation(options, epoch, index)));
    }
  }
}

TEST(Batches, AShareOfTheLabelsIsHeldOutThroughoutARun) {
  PictureSet set = numbered(1000);
  for (size_t i = 0; i < 1000; ++i) set.labels[i] = static_cast<int32_t>(i);
  const BatchOptions options{.batch = 1000, .seed = 3, .known = 0.7};
  Batches batches(set, options, at::kCPU);
  const auto hidden = [&] {
    std::set<int64_t> found;
    const Batch batch = batches.next();
    for (int64_t i = 0; i < 1000; ++i) {
      const auto label = batch.labels[i].item<int64_t>();
      if (label < kNoLabel) found.insert(held_out(label));
    }
    return found;
  };
  const auto first = hidden(), second = hidden();
  EXPECT_EQ(first, second) << "the same in each epoch";
  EXPECT_GT(first.size(), 250U);
  EXPECT_LT(first.size(), 350U);
  for (const int64_t index : first) EXPECT_TRUE(holds_out(options, index));
}

TEST(Batches, TheNumberOfThreadsChangesNothing) {
  const PictureSet set = numbered(50);
  BatchOptions options{.batch = 7, .augment = {.flip = true, .noise = 9}, .seed = 2};
  Batches one(set, options, at::kCPU);
  options.threads = 3;
  Batches three(set, options, at::kCPU);
  for (int i = 0; i < 40; ++i) {
    const Batch a = one.next(), b = three.next();
    ASSERT_TRUE(a.images.equal(b.images)) << i;
    ASSERT_TRUE(a.labels.equal(b.labels)) << i;
  }
  EXPECT_EQ(three.position(), 280);
}

TEST(Batches, VerticalFlipsTurnColumnsOver) {
  PictureSet set{{1, 2}, 1, {}, {}, {}};
  std::vector<uint8_t> pixels;
  for (int i = 0; i < 64; ++i) pixels.insert(pixels.end(), {0, 255}), set.labels.push_back(0);
  set.pixels = Pixels(pixels);
  Batches batches(set, {.batch = 64, .augment = {.vflip = true}}, at::kCPU);
  const double upside_down = batches.next().images.select(2, 0).gt(0).sum().item<double>();
  EXPECT_NEAR(upside_down, 32, 16);
}

/// The bytes of a set in a file that fails where it is told to.
class FailingBlob : public Blob {
 public:
  FailingBlob(std::string bytes, std::set<int64_t> bad, bool shorter)
      : bytes_(std::move(bytes)), bad_(std::move(bad)), shorter_(shorter) {}

  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  std::string read(int64_t offset, int64_t count) const override {
    if (bad_.count(offset / count) == 0)
      return bytes_.substr(static_cast<size_t>(offset), static_cast<size_t>(count));
    if (shorter_) return {};
    throw Error(ExitCode::kDisk, "cannot read: Input/output error");
  }

 private:
  std::string bytes_;
  std::set<int64_t> bad_;
  bool shorter_;
};

PictureSet failing(int64_t count, const std::set<int64_t>& bad, bool shorter = false) {
  PictureSet set = numbered(count);
  std::string bytes;
  for (int64_t i = 0; i < count; ++i) {
    bytes.push_back(static_cast<char>(i));
    bytes.push_back(static_cast<char>(255));
  }
  set.pixels = Pixels(std::make_shared<FailingBlob>(bytes, bad, shorter), count * 2);
  set.name = [](int64_t index) { return "p" + std::to_string(index); };
  return set;
}

TEST(Batches, PicturesThatCannotBeHadAreNamedAndOthersTakeTheirPlace) {
  // Every picture of the set in turn, and two at once; with and without augmentation, one worker
  // and more; read errors, and a file that has become shorter.
  int cases = 0;
  for (int64_t which = 0; which < 12; ++which) {
    for (const int64_t threads : {1, 2, 4}) {
      const std::set<int64_t> bad{which, (which * 5 + 1) % 12};
      const PictureSet set = failing(12, bad, which % 2 == 0);
      Batches batches(set,
                      {.batch = 4,
                       .augment = {.flip = which % 3 == 0},
                       .seed = 3,
                       .threads = threads,
                       .max_bad = 0.2},
                      at::kCPU);
      std::set<int64_t> seen;
      for (int i = 0; i < 12; ++i) {
        for (const int64_t number : numbers(batches.next())) seen.insert(number);
      }
      EXPECT_EQ(seen.size(), 12 - bad.size());
      for (const int64_t number : bad) EXPECT_EQ(seen.count(number), 0u);
      std::set<std::string> named;
      for (const BadPicture& one : batches.take_bad()) {
        EXPECT_TRUE(named.insert(one.name).second) << "named once";
        EXPECT_NE(one.reason.find(which % 2 == 0 ? "shorter" : "Input/output error"),
                  std::string::npos);
      }
      for (const int64_t number : bad) EXPECT_EQ(named.count("p" + std::to_string(number)), 1u);
      EXPECT_TRUE(batches.take_bad().empty());
      RecordProperty("cases", ++cases);
    }
  }
}

TEST(Batches, TooManyThatCannotBeHadAreAnErrorAndNoHang) {
  int cases = 0;
  for (const int64_t threads : {1, 2, 4}) {
    for (const double share : {0.0, 0.1, 0.5, 1.0}) {
      std::set<int64_t> bad;
      for (int64_t i = 0; i < (share < 1 ? 8 : 12); ++i) bad.insert(i);
      const PictureSet set = failing(12, bad);
      Batches batches(set, {.batch = 4, .seed = 3, .threads = threads, .max_bad = share}, at::kCPU);
      expect_error(ExitCode::kData, "pictures could not be read while training", [&] {
        for (int i = 0; i < 12; ++i) batches.next();
      });
      RecordProperty("cases", ++cases);
      // And again, whoever asks.
      expect_error(ExitCode::kData, "more than --max-bad allows", [&] { batches.next(); });
    }
  }
}

TEST(Batches, GoesToAnotherPlaceAndAttempt) {
  const PictureSet set = numbered(10);
  Batches batches(set, {.batch = 3, .seed = 5}, at::kCPU);
  std::vector<std::vector<int64_t>> dealt;
  for (int i = 0; i < 6; ++i) dealt.push_back(numbers(batches.next()));
  batches.go_to(0, 6);
  EXPECT_EQ(batches.position(), 6);
  EXPECT_EQ(numbers(batches.next()), dealt[2]);
  EXPECT_EQ(numbers(batches.last()), dealt[2]);
  EXPECT_EQ(batches.last_names(),
            (std::vector<std::string>{"picture " + std::to_string(dealt[2][0]),
                                      "picture " + std::to_string(dealt[2][1]),
                                      "picture " + std::to_string(dealt[2][2])}));
  batches.go_to(1, 0);
  Batches second(set, {.batch = 3, .seed = 5, .attempt = 1}, at::kCPU);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(numbers(batches.next()), numbers(second.next()));
}

}  // namespace
}  // namespace wgan
