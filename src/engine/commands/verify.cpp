#include "wgan/commands/verify.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/isfinite.h>

#include <iostream>

#include "wgan/checkpoint/checkpoint.h"
#include "wgan/device/device.h"
#include "wgan/options/settings.h"
#include "wgan/report/report.h"
#include "wgan/run/about.h"
#include "wgan/run/run_folder.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/json.h"
#include "wgan/text/text.h"
#include "wgan/training/state.h"

namespace wgan {
namespace {

/// The result of checking one file.
struct Verdict {
  Path path;
  bool good = true;
  std::string text;
};

/// Another processor rounds differently: a few pixels may differ by this much, a whole picture may
/// not.
constexpr int64_t kMostLevels = 2;

/// Returns the picture of seed 0 as bytes.
Tensor first_picture(const Checkpoint& checkpoint, const Path& path, bool raw, Device device) {
  Model model = unpack_model(checkpoint, path, raw);
  model.generator.to(device);
  return Sampler(model.generator, model.network, device, path.string()).self_test_picture();
}

/// Says how `now`, the picture that the generator makes here, differs from the one in the file.
std::string self_test(const Checkpoint& checkpoint, const Path& path, const Tensor& now) {
  const auto then = self_test_of(checkpoint, path);
  if (!then) return "it has no self-test picture";
  if (now.sizes() != then->sizes())
    throw Error(ExitCode::kModel, "its generator makes pictures of another size");
  const auto levels = (now.to(at::kLong) - then->to(at::kLong)).abs().max().item<int64_t>();
  if (levels == 0) return "it makes its self-test picture to the bit";
  const std::string differs = cat("its self-test picture differs by up to ", levels,
                                  levels == 1 ? " level" : " levels", " of 255");
  if (levels <= kMostLevels) return cat(differs, ", as on another kind of processor");
  throw Error(ExitCode::kModel,
              cat(differs, ": the generator does not work here as where it was trained"));
}

Verdict verify_file(const Path& path, Device device) {
  try {
    const Checkpoint checkpoint = read_checkpoint(path);
    for (const auto& [name, tensor] : checkpoint.tensors) {
      if (!tensor.isfinite().all().item<bool>())
        throw Error(ExitCode::kModel, cat("the tensor ", escaped(name), " is not finite"));
    }
    std::string text = cat("whole, ", checkpoint.tensors.size(), " tensors, all numbers finite");
    const FileKind kind = kind_of(checkpoint.text);
    if (kind == FileKind::kState) check_state(checkpoint, path);
    if (kind == FileKind::kState || kind == FileKind::kModel) {
      // Does what `sample` does, with and without --raw.
      const Tensor picture = first_picture(checkpoint, path, /*raw=*/false, device);
      first_picture(checkpoint, path, /*raw=*/true, device);
      if (kind == FileKind::kModel) text += cat("; ", self_test(checkpoint, path, picture));
    }
    return {path, true, text};
  } catch (const Error& error) {
    if (error.code() == ExitCode::kDevice) throw;  // the machine's fault, not the file's
    return {path, false, error.what()};
  }
}

/// Checks that rows have as many cells as the header, and rising steps.
Verdict verify_metrics(const Path& path) {
  std::string text;
  try {
    text = read_file(path);
  } catch (const Error& error) {
    return {path, false, error.what()};
  }
  const auto wrong = [&](int64_t row, const std::string& what) {
    return Verdict{path, false, cat("row ", row, " ", what)};
  };
  if (text.empty() || text.back() != '\n') return {path, false, "its last row is not whole"};
  std::istringstream rows(text);
  std::string line;
  std::getline(rows, line);
  if (!is_metrics_header(line)) return {path, false, "its columns are not those of wgan"};
  const auto commas = std::count(line.begin(), line.end(), ',');
  int64_t count = 0, last = 0;
  while (std::getline(rows, line)) {
    ++count;
    const auto step = to_integer(line.substr(0, line.find(',')));
    if (std::count(line.begin(), line.end(), ',') != commas || !step)
      return wrong(count, "is not whole");
    if (*step <= last) return wrong(count, cat("has step ", *step, " after ", last));
    if (line.find("nan") != std::string::npos || line.find("inf") != std::string::npos)
      return wrong(count, "has a number that is not finite");
    last = *step;
  }
  return {path, true, cat(grouped(count), " rows, up to step ", grouped(last))};
}

/// Checks that the step in the file's name is the one in the file.
void check_name(Verdict& verdict, const RunFolder& folder) {
  if (!verdict.good || verdict.path.parent_path() != folder.checkpoints()) return;
  const auto step = step_of(read_sealed(verdict.path), verdict.path);
  if (!step || folder.checkpoint(*step) != verdict.path)
    verdict = {verdict.path, false, cat("it is of step ", step.value_or(-1), ", not as its name")};
}

Verdict verify_settings(const Path& path) {
  try {
    read_settings(read_text_file(path), path.string());
    return {path, true, "the settings can be read"};
  } catch (const Error& error) {
    return {path, false, error.what()};
  }
}

std::vector<Verdict> verify_run(const RunFolder& folder, Device device) {
  std::error_code unknown;
  const auto there = [&](const Path& path) { return std::filesystem::exists(path, unknown); };
  std::vector<Verdict> verdicts;
  bool saved = has_rows(folder);
  for (const Path& file : files_of_run(folder.root)) {
    Verdict verdict = verify_file(file, device);
    check_name(verdict, folder);
    // A run in progress may have removed the file since it was listed.
    if (verdict.good || there(file)) verdicts.push_back(verdict);
    saved = saved || file != folder.model();
  }
  if (there(folder.metrics())) verdicts.push_back(verify_metrics(folder.metrics()));
  if (there(folder.settings())) verdicts.push_back(verify_settings(folder.settings()));
  if (verdicts.empty()) {
    throw Error(ExitCode::kUsage, cat(escaped(folder.root.string()),
                                      " is no folder of a run; name one such as "
                                      "runs/000-demo-r3, or a .pt file"));
  }
  // A run that ended before its first save needs only its settings: it starts again.
  std::vector<Path> needed{folder.settings()};
  if (saved) needed.insert(needed.end(), {folder.model(), folder.state(), folder.metrics()});
  for (const Path& path : needed) {
    if (!there(path)) verdicts.push_back({path, false, "it is not there"});
  }
  return verdicts;
}

std::vector<Verdict> verify_all(const Path& path, Device device) {
  std::error_code unknown;
  if (std::filesystem::is_directory(path, unknown)) return verify_run({path}, device);
  return {verify_file(path, device)};
}

}  // namespace

ExitCode Verify::run() const {
  const Device chosen = choose_device(device);
  set_threads(threads);
  const std::vector<Verdict> verdicts = verify_all(path, chosen);
  bool good = true;
  auto list = nlohmann::ordered_json::array();
  for (const Verdict& v : verdicts) {
    good = good && v.good;
    list.push_back({{"path", v.path.string()}, {"good", v.good}, {"found", v.text}});
    if (!json)
      std::cout << (v.good ? "good    " : "BROKEN  ") << escaped(v.path.string()) << ": "
                << escaped(v.text) << "\n";
  }
  if (json) std::cout << json_text(list);
  return good ? ExitCode::kDone : ExitCode::kModel;
}

}  // namespace wgan
