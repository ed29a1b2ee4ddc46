#include "model.h"

#include "wgan/device/device.h"
#include "wgan/run/run_folder.h"

namespace wgan {

OpenedModel open_model(const ModelOptions& o) {
  const Device device = choose_device(o.device);
  set_threads(o.threads);
  std::error_code unknown;
  const bool is_run = std::filesystem::is_directory(o.checkpoint, unknown);
  const Path path = is_run ? RunFolder{o.checkpoint}.model() : Path(o.checkpoint);
  OpenedModel opened{read_model(path, o.raw), device, path, o.raw};
  opened.model.generator.to(device);
  return opened;
}

void OpenedModel::check_truncation(double truncation) const {
  const std::string& law = model.network.latent_law;
  if (truncation > 0 && law == "sphere")
    throw Error(ExitCode::kUsage,
                "--truncation has no effect here: this model's z lie on a sphere, all at one "
                "distance from 0");
  if (truncation > 1 && law == "uniform")
    throw Error(ExitCode::kUsage,
                "--truncation: this model's z are uniform in [-1, 1], so it is at most 1");
}

GeneratorName OpenedModel::name() const {
  return {digest_of(model.generator), path.string(), model.step, raw};
}

Provenance OpenedModel::provenance(const std::string& command, int64_t columns) const {
  return {.version = WGAN_VERSION,
          .command = command,
          .generator = name(),
          .columns = columns,
          .width = model.data.size.width,
          .height = model.data.size.height,
          .spans = {}};
}

}  // namespace wgan
