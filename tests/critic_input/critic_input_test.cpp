#include <cmath>

#include "wgan/critic_input/critic_input.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/autograd.h>

#include "support.h"
#include "wgan/image/image_tensor.h"

namespace wgan {
namespace {

SampleRandom draws(uint64_t step = 0) {
  return
      [step](int64_t i) { return Random(3, Stream::kRealView, 0, step, static_cast<uint64_t>(i)); };
}

/// Every byte value in each of three channels.
std::vector<Image> all_bytes() {
  Image image(16, 16, 3);
  for (size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = static_cast<uint8_t>(i / 3);
  return {image};
}

TEST(Range, EveryByteSurvivesTheRoundTrip) {
  const Tensor unit = to_tensor(all_bytes());
  for (const Range& range : {Range("half", {}, {}), Range("none", {}, {}),
                             Range("channel", {0.93, 0.02, 0.5}, {0.05, 0.5, 1e-9}),
                             *Range::parse("channel 0.1,0.2,0.3 0.4,0.5,0.6")}) {
    EXPECT_EQ(to_images(range.to_unit(range.from_unit(unit))), all_bytes()) << range.text();
    const auto stored = Range::parse(range.text());
    ASSERT_TRUE(stored) << range.text();
    EXPECT_EQ(stored->text(), range.text());
    EXPECT_TRUE(stored->from_unit(unit).equal(range.from_unit(unit)));
  }
}

TEST(Range, ValuesAreWhatTheNamesSay) {
  Image image(1, 1, 3);
  image.pixels = {0, 51, 255};  // 0, 0.2, 1
  const Tensor unit = to_tensor({image});
  const auto value = [&](const Range& range, int64_t channel) {
    return range.from_unit(unit)[0][channel][0][0].item<double>();
  };
  EXPECT_NEAR(value(Range("half", {}, {}), 1), -0.6, 1e-6);
  EXPECT_NEAR(value(Range("none", {}, {}), 0), 0, 1e-6);
  EXPECT_NEAR(value(Range("none", {}, {}), 1), 0.2, 1e-6);
  EXPECT_NEAR(value(Range("none", {}, {}), 2), 1, 1e-6);
  // (0.2 - 0.3) / 0.25 = -0.4; (1 - 0.5) / 0.1 = 5
  const Range channel("channel", {0, 0.3, 0.5}, {1, 0.25, 0.1});
  EXPECT_NEAR(value(channel, 1), -0.4, 1e-6);
  EXPECT_NEAR(value(channel, 2), 5, 1e-5);
}

TEST(Range, OtherTextsAreNone) {
  for (const char* text : {"", "full", "channel", "channel 1", "channel 1,2 3", "channel a b"})
    EXPECT_FALSE(Range::parse(text)) << text;
}

TEST(CriticInput, WithoutChangesPicturesPassAsTheyAre) {
  const Tensor images = at::randn({2, 3, 8, 8});
  EXPECT_TRUE(CriticInput()(images, draws()).equal(images));
}

TEST(DiffAugment, ColorMeetsItsFormula) {
  const Tensor images = at::randn({2, 3, 4, 4}) * 0.3;
  const Tensor seen = CriticInput({}, {"color"})(images, draws());
  for (int64_t i = 0; i < 2; ++i) {
    Random random = draws()(i);
    const double brightness = random.uniform() - 0.5, saturation = 2 * random.uniform(),
                 contrast = random.uniform() + 0.5;
    Tensor expected = images[i] + brightness;
    const Tensor gray = expected.mean(0, true);
    expected = (expected - gray) * saturation + gray;
    expected = (expected - expected.mean()) * contrast + expected.mean();
    EXPECT_TRUE(at::allclose(seen[i], expected, 1e-4, 1e-5));
  }
}

TEST(DiffAugment, TranslationMovesByUpToAnEighthAndBlanksTheRest) {
  // Each pixel has a value of its own, from 1 up.
  const Tensor images =
      (at::arange(1, 16 * 24 + 1, at::kFloat).reshape({1, 1, 16, 24})).expand({64, 1, 16, 24});
  const Tensor seen = CriticInput({}, {"translation"})(images, draws());
  std::set<int64_t> rights, downs;
  for (int64_t i = 0; i < 64; ++i) {
    const float middle = seen[i][0][8][12].item<float>() - 1;  // what came to the centre
    const int64_t down = 8 - static_cast<int64_t>(middle) / 24,
                  right = 12 - static_cast<int64_t>(middle) % 24;
    rights.insert(right), downs.insert(down);
    for (int64_t y = 0; y < 16; ++y) {
      for (int64_t x = 0; x < 24; ++x) {
        const bool inside = y - down >= 0 && y - down < 16 && x - right >= 0 && x - right < 24;
        ASSERT_EQ(seen[i][0][y][x].item<float>(),
                  inside ? static_cast<float>((y - down) * 24 + x - right + 1) : 0.0F);
      }
    }
  }
  EXPECT_EQ(downs, (std::set<int64_t>{-2, -1, 0, 1, 2}));
  EXPECT_EQ(rights, (std::set<int64_t>{-3, -2, -1, 0, 1, 2, 3}));
}

TEST(DiffAugment, CutoutBlanksAQuarterOrLessAtTheBorder) {
  const Tensor seen = CriticInput({}, {"cutout"})(at::ones({200, 3, 16, 16}), draws());
  double most = 0, total = 0;
  const Tensor often = CriticInput({}, {"cutout"})(at::ones({4000, 1, 16, 16}), draws(1))
                           .eq(0)
                           .sum(at::IntArrayRef({0, 1}));
  EXPECT_NEAR(often[0].sum().item<double>() / often[15].sum().item<double>(), 1, 0.1)
      << "the first row is cut as often as the last";
  for (int64_t i = 0; i < 200; ++i) {
    const double blank = (seen[i][0] == 0).sum().item<double>();
    EXPECT_EQ((seen[i] == 0).sum().item<double>(), 3 * blank) << "in all channels alike";
    most = std::max(most, blank), total += blank;
  }
  EXPECT_EQ(most, 64);
  EXPECT_GT(total / 200, 40);
  EXPECT_LT(total / 200, 60);
}

TEST(DiffAugment, BlankMeansClearWhereThereIsTransparency) {
  const Tensor images = at::ones({8, 4, 16, 16});
  for (const char* change : {"translation", "cutout"}) {
    const Tensor seen = CriticInput({}, {change})(images, draws());
    EXPECT_EQ(seen.min().item<float>(), -1);
    EXPECT_EQ(((seen == 1) | (seen == -1)).all().item<bool>(), true);
  }
  const Tensor coloured = CriticInput({}, {"color"})(images, draws());
  EXPECT_TRUE(coloured.narrow(1, 3, 1).equal(images.narrow(1, 3, 1)));
}

TEST(DiffAugment, GradientsReachEveryPixelThatIsSeen) {
  const Tensor images = (at::randn({4, 3, 16, 16}) * 0.3).requires_grad_();
  const CriticInput critic_input(Range("none", {}, {}), {"color", "translation", "cutout"});
  const Tensor weights = at::randn({4, 3, 16, 16});
  const Tensor gradient =
      torch::autograd::grad({(critic_input(images, draws()) * weights).sum()}, {images})[0];
  EXPECT_GT(gradient.norm().item<double>(), 1);
  // The directional derivative against finite differences.
  const Tensor direction = at::randn({4, 3, 16, 16});
  const auto value = [&](double t) {
    return (critic_input((images + t * direction).detach().to(at::kDouble), draws()) * weights)
        .sum()
        .item<double>();
  };
  const double slope = (value(1e-3) - value(-1e-3)) / 2e-3;
  EXPECT_NEAR((gradient * direction).sum().item<double>(), slope, 1e-2 * std::abs(slope) + 1e-2);
}

TEST(DiffAugment, DrawsBelongToTheSampleNotToItsBatch) {
  const Tensor images = at::randn({4, 3, 16, 16});
  const CriticInput critic_input({}, {"color", "translation", "cutout"});
  const Tensor whole = critic_input(images, draws());
  const Tensor half =
      critic_input(images.narrow(0, 2, 2), [](int64_t i) { return draws()(i + 2); });
  EXPECT_TRUE(at::allclose(whole.narrow(0, 2, 2), half));
  EXPECT_FALSE(at::allclose(whole, critic_input(images, draws(1))));
}

TEST(DiffAugment, ChangesTheShareThatIsAskedFor) {
  const Tensor images = at::randn({1000, 1, 2, 2});
  const CriticInput critic_input(Range(), {"color"});
  const auto changed = [&](double share) {
    const Tensor differs = critic_input(images, draws(), share) != images;
    return differs.flatten(1).any(1).to(at::kFloat).mean().item<double>();
  };
  EXPECT_EQ(changed(0), 0);
  EXPECT_NEAR(changed(0.3), 0.3, 4 * std::sqrt(0.3 * 0.7 / 1000));
  EXPECT_EQ(changed(1), 1);
  EXPECT_TRUE(critic_input(images, draws(), 1).equal(critic_input(images, draws())));
}

TEST(CriticInput, AnUnknownChangeIsAnError) {
  expect_error(ExitCode::kUsage, "expected color, translation or cutout",
               [] { CriticInput({}, {"rotation"}); });
}

}  // namespace
}  // namespace wgan
