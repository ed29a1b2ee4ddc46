#include "cli/program.h"
#include "wgan/formats/npz.h"
#include "wgan/formats/safetensors.h"

namespace wgan {
namespace {

class ExportProgram : public Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    good(tiny("gan", "2", "r"));
  }
};

TEST_F(ExportProgram, SafetensorsAndNumPyHoldTheAveragedWeights) {
  EXPECT_EQ(good({"export", "r/g.pt", "--out", "g.safetensors"}).out, "g.safetensors\n");
  const SealedFile found = read_safetensors(folder_ / "g.safetensors");
  const std::map<std::string, std::string> original = tensors("r/g.pt");
  size_t averaged = 0;
  for (const auto& [name, bytes] : original) averaged += name.starts_with("g_ema.");
  ASSERT_EQ(found.index.tensors.size(), averaged);
  for (const TensorRecord& tensor : found.index.tensors)
    EXPECT_EQ(found.contents.substr(tensor.offset, tensor.bytes),
              original.at("g_ema." + tensor.name))
        << tensor.name;
  EXPECT_EQ(found.index.text.at("latent"), "8");
  EXPECT_EQ(found.index.text.at("weights"), "averaged");
  EXPECT_NE(found.index.text.at("settings").find("--arch dcgan"), std::string::npos);

  good({"export", "r", "--raw", "--out", "newest", "--format", "safetensors"});
  const SealedFile newest = read_safetensors(folder_ / "newest");
  EXPECT_EQ(newest.contents.substr(newest.index.tensors[0].offset, newest.index.tensors[0].bytes),
            original.at("g." + newest.index.tensors[0].name));

  // Nobody else needs to know where the pictures are.
  good({"export", "r/state.pt", "--out", "state.safetensors"});
  EXPECT_EQ(file("state.safetensors").find("--data"), std::string::npos);

  good({"export", "r", "--out", "g.npz"});
  EXPECT_EQ(file("g.npz").substr(0, 4), "PK\x03\x04");
  EXPECT_NE(file("g.npz").find("metadata.settings.npy"), std::string::npos);
}

TEST_F(ExportProgram, OnnxHasTheGraphAndItsFacts) {
  good({"export", "r", "--out", "g.onnx"});
  const std::string graph = file("g.onnx");
  for (const char* part : {"ConvTranspose", "BatchNormalization", "Tanh", "pictures", "latent_law"})
    EXPECT_NE(graph.find(part), std::string::npos) << part;
  EXPECT_EQ(graph.find("Cast"), std::string::npos);
  good({"export", "r", "--out", "u8.onnx", "--u8"});
  EXPECT_NE(file("u8.onnx").find("Cast"), std::string::npos);
  // The same file each time.
  good({"export", "r", "--out", "again.onnx"});
  EXPECT_EQ(file("again.onnx"), graph);
}

TEST_F(ExportProgram, SamplesComeWithTheirLatents) {
  good({"sample", "r", "--seeds", "3-4", "--npz", "s.npz"});
  const std::string bytes = file("s.npz");
  const size_t z = bytes.find("z.npy");
  ASSERT_NE(z, std::string::npos);
  EXPECT_NE(bytes.find("'shape': (2, 8, )", z), std::string::npos);
  EXPECT_NE(bytes.find("<f4", z), std::string::npos);
}

TEST_F(ExportProgram, MistakesAreNamed) {
  bad(2, "no model named", {"export", "--out", "g.onnx"});
  bad(2, "--out is missing", {"export", "r"});
  bad(2, "must end in .onnx, .safetensors or .npz", {"export", "r", "--out", "g.pb"});
  bad(2, "--u8 true has no effect here: it is for onnx", {"export", "r", "--out", "g.npz", "--u8"});
  bad(2, "expected auto, onnx, safetensors, npz",
      {"export", "r", "--out", "g", "--format", "torchscript"});
  const std::string before = file("r/g.pt");
  bad(2, "is the model itself", {"export", "r", "--out", "r/g.pt", "--format", "onnx"});
  EXPECT_EQ(file("r/g.pt"), before);
  bad(2, "--out is missing", {"export", "r", "--u8"});
  bad(2, "not to stdout", {"export", "r", "--out", "-", "--format", "onnx"});
  bad(2, "--device", {"export", "r", "--out", "g.onnx", "--device", "cuda"});
  EXPECT_NE(run({"export", "nowhere.pt", "--out", "g.onnx"}).code, 0);
  EXPECT_NE(run({"export", "r", "--out", "no/such/folder/g.onnx"}).code, 0);
  EXPECT_FALSE(exists("g.onnx"));
}

}  // namespace
}  // namespace wgan
