#include "wgan/run/facts.h"

#include <array>
#include <cstring>

#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kKind = "kind";
constexpr const char* kSettings = "settings";
constexpr const char* kStep = "step";
constexpr const char* kProgram = "program";
constexpr const char* kPictures = "pictures";
constexpr const char* kRange = "range";
constexpr const char* kMachine = "machine";
constexpr const char* kClasses = "classes";
constexpr const char* kChanges = "changes";
constexpr const char* kSteps = "steps";
constexpr const char* kMetricsBytes = "metrics_bytes";
constexpr const char* kSaves = "saves";
constexpr const char* kLatentLaw = "latent_law";
constexpr const char* kSelfTest = "self_test";
constexpr const char* kFound = "found";
constexpr const char* kPlayer = "player";
constexpr const char* kGradientNorms = "gradient_norms";

constexpr std::array kKinds{std::pair{FileKind::kModel, "generator"},
                            std::pair{FileKind::kState, "state"},
                            std::pair{FileKind::kDump, "dump"}};

std::string text_of(const Texts& texts, const char* name) {
  const auto found = texts.find(name);
  return found == texts.end() ? std::string() : found->second;
}

std::optional<int64_t> count_of(const Texts& texts, const char* name, const Path& file) {
  return count_in({texts, {}}, name, file);
}

/// Returns the parts one per line, each without line breaks.
std::string lines(const std::vector<std::string>& parts) {
  std::vector<std::string> safe;
  for (const std::string& part : parts) safe.push_back(escaped(part));
  return join(safe, "\n");
}

/// Stores a text unless it is empty.
void put(Texts& texts, const char* name, std::string value) {
  if (!value.empty()) texts[name] = std::move(value);
}

}  // namespace

FileKind kind_of(const Texts& texts) {
  for (const auto& [kind, name] : kKinds) {
    if (text_of(texts, kKind) == name) return kind;
  }
  return FileKind::kUnknown;
}

std::string kind_text(const Texts& texts) { return text_of(texts, kKind); }
std::string settings_in(const Texts& texts) { return text_of(texts, kSettings); }
std::vector<std::string> classes_in(const Texts& texts) {
  return lines_of(text_of(texts, kClasses));
}

Texts to_texts(const RunFacts& facts) {
  Texts texts{{kKind, "state"}, {kSettings, facts.settings}};
  put(texts, kPictures, facts.pictures);
  put(texts, kRange, facts.range);
  put(texts, kMachine, facts.machine);
  put(texts, kClasses, join(facts.classes, "\n"));
  put(texts, kChanges, facts.changes);
  if (facts.steps) texts[kSteps] = std::to_string(*facts.steps);
  if (facts.metrics_bytes) texts[kMetricsBytes] = std::to_string(*facts.metrics_bytes);
  texts[kSaves] = std::to_string(facts.saves);
  return texts;
}

RunFacts run_facts(const Texts& texts, const Path& file) {
  return {.settings = settings_in(texts),
          .pictures = text_of(texts, kPictures),
          .range = text_of(texts, kRange),
          .machine = text_of(texts, kMachine),
          .classes = classes_in(texts),
          .changes = text_of(texts, kChanges),
          .steps = count_of(texts, kSteps, file),
          .metrics_bytes = count_of(texts, kMetricsBytes, file),
          .saves = count_of(texts, kSaves, file).value_or(0)};
}

Texts to_texts(const ModelFacts& facts) {
  Texts texts{{kKind, "generator"},
              {kSettings, facts.settings},
              {kStep, std::to_string(facts.step)},
              {kProgram, cat("wgan ", WGAN_VERSION)},
              {kRange, facts.range},
              {kLatentLaw, facts.latent_law},
              {kSelfTest, facts.self_test}};
  put(texts, kClasses, join(facts.classes, "\n"));
  return texts;
}

ModelFacts model_facts(const Texts& texts, const Path& file) {
  return {.settings = settings_in(texts),
          .step = count_of(texts, kStep, file).value_or(0),
          .range = text_of(texts, kRange),
          .latent_law = text_of(texts, kLatentLaw),
          .classes = classes_in(texts),
          .self_test = text_of(texts, kSelfTest)};
}

Texts to_texts(const DumpFacts& facts, const RunFacts& run) {
  Texts texts{{kKind, "dump"},
              {kSettings, run.settings},
              {kFound, facts.found},
              {kStep, std::to_string(facts.step)},
              {kPlayer, facts.player},
              {kPictures, lines(facts.pictures)},
              {kGradientNorms, lines(facts.gradient_norms)}};
  put(texts, kRange, run.range);
  put(texts, kClasses, join(run.classes, "\n"));
  put(texts, kMachine, run.machine);
  return texts;
}

DumpFacts dump_facts(const Texts& texts, const Path& file) {
  return {.found = text_of(texts, kFound),
          .step = count_of(texts, kStep, file).value_or(0),
          .player = text_of(texts, kPlayer),
          .pictures = lines_of(text_of(texts, kPictures)),
          .gradient_norms = lines_of(text_of(texts, kGradientNorms))};
}

std::optional<int64_t> step_of(const SealedFile& file, const Path& path) {
  if (const auto step = count_in(file.index, kStep, path)) return step;
  for (const TensorRecord& record : file.index.tensors) {
    if (record.name != kStepTensor || record.dtype != "i64" || record.bytes != 8) continue;
    int64_t step = 0;
    std::memcpy(&step, file.contents.data() + record.offset, sizeof step);
    if (step < 0 || step > kMostCounted)
      throw Error(ExitCode::kModel, out_of_range(path, record.name, std::to_string(step)));
    return step;
  }
  return std::nullopt;
}

int64_t saves_of(const SealedIndex& index, const Path& path) {
  return count_in(index, kSaves, path).value_or(0);
}

void check_counts(const SealedIndex& index, const Path& file) {
  for (const char* text : {kStep, kSteps, kSaves, kMetricsBytes}) count_in(index, text, file);
}

}  // namespace wgan
