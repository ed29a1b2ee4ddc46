#include "wgan/checkpoint/checkpoint.h"
#include "wgan/sampling/sampling.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>

#include "support.h"
#include "wgan/formats/sealed_file.h"

namespace wgan {
namespace {

TEST(Checkpoint, EveryTypeAndShapeComesBack) {
  const TemporaryFolder folder;
  NamedTensors tensors;
  for (const auto type :
       {at::kFloat, at::kDouble, at::kHalf, at::kBFloat16, at::kLong, at::kByte}) {
    tensors.emplace_back(std::string("t.") + c10::toString(type),
                         at::arange(6).view({2, 3}).to(type));
  }
  tensors.emplace_back("bool", at::arange(3).gt(1));
  tensors.emplace_back("scalar", at::zeros({}).fill_(7));
  tensors.emplace_back("empty", at::zeros({0, 4}));
  tensors.emplace_back("transposed", at::randn({3, 5}).t());
  write_atomically(folder / "a.pt",
                   pack_checkpoint(tensors, {{"kind", "test"},
                                             {"settings", "--data \"x\"\n--alpha #ff0000\n"}}));
  // tests/interop has PyTorch read the same file.
  if (const char* copy = std::getenv("WGAN_WRITE_EVERY_TYPE"))
    std::filesystem::copy(folder / "a.pt", copy);
  const Checkpoint read = read_checkpoint(folder / "a.pt");
  EXPECT_EQ(read.text.at("settings"), "--data \"x\"\n--alpha #ff0000\n");
  ASSERT_EQ(read.tensors.size(), tensors.size());
  for (const auto& [name, tensor] : tensors) {
    EXPECT_EQ(read.tensors.at(name).scalar_type(), tensor.scalar_type()) << name;
    EXPECT_TRUE(read.tensors.at(name).equal(tensor)) << name;
  }
}

TEST(Checkpoint, DamagedFilesAreRefused) {
  const TemporaryFolder folder;
  const std::string good = pack_checkpoint({{"w", at::randn({40})}}, {{"kind", "test"}});
  size_t accepted = 0;
  for (size_t bit = 0; bit < good.size() * 8; bit += 7) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    put(folder / "bad.pt", bad);
    try {
      read_checkpoint(folder / "bad.pt");
      ++accepted;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::kModel);
    }
  }
  EXPECT_EQ(accepted, 0u);
}

TEST(Checkpoint, WhatCouldNotBeReadAgainIsNotWritten) {
  const auto refused = [](const std::string& part, const NamedTensors& tensors, const Texts& text) {
    expect_error(ExitCode::kFailed, part, [&] { pack_checkpoint(tensors, text); });
  };
  const Tensor one = at::ones({1});
  refused("at most 17 MB can be read", {}, {{"classes", std::string(kMostIndexBytes, 'x')}});
  refused("a tensor has no proper name", {{std::string(kMostNameBytes + 1, 'n'), one}}, {});
  refused("could not be read again", {{"a", at::ones({1, 1, 1, 1, 1, 1, 1, 1, 1})}}, {});
}

TEST(Checkpoint, RestoringNamesWhatDoesNotFit) {
  const Checkpoint from{{}, {{"g.w", at::zeros({2})}}};
  expect_error(ExitCode::kModel, "x.pt lacks the tensor g.v", [&] {
    restore({{"v", at::zeros({2})}}, "g.", from, "x.pt");
  });
  expect_error(ExitCode::kModel, "another shape", [&] {
    restore({{"w", at::zeros({3})}}, "g.", from, "x.pt");
  });
}

TEST(Model, CarriesAllThatRebuildsTheGenerator) {
  const TemporaryFolder folder;
  const NetworkOptions options{.features = 3, .latent = 7, .kernel = 5};
  const Networks newest = make_networks(options, {28, 20}, 1, 1),
                 average = make_networks(options, {28, 20}, 1, 2);
  const ModelFacts facts{
      .settings = "--size 28x20\n--channels 1\n--features 3\n--latent 7\n--kernel 5\n",
      .step = 7,
      .range = "half",
      .latent_law = "normal"};
  const Tensor picture = at::zeros({28, 20, 1}, at::kByte).fill_(7);
  write_atomically(folder / "g.pt",
                   pack_model(average.generator, newest.generator, facts, picture));
  const Tensor z = latents_of_seeds({1, 2}, {"normal", 7});
  const auto pictures = [&](const Network& generator) {
    return generator.forward(z, {.labels = {}, .training = false});
  };
  const Model averaged = read_model(folder / "g.pt", false),
              raw = read_model(folder / "g.pt", true);
  EXPECT_EQ(averaged.data.size, (Size{28, 20}));
  EXPECT_EQ(averaged.data.channels, 1);
  EXPECT_TRUE(pictures(averaged.generator).equal(pictures(average.generator)));
  EXPECT_TRUE(pictures(raw.generator).equal(pictures(newest.generator)));
  Checkpoint whole = read_checkpoint(folder / "g.pt");
  EXPECT_TRUE(self_test_of(whole, "g.pt")->equal(picture));
  whole.tensors.at("self_test")[3][4] = 8;
  expect_error(ExitCode::kModel, "self-test picture does not match",
               [&] { self_test_of(whole, "g.pt"); });
}

TEST(Model, RefusesOtherKindsAndOtherVersions) {
  const TemporaryFolder folder;
  write_atomically(folder / "dump.pt", pack_checkpoint({}, {{"kind", "dump"}}));
  expect_error(ExitCode::kModel, "holds a dump, not a generator",
               [&] { read_model(folder / "dump.pt", false); });
  write_atomically(
      folder / "new.pt",
      pack_checkpoint({}, {{"kind", "generator"}, {"range", "channel"}, {"latent_law", "normal"}}));
  expect_error(ExitCode::kModel, "made by a newer wgan",
               [&] { read_model(folder / "new.pt", false); });
}

}  // namespace
}  // namespace wgan
