#include "wgan/formats/sealed_file.h"

#include "support.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// A file with the given index: 64 bytes of data that begin like a zip, the index, an end record of
/// 22 bytes without a comment.
std::string file_with(const std::string& json) {
  const std::string data = "PK\3\4" + std::string(60, 'x');
  return seal(data + json + std::string(22, '\0'), data.size(), json.size());
}

std::string file_with(const SealedIndex& index) { return file_with(index_json(index)); }

const TensorRecord kWeight{"g.weight", "f32", {2, 3}, 8, 24};

void refuses(const std::string& contents, const std::string& part) {
  expect_error(ExitCode::kModel, part, [&] { parse_sealed(contents, "g.pt"); });
}

TEST(SealedFile, ReadsWhatWasWritten) {
  const SealedFile file =
      parse_sealed(file_with(SealedIndex{{{"kind", "state"}, {"settings", "--a 1\n--b \"2\"\n"}},
                                         {kWeight, {"empty", "i64", {0}, 0, 0}}}),
                   "g.pt");
  EXPECT_EQ(file.index.text.at("settings"), "--a 1\n--b \"2\"\n");
  ASSERT_EQ(file.index.tensors.size(), 2u);
  EXPECT_EQ(file.index.tensors[0].name, "g.weight");
  EXPECT_EQ(file.index.tensors[0].shape, (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(file.index.tensors[0].offset, 8u);
}

TEST(SealedFile, EveryFlippedBitAndEveryTruncationIsRefused) {
  const std::string good = file_with(SealedIndex{{{"kind", "state"}}, {kWeight}});
  size_t accepted = 0;
  for (size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    try {
      parse_sealed(bad, "g.pt");
      ++accepted;
    } catch (const Error&) {
    }
  }
  EXPECT_EQ(accepted, 0u);
  for (size_t length = 0; length < good.size(); ++length)
    refuses(good.substr(0, length), "not a whole wgan model file");
}

TEST(SealedFile, ForgedIndexesAreRefused) {
  const auto with = [](TensorRecord record) {
    return file_with(SealedIndex{{}, {std::move(record)}});
  };
  refuses(with({"a", "f32", {2, 3}, 8, 23}), "disagrees with its shape");
  refuses(with({"a", "f32", {INT64_MAX, 4}, 8, 24}), "disagrees with its shape");
  // Without an element, and with strides that would overflow.
  refuses(with({"a", "f32", {0, INT64_MAX, 4}, 8, 0}), "disagrees with its shape");
  refuses(with({"a", "q9", {1}, 8, 4}), "disagrees with its shape");
  refuses(with({"a", "u8", {1000}, 8, 1000}), "outside the file");
  refuses(with({"a", "u8", {1}, UINT64_MAX / 2, 1}), "outside the file");
  refuses(with({"", "u8", {1}, 8, 1}), "no proper name");
  refuses(with({std::string(600, 'n'), "u8", {1}, 8, 1}), "no proper name");
  refuses(with({"a", "u8", {1, 1, 1, 1, 1, 1, 1, 1, 1}, 8, 1}), "wrong place");
  refuses(file_with(SealedIndex{{}, {kWeight, kWeight}}), "same name");
  refuses(file_with(SealedIndex{{}, {kWeight, {"b", "u8", {1}, 31, 1}}}), "overlap");
  refuses(file_with(R"({"format":2,"text":{},"tensors":[]})"), "format 2");
  refuses(file_with(R"({"format":1,"text":{}})"), "lacks");
  refuses(file_with(R"({"format":1,"text":{"a":[[[[)"), "wrong place");
  refuses(file_with("not json"), "no JSON");
  refuses(
      file_with(
          R"({"format":1,"tensors":[{"name":"a","dtype":"u8","shape":[-1],"offset":0,"bytes":0}]})"),
      "negative");
}

TEST(SealedFile, ACountInATextHasARange) {
  const SealedIndex index{{{"none", "many"},
                           {"least", "0"},
                           {"most", "9007199254740992"},
                           {"more", "9007199254740993"},
                           {"less", "-1"}},
                          {}};
  EXPECT_EQ(count_in(index, "absent", "g.pt"), std::nullopt);
  EXPECT_EQ(count_in(index, "least", "g.pt"), 0);
  EXPECT_EQ(count_in(index, "most", "g.pt"), kMostCounted);
  for (const char* bad : {"none", "more", "less"})
    expect_error(ExitCode::kModel, cat("g.pt: ", bad, " is '", index.text.at(bad), "'"),
                 [&] { count_in(index, bad, "g.pt"); });
}

TEST(SealedFile, TooManyTensorsAreRefused) {
  SealedIndex index;
  for (int64_t i = 0; i <= kMostTensors; ++i)
    index.tensors.push_back({cat("t", i), "u8", {0}, 0, 0});
  refuses(file_with(index), "too many tensors");
}

TEST(SealedFile, OtherFilesAreNamedForWhatTheyAre) {
  refuses("", "it is empty");
  refuses("PK\3\4 and so on", "a PyTorch file that wgan did not write");
  refuses(std::string(10000, '\0'), "name the g.pt or state.pt of a run");
  expect_error(ExitCode::kModel, "No such file", [] { read_sealed("/nowhere/g.pt"); });
}

}  // namespace
}  // namespace wgan
