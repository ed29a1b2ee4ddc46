#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "wgan/files/files.h"
#include "wgan/formats/sealed_file.h"

/// What the files of a run say beside their tensors. Every key of these texts stands in facts.cpp.
namespace wgan {

/// The texts of a .pt file, by name.
using Texts = std::map<std::string, std::string>;

enum class FileKind { kModel, kState, kDump, kUnknown };
FileKind kind_of(const Texts& texts);
/// The kind as the file says it: "generator", "state", "dump", or whatever else stands there.
std::string kind_text(const Texts& texts);

/// The flag lines of the run that made the file; empty if there are none.
std::string settings_in(const Texts& texts);

/// The names of the classes that the networks learn; empty if they learn none.
std::vector<std::string> classes_in(const Texts& texts);

/// What is known of a run at a state of it.
struct RunFacts {
  std::string settings;                  // flag lines
  std::string pictures;                  // tells one set of prepared pictures from another
  std::string range;                     // of values that the critic sees, as Range::text
  std::string machine;                   // what the last bits of numbers depend on, a line for each
  std::vector<std::string> classes;      // names, escaped; empty if the networks learn none
  std::string changes;                   // of settings since the run began, as change_lines
  std::optional<int64_t> metrics_bytes;  // of metrics.csv that belong to the state
  int64_t saves = 0;                     // how often the run has saved so far
};
Texts to_texts(const RunFacts& facts);
/// Those of a state or a dump. Throws Error(kModel) naming `file` if a count is none.
RunFacts run_facts(const Texts& texts, const Path& file);

/// What a g.pt says of its generators.
struct ModelFacts {
  std::string settings;  // flag lines, without the place of the pictures
  int64_t step = 0;      // generator updates
  std::string range;
  std::string latent_law;
  std::vector<std::string> classes;
  std::string self_test;  // digest of the picture; empty if there is none
};
Texts to_texts(const ModelFacts& facts);
/// Those of a g.pt, or what a state of a run knows of them. Throws as run_facts.
ModelFacts model_facts(const Texts& texts, const Path& file);

/// What is known of numbers that are not finite.
struct DumpFacts {
  std::string found;
  int64_t step = 0;
  std::string player;                       // whose update it is, or "averaged generator"
  std::vector<std::string> pictures;        // names of the real pictures
  std::vector<std::string> gradient_norms;  // of the last updates
};
Texts to_texts(const DumpFacts& facts, const RunFacts& run);
/// Throws as run_facts.
DumpFacts dump_facts(const Texts& texts, const Path& file);

/// The step that a file of this program is of, from its text or its tensor. Throws Error(kModel)
/// naming `path` if that is no count.
std::optional<int64_t> step_of(const SealedFile& file, const Path& path);

/// How often its run had saved when a state was saved, this time included; 0 of the first versions,
/// which do not say. Throws Error(kModel).
int64_t saves_of(const SealedIndex& index, const Path& path);

/// Throws Error(kModel) naming `file` if a text that counts is no count.
void check_counts(const SealedIndex& index, const Path& file);

}  // namespace wgan
