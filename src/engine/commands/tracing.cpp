#include "tracing.h"

#include <algorithm>
#include <set>

#include "wgan/base/error.h"
#include "wgan/device/device.h"
#include "wgan/run/run_folder.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

Provenance read_provenance(const Path& sheet) {
  const std::string name = escaped(sheet.string());
  try {
    if (auto found = provenance_in(read_file(sheet))) return *found;
  } catch (const Error& error) {
    if (error.code() != ExitCode::kData) throw;
    throw Error(ExitCode::kUsage, cat("--from ", name, ": ", error.what()));
  }
  throw Error(ExitCode::kUsage,
              cat("--from ", name,
                  ": it does not say how its pictures were made: it is no PNG of "
                  "wgan train, sample or interpolate, or a program left its texts out"));
}

/// Returns the files in which the generator may be, the most likely first.
std::vector<Path> places(const Path& sheet, const GeneratorName& generator) {
  std::vector<Path> found;
  std::set<Path> seen;
  const auto add = [&](const Path& path) {
    std::error_code unknown;
    if (std::filesystem::is_regular_file(path, unknown) && seen.insert(path).second)
      found.push_back(path);
  };
  const Path beside = sheet.parent_path();
  if (!generator.file.empty()) {
    add(generator.file);
    add(beside / Path(generator.file).filename());
  }
  for (const Path& root : {beside / "..", beside}) {  // a sheet of a run lies in samples/
    const RunFolder folder{root.lexically_normal()};
    for (const Path& path : {folder.best(generator.step), folder.checkpoint(generator.step),
                             folder.model(), folder.best(), folder.state()})
      add(path);
  }
  return found;
}

/// Returns the generator in the file if it has that name.
std::optional<OpenedModel> opened(const Path& path, const GeneratorName& generator,
                                  const ModelOptions& o) {
  OpenedModel model = open_model({path.string(), generator.raw, o.device, o.threads});
  if (model.name().digest != generator.digest) return std::nullopt;
  return model;
}

OpenedModel find_model(const Path& sheet, const GeneratorName& generator, const ModelOptions& o) {
  const std::string needed =
      cat("the generator of step ", generator.step, generator.raw ? ", its newest weights" : "",
          generator.file.empty() ? "" : cat(", then in ", escaped(generator.file)), " (digest ",
          escaped(generator.digest.substr(0, 12)), ")");
  if (!o.checkpoint.empty()) {
    if (auto model = opened(o.checkpoint, generator, o)) return std::move(*model);
    throw Error(ExitCode::kModel, cat("--ckpt ", escaped(o.checkpoint), " has other weights than ",
                                      escaped(sheet.string()), " was made with: ", needed));
  }
  std::vector<std::string> tried;
  for (const Path& path : places(sheet, generator)) {
    try {
      if (auto model = opened(path, generator, o)) return std::move(*model);
    } catch (const Error& error) {
      if (error.code() != ExitCode::kModel && error.code() != ExitCode::kDisk) throw;
    }
    tried.push_back(escaped(path.string()));
  }
  throw Error(ExitCode::kModel,
              cat(escaped(sheet.string()), " was made with ", needed, ", which ",
                  tried.empty() ? "is not near it" : cat("is not in ", some_of(tried)),
                  "; name the file that has it with --ckpt"));
}

/// Throws Error(kUsage) if the model cannot make such a picture: the sheet says something untrue.
void check(const OpenedModel& opened, const PictureSpan& span, const Path& sheet) {
  const NetworkOptions& network = opened.model.network;
  const int64_t classes = network.conditional ? network.classes : 0;
  const auto fits = [&](const std::vector<float>& z) {
    return z.empty() || std::ssize(z) == network.latent;
  };
  if (span.label < classes && span.to_label < classes && fits(span.from_z) && fits(span.to_z) &&
      (!span.to || span.count >= 2))
    return;
  throw Error(ExitCode::kUsage, cat("--from ", escaped(sheet.string()),
                                    ": its texts do not agree with the generator that they name"));
}

}  // namespace

Traced trace(const Path& sheet, int64_t column, int64_t row, const ModelOptions& o) {
  Provenance provenance = read_provenance(sheet);
  auto picture = picture_at(provenance, column, row);
  if (!picture)
    throw Error(ExitCode::kUsage, cat("--cell ", column, ",", row, ": ", escaped(sheet.string()),
                                      " has no picture in that column and row; it has ",
                                      provenance.columns, " columns"));
  OpenedModel model = find_model(sheet, picture->span.generator.value_or(provenance.generator), o);
  check(model, picture->span, sheet);
  model.check_truncation(provenance.truncation.value_or(0));
  return {std::move(model), std::move(provenance), std::move(*picture)};
}

}  // namespace wgan
