#include "machine_text.h"

#include <algorithm>
#include <map>
#include <utility>

#include "wgan/device/device.h"
#include "wgan/machine/machine.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// The lines of a machine_text before the environment variables.
constexpr size_t kMachineLines = 5;

/// Splits "NAME=VALUE".
std::pair<std::string, std::string> name_and_value(const std::string& variable) {
  const size_t equals = std::min(variable.find('='), variable.size());
  return {variable.substr(0, equals), variable.substr(std::min(equals + 1, variable.size()))};
}

}  // namespace

std::string machine_text(const TrainOptions& o, int64_t ranks) {
  std::vector<std::string> lines{cat("--device ", o.device), cat("--threads ", o.threads),
                                 processor_kind(), cat("LibTorch ", libtorch_version()),
                                 cat("wgan ", WGAN_VERSION)};
  for (const std::string& variable : arithmetic_variables()) lines.push_back(variable);
  if (ranks > 1) lines.push_back(cat("processes=", ranks));
  return join(lines, "\n");
}

std::vector<std::string> machine_differences(const std::string& before, const std::string& now) {
  const std::vector<std::string> old_lines = lines_of(before), new_lines = lines_of(now);
  std::vector<std::string> changes;
  for (size_t i = 0; i < std::min({kMachineLines, old_lines.size(), new_lines.size()}); ++i) {
    if (old_lines[i] != new_lines[i])
      changes.push_back(cat(new_lines[i], " (so far ", old_lines[i], ")"));
  }
  std::map<std::string, std::string> old_variables, new_variables;
  for (size_t i = kMachineLines; i < old_lines.size(); ++i)
    old_variables.insert(name_and_value(old_lines[i]));
  old_variables.erase("");
  for (size_t i = kMachineLines; i < new_lines.size(); ++i)
    new_variables.insert(name_and_value(new_lines[i]));
  for (const auto& [name, value] : new_variables) {
    const auto old = old_variables.find(name);
    if (old == old_variables.end()) changes.push_back(cat(name, "=", value, " (so far not set)"));
    else if (old->second != value)
      changes.push_back(cat(name, "=", value, " (so far ", old->second, ")"));
  }
  for (const auto& [name, value] : old_variables) {
    if (!new_variables.count(name)) changes.push_back(cat(name, " not set (so far ", value, ")"));
  }
  return changes;
}

}  // namespace wgan
