#include "wgan/commands/explore.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "model.h"
#include "sheets.h"
#include "wgan/report/report.h"
#include "wgan/run/run_folder.h"
#include "wgan/sampling/directions.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns the latent, [latent], or where its law has the one nearest to it.
Tensor within_law(const Tensor& z, const LatentLaw& law) {
  if (law.name == "uniform") return z.clamp(-1, 1);
  if (law.name != "sphere") return z;
  return z * (std::sqrt(static_cast<double>(law.length)) / z.norm().clamp_min(1e-12));
}

}  // namespace

ExitCode Explore::run() const {
  Console console;
  const OpenedModel opened = open_model(model);
  const Sampler sampler = opened.sampler();
  const int64_t label = class_name.empty() ? -1 : opened.model.class_number(class_name);
  const LatentLaw& law = sampler.law();
  const int64_t rows = std::min(directions, law.length);
  SheetShape shape = opened.sheet(rows * steps, steps);
  shape.width *= scale, shape.height *= scale;
  check_sheet(shape, "use fewer --directions or --steps");
  const Tensor labels = sampler.labels_of_seeds({seed}, label);
  const LatentDirections found = [&] {
    try {
      return latent_directions(
          opened.model.generator, law, labels, samples, opened.device, [&](int64_t done) {
            console.live({cat("measuring directions ", progress_bar(done, samples))});
          });
    } catch (const Error& error) {
      throw Error(error.code(), cat(escaped(opened.path.string()), ": ", error.what()));
    }
  }();
  console.live({});
  const double deviation = deviation_of(law);
  const Tensor z = latents_of_seeds({seed}, law)[0];
  Sheet sheet(shape);
  std::vector<std::string> names;
  for (int64_t row = 0; row < rows; ++row) {
    const Tensor direction = found.vectors[row].to(z.scalar_type());
    std::vector<Tensor> strip;
    for (int64_t i = 0; i < steps; ++i) {
      const double way = 2 * static_cast<double>(i) / static_cast<double>(steps - 1) - 1;
      strip.push_back(within_law(z + direction * (way * reach * deviation), law));
    }
    const SampleClasses classes{labels.defined() ? labels.expand({steps}) : Tensor()};
    for (const Image& picture : sampler.of_latents(at::stack(strip), classes))
      sheet.add(enlarged(picture, scale));
    names.push_back(
        cat(row + 1, ": ", printed("%.1f", 100 * found.shares[row].item<double>()), "%"));
  }
  const Path file = write_sheet(with_row_names(sheet.image(), shape, names), out, "directions.png",
                                texts_of_command(command_line(*this)));
  console.info(
      "each strip goes along one direction, with the seed's picture in its middle; the "
      "numbers are its share of how much pictures change");
  const RunFolder run{opened.path.parent_path()};
  if (is_there(run.settings()) && !is_there(run.directions()))
    console.info(cat("--out ", shell_word((run.root / "").string()),
                     " puts the strips where wgan report shows them"));
  std::cout << escaped(file.string()) << "\n";
  return ExitCode::kDone;
}

}  // namespace wgan
