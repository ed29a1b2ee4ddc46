#include "wgan/formats/safetensors.h"

#include <gtest/gtest.h>

#include "support.h"

namespace wgan {
namespace {

std::string file_of(const std::string& header, const std::string& data) {
  std::string length(8, '\0');
  for (size_t i = 0; i < 8; ++i) length[i] = static_cast<char>(header.size() >> (8 * i) & 0xFF);
  return length + header + data;
}

TEST(Safetensors, ReadsTensorsAndMetadata) {
  const std::string header =
      R"({"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2],"data_offsets":[1,9]},)"
      R"("a":{"dtype":"U8","shape":[1,1],"data_offsets":[0,1]}}  )";
  const SealedFile file = parse_safetensors(file_of(header, "x12345678"), "w");
  ASSERT_EQ(file.index.tensors.size(), 2U);
  EXPECT_EQ(file.index.text.at("format"), "pt");
  const TensorRecord& b = file.index.tensors[0];
  EXPECT_EQ(b.name, "b");
  EXPECT_EQ(b.dtype, "f32");
  EXPECT_EQ(b.shape, std::vector<int64_t>{2});
  EXPECT_EQ(file.contents.substr(b.offset, b.bytes), "12345678");
}

TEST(Safetensors, RefusesWhatIsNotWhole) {
  const auto refused = [](const std::string& part, const std::string& header,
                          const std::string& data = "1234") {
    expect_error(ExitCode::kModel, part, [&] { parse_safetensors(file_of(header, data), "w"); });
  };
  const auto one = [](const std::string& inside) { return R"({"a":{)" + inside + "}}"; };
  const std::string good = R"("dtype":"F32","shape":[1],"data_offsets":[0,4])";
  EXPECT_NO_THROW(parse_safetensors(file_of(one(good), "1234"), "w"));
  refused("lies outside", one(R"("dtype":"F32","shape":[1],"data_offsets":[4,8])"));
  refused("lies outside", one(R"("dtype":"F32","shape":[1],"data_offsets":[9,13])"));
  refused("disagrees with its shape", one(R"("dtype":"F32","shape":[2],"data_offsets":[0,4])"));
  refused("ends before it begins", one(R"("dtype":"F32","shape":[1],"data_offsets":[4,0])"));
  refused("type I4", one(R"("dtype":"I4","shape":[1],"data_offsets":[0,4])"));
  refused("disagrees", one(R"("shape":[1],"data_offsets":[0,4])"));
  refused("lacks its shape", one(R"("dtype":"F32","data_offsets":[0,4])"));
  refused("lacks its shape", one(R"("dtype":"F32","shape":[1],"data_offsets":[0])"));
  refused("in the wrong place", one(R"("dtype":"F32","shape":[1],"data_offsets":[0,4,8])"));
  refused("no JSON", "{\"a\":");
  refused("negative", one(R"("dtype":"F32","shape":[-1],"data_offsets":[0,4])"));
  refused("too large", one(R"("dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,4])"));
  refused("the same name", "{\"a\":{" + good + "},\"a\":{" + good + "}}");
  refused("overlap", "{\"a\":{" + good + "},\"b\":{" + good + "}}");
  refused("wrong place", "[1]");
  expect_error(ExitCode::kModel, "too short", [] { parse_safetensors("1234567", "w"); });
  expect_error(ExitCode::kModel, "impossible length",
               [] { parse_safetensors(std::string(8, '\xff') + "{}", "w"); });
  const std::string whole = file_of(one(good), "1234");
  for (size_t length = 0; length < whole.size(); ++length)
    EXPECT_THROW(parse_safetensors(whole.substr(0, length), "w"), Error) << length;
}

}  // namespace
}  // namespace wgan
