#include "wgan/commands/export.h"

#include <algorithm>

#include "wgan/text/text.h"

namespace wgan {
namespace {

const std::vector<std::string>& kinds() {
  static const std::vector<std::string> kKinds{Export::kOnnx, Export::kSafetensors, Export::kNpz};
  return kKinds;
}

}  // namespace

std::string Export::kind() const {
  const std::string name = format == "auto" ? ending_of(out) : format;
  return std::find(kinds().begin(), kinds().end(), name) == kinds().end() ? "" : name;
}

Flags Export::flags() {
  std::vector<std::string> formats = kinds();
  formats.insert(formats.begin(), "auto");
  return with_model_file(model,
                         {{.name = "out",
                           .field = &out,
                           .group = "Output",
                           .metavar = "FILE",
                           .help = "File to write"},
                          {.name = "format",
                           .field = &format,
                           .group = "Output",
                           .help = "Format of the file; auto takes the ending of its name",
                           .choices = formats},
                          {.name = "u8",
                           .field = &u8,
                           .group = "Output",
                           .help = "Give the output as bytes from 0 to 255, not as numbers from "
                                   "-1 to 1",
                           .unused = [this]() -> std::string {
                             const bool other = !kind().empty() && kind() != kOnnx;
                             return other ? cat("it is for ", kOnnx) : "";
                           }}});
}

void Export::take(const Assignments& typed) {
  assign_all(flags(), typed);
  need_model(model);
  if (out.empty())
    throw Error(ExitCode::kUsage,
                "--out is missing: name a file that ends in .onnx, .safetensors or .npz");
  need_file_name(out);
  if (kind().empty())
    throw Error(ExitCode::kUsage, cat("--out ", escaped(out),
                                      ": the name must end in .onnx, .safetensors or .npz, unless "
                                      "--format says what to write"));
}

}  // namespace wgan
