#include "wgan/commands/export.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "model.h"
#include "wgan/device/float_bytes.h"
#include "wgan/files/files.h"
#include "wgan/formats/npz_writer.h"
#include "wgan/formats/onnx.h"
#include "wgan/formats/safetensors.h"
#include "wgan/options/settings.h"
#include "wgan/report/report.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

using Metadata = std::vector<std::pair<std::string, std::string>>;

/// Throws Error(kUsage) if a format has no room for the weights.
void check_room(const OpenedModel& opened, const char* format, double most) {
  constexpr double kRest = 32e6;  // names, settings and the graph, by far
  double weights = 0;
  for (const auto& [name, tensor] : opened.model.generator.state())
    weights += 4 * static_cast<double>(tensor.numel());
  if (weights + kRest <= most) return;
  throw Error(ExitCode::kUsage,
              cat(escaped(opened.path.string()), ": its weights take ", bytes(weights), ", and ",
                  format, " holds ", bytes(most), "; write .safetensors"));
}

/// What a program needs to know of a generator to use it and, with its weights, to build it again.
Metadata metadata_of(const OpenedModel& opened) {
  const Model& model = opened.model;
  const auto text = [](const auto& value) { return cat(value); };
  Metadata all{
      {"made_by", cat("wgan ", WGAN_VERSION)},         {"digest", digest_of(model.generator)},
      {"weights", opened.raw ? "newest" : "averaged"}, {"step", text(model.step)},
      {"width", text(model.data.size.width)},          {"height", text(model.data.size.height)},
      {"channels", text(model.data.channels)},         {"latent", text(model.network.latent)},
      {"latent_law", model.network.latent_law}};
  if (model.network.conditional)
    all.emplace_back("classes",
                     nlohmann::json(model.classes)
                         .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  // All of them, also those that an earlier version did not know, but not where the pictures are.
  const Checkpoint file = read_checkpoint(opened.path);
  all.emplace_back("settings",
                   setting_lines({options_in(file.text, opened.path), {}}, /*with_path=*/false));
  all.emplace_back("licence",
                   "The licence of the pictures that a generator learnt from may bind those that "
                   "it makes.");
  return all;
}

std::string to_onnx(const OpenedModel& opened, bool u8) {
  const Model& model = opened.model;
  check_room(opened, "an ONNX file", OnnxGraph::kMost);
  OnnxGraph graph;
  std::vector<OnnxValue> inputs{{"z", OnnxType::kFloat, {-1, model.network.latent}}};
  if (model.network.conditional) inputs.push_back({"labels", OnnxType::kInt64, {-1}});
  std::string pictures = model.generator.to_onnx(graph, "z", model.network.latent,
                                                 model.network.conditional ? "labels" : "");
  if (u8) {
    const auto with = [&](const char* op, const std::string& x, float value) {
      return graph.node(op, {x, graph.number(value)});
    };
    constexpr float kHalf = 127.5F;
    // As `wgan sample` rounds, to the nearest, ties to even; tanh keeps it in the range.
    pictures = graph.node("Round", {with("Mul", with("Add", pictures, 1), kHalf)});
    pictures = graph.node("Cast", {pictures}, {{"to", static_cast<int64_t>(OnnxType::kUint8)}});
  }
  graph.rename(pictures, "pictures");
  return std::move(graph).model(
      "generator", inputs,
      {{"pictures",
        u8 ? OnnxType::kUint8 : OnnxType::kFloat,
        {-1, model.data.channels, model.data.size.height, model.data.size.width}}},
      metadata_of(opened));
}

std::string safetensors_of(const OpenedModel& opened) {
  std::vector<FloatTensor> tensors;
  for (const auto& [name, tensor] : opened.model.generator.state())
    tensors.push_back({name, tensor.sizes().vec(), float_bytes(tensor)});
  return to_safetensors(tensors, metadata_of(opened));
}

void write_npz(const OpenedModel& opened, const Path& file) {
  check_room(opened, "an .npz file", NpzWriter::kMost);
  NpzWriter npz(file);
  for (const auto& [name, tensor] : opened.model.generator.state()) {
    npz.begin(name, "<f4", tensor.sizes().vec());
    npz.write(float_bytes(tensor));
  }
  for (const auto& [key, text] : metadata_of(opened)) {
    npz.begin("metadata." + key, "|u1", {std::ssize(text)});
    npz.write(text);
  }
  npz.commit();
}

}  // namespace

ExitCode Export::run() const {
  const OpenedModel opened = open_model(model);
  std::error_code unknown;
  if (std::filesystem::equivalent(out, opened.path, unknown))
    throw Error(ExitCode::kUsage,
                cat("--out ", escaped(out), " is the model itself; name another file"));
  if (kind() == kNpz) write_npz(opened, out);
  else write_atomically(out, kind() == kOnnx ? to_onnx(opened, u8) : safetensors_of(opened));
  std::cout << escaped(out) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
