#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "wgan/files/files.h"
#include "wgan/formats/sealed_file.h"

/// What the files of a run hold besides their tensors. Every key of these texts is in facts.cpp.
namespace wgan {

/// The texts of a .pt file, by name.
using Texts = std::map<std::string, std::string>;

enum class FileKind { kModel, kState, kDump, kUnknown };
FileKind kind_of(const Texts& texts);
/// Returns the kind as written in the file: "generator", "state", "dump", or any other text there.
std::string kind_text(const Texts& texts);

/// Returns the flag lines of the run that made the file; empty if there are none.
std::string settings_in(const Texts& texts);

/// Returns the names of the classes that the networks learn; empty if they learn none.
std::vector<std::string> classes_in(const Texts& texts);

/// Facts about a run, stored with each state.
struct RunFacts {
  std::string settings;                  // flag lines
  std::string pictures;                  // distinguishes one set of prepared pictures from another
  std::string range;                     // of the values that the critic sees, as Range::text
  std::string machine;                   // what the last bits of numbers depend on, one per line
  std::vector<std::string> classes;      // names, escaped; empty if the networks learn none
  std::string changes;                   // setting changes since the run began, as change_lines
  std::optional<int64_t> steps;          // length of the run
  std::optional<int64_t> metrics_bytes;  // bytes of metrics.csv that belong to the state
  int64_t saves = 0;                     // how often the run has saved so far
};
Texts to_texts(const RunFacts& facts);
/// Returns the facts in a state or a dump. Throws Error(kModel) naming `file` if a count is
/// invalid.
RunFacts run_facts(const Texts& texts, const Path& file);

/// Facts about the generators in a g.pt.
struct ModelFacts {
  std::string settings;  // flag lines, without the path of the pictures
  int64_t step = 0;      // generator updates
  std::string range;
  std::string latent_law;
  std::vector<std::string> classes;
  std::string self_test;  // digest of the picture; empty if there is none
};
Texts to_texts(const ModelFacts& facts);
/// Returns the facts in a g.pt, or as many of them as a state holds. Throws like run_facts.
ModelFacts model_facts(const Texts& texts, const Path& file);

/// Facts about non-finite numbers in a run.
struct DumpFacts {
  std::string found;
  int64_t step = 0;
  std::string player;                       // whose update it is, or "averaged generator"
  std::vector<std::string> pictures;        // names of the real pictures
  std::vector<std::string> gradient_norms;  // of the last updates
};
Texts to_texts(const DumpFacts& facts, const RunFacts& run);
/// Returns the facts in a dump. Throws like run_facts.
DumpFacts dump_facts(const Texts& texts, const Path& file);

/// The tensor of a state that holds its step.
inline constexpr const char* kStepTensor = "progress.step";

/// Returns the step of a file of this program, from its text or its tensor. Throws Error(kModel)
/// naming `path` if that is not a count.
std::optional<int64_t> step_of(const SealedFile& file, const Path& path);

/// Returns how often the run had saved when a state was saved, this time included; 0 for the first
/// versions, which do not say. Throws Error(kModel).
int64_t saves_of(const SealedIndex& index, const Path& path);

/// Throws Error(kModel) naming `file` if a text that should be a count is not one.
void check_counts(const SealedIndex& index, const Path& file);

}  // namespace wgan
