#include "wgan/inspect/shapes.h"

#include "support.h"

namespace wgan {
namespace {

std::vector<PictureShape> some(int64_t count, const PictureShape& shape) {
  return std::vector<PictureShape>(static_cast<size_t>(count), shape);
}

std::vector<PictureShape> operator+(std::vector<PictureShape> a,
                                    const std::vector<PictureShape>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(MixedKinds, NamesTheKindsWithTheirCounts) {
  const auto shapes =
      some(1000, {28, 28, 1, 0}) + some(900, {28, 28, 1, 1}) + some(905, {68, 56, 4, 2});
  const auto found = mixed_kinds(shapes, {"zero", "one", "sprites"});
  ASSERT_TRUE(found);
  EXPECT_NE(found->find("1,900 of 28x28 gray in zero and 1 other folder; 905 of 68x56 in sprites"),
            std::string::npos)
      << *found;
}

TEST(MixedKinds, AreNotClassesOfOneKindOrOfManySizes) {
  EXPECT_FALSE(mixed_kinds(some(10, {32, 32, 3, 0}) + some(20, {32, 32, 4, 1}), {"a", "b"}));
  // The photographs of each class have all sizes.
  std::vector<PictureShape> photographs;
  for (int64_t i = 0; i < 20; ++i)
    photographs.push_back({300 + i, 200, 3, static_cast<int32_t>(i % 2)});
  EXPECT_FALSE(mixed_kinds(photographs, {"cats", "dogs"}));
  EXPECT_FALSE(mixed_kinds(some(10, {32, 32, 3, -1}), {}));
  EXPECT_FALSE(mixed_kinds(some(1, {32, 32, 3, 0}) + some(1, {64, 32, 3, 1}), {"a", "b"}))
      << "one picture each";
}

TEST(CutByFit, SaysWhatIsLost) {
  DataOptions o;
  const auto sprites = some(9, {68, 56, 4, -1}) + some(3, {56, 56, 4, -1});
  const auto found = cut_by_fit(sprites, o);
  ASSERT_TRUE(found);
  EXPECT_NE(found->find("cuts 18 % of the width off a picture of 68x56"), std::string::npos)
      << *found;
  o.size = {68, 56};
  EXPECT_FALSE(cut_by_fit(sprites, o));
  o.size = {64, 64}, o.fit = "contain";
  EXPECT_FALSE(cut_by_fit(sprites, o));
  o.fit = "cover";
  EXPECT_FALSE(cut_by_fit(some(3, {68, 56, 4, -1}) + some(9, {56, 56, 4, -1}), o));
  EXPECT_NE(cut_by_fit(some(3, {50, 100, 3, -1}), o)->find("50 % of the height"),
            std::string::npos);
}

}  // namespace
}  // namespace wgan
