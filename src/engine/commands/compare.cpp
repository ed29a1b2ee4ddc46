#include "wgan/commands/compare.h"

#include <iostream>

#include "model.h"
#include "sheets.h"
#include "wgan/comparison/comparison.h"
#include "wgan/run/run_folder.h"

namespace wgan {
namespace {

constexpr int64_t kInARow = 16;  // samples of each run

/// Returns the best model of a run or, if it keeps none, the newest.
Path model_of(const Path& run) {
  const RunFolder folder{run};
  return is_there(folder.best()) ? folder.best() : folder.model();
}

/// Draws a row of samples of the same seeds for each run, in the order of the groups. Returns the
/// file.
std::string draw_samples(const RunComparison& comparison, const Compare& o) {
  std::optional<Sheet> sheet;
  Provenance provenance;
  for (const RunGroup& group : comparison.groups) {
    for (const size_t run : group.runs) {
      const OpenedModel opened =
          open_model({model_of(comparison.runs[run].folder).string(), false, o.device, o.threads});
      if (!sheet) {
        // The pictures of all runs have one shape, or their numbers could not be compared.
        const SheetShape shape = opened.sheet(kInARow * std::ssize(comparison.runs), kInARow);
        check_sheet(shape, "use --out none");
        sheet.emplace(shape);
        provenance = opened.provenance(command_line(o), kInARow);
      }
      provenance.spans.push_back({.seed = 0, .count = kInARow, .generator = opened.name()});
      std::vector<uint64_t> seeds;
      for (uint64_t seed = 0; seed < kInARow; ++seed) seeds.push_back(seed);
      for (const Image& picture : opened.sampler().of_seeds(seeds)) sheet->add(picture);
    }
  }
  return write_sheet(sheet->image(), o.out, "comparison.png", to_texts(provenance)).string();
}

}  // namespace

ExitCode Compare::run() const {
  std::vector<RunRecord> records;
  for (const Path& folder : runs_in(runs)) records.push_back(read_run(folder));
  const RunComparison comparison = compare_runs(std::move(records), metric);
  const std::string sheet = out == "none" ? "" : draw_samples(comparison, *this);
  std::cout << (json ? to_json(comparison, sheet) : to_text(comparison, sheet));
  std::cout.flush();
  return ExitCode::kDone;
}

}  // namespace wgan
