#include "wgan/commands/project.h"

#include <ATen/ops/full.h>

#include <iostream>
#include <numeric>

#include "model.h"
#include "sheets.h"
#include "wgan/image/image_tensor.h"
#include "wgan/provenance/latent_file.h"
#include "wgan/report/report.h"
#include "wgan/sampling/projection.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns the picture as the model's are; says so if it had another size.
Image read_target(const Path& file, const Model& model, Console& console) {
  try {
    const Image picture = decode(read_file(file));
    const Size size = model.data.size;
    if (picture.width != size.width || picture.height != size.height)
      console.info(cat(escaped(file.string()), " has ", picture.width, "x", picture.height,
                       " pixels; it is fitted to ", size.width, "x", size.height,
                       " as training fits pictures (--fit ", model.data.fit, ")"));
    return prepare(picture, preparation(model.data));
  } catch (const Error& error) {
    if (error.code() != ExitCode::kData) throw;
    throw Error(ExitCode::kData, cat("--image ", escaped(file.string()), ": ", error.what()));
  }
}

}  // namespace

ExitCode Project::run() const {
  Console console;
  const Path named = sheet_file(out, "projected.png");
  std::error_code unknown;
  if (std::filesystem::equivalent(named, image, unknown))
    throw Error(ExitCode::kUsage, cat("--out ", escaped(named.string()),
                                      " is the picture itself; name another file"));
  const OpenedModel opened = open_model(model);
  const Sampler sampler = opened.sampler();
  const Image target = read_target(image, opened.model, console);
  std::vector<uint64_t> seeds(static_cast<size_t>(starts));
  std::iota(seeds.begin(), seeds.end(), seed);
  const int64_t label = class_name.empty() ? -1 : opened.model.class_number(class_name);
  const Projection found =
      project(opened.model.generator, sampler.law(), sampler.labels_of_seeds(seeds, label),
              to_tensor({target}), {.starts = starts, .steps = steps, .seed = seed}, opened.device,
              [&](int64_t done, double error) {
                console.live({cat("searching ", progress_bar(done, steps)),
                              cat("error ", short_number(error), " levels")});
              });
  console.live({});
  SampleClasses classes;
  if (found.label >= 0) classes.labels = at::full({1}, found.label, at::kLong);
  const Image nearest = sampler.of_latents(found.z.unsqueeze(0), classes)[0];
  const Path json = Path(named).replace_extension(".json");
  const LatentFile latent{
      {found.z.const_data_ptr<float>(), found.z.const_data_ptr<float>() + found.z.numel()},
      found.label,
      found.error,
      opened.name().digest};
  if (names_folder(out)) make_folder(out);
  write_atomically(json, to_json(latent));
  const Path file = write_sheet(grid({target, nearest}, 2), named.string(), "projected.png",
                                texts_of_command(command_line(*this)));
  std::vector<std::string> errors;
  for (const double error : found.all) errors.push_back(short_number(error));
  console.info(cat("the nearest picture differs by ", short_number(found.error),
                   " levels of 255 (root mean square); the starts ended at ", some_of(errors)));
  std::cout << escaped(file.string()) << "\n" << escaped(json.string()) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
