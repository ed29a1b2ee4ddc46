#include "wgan/commands/replay.h"

#include <iostream>

#include "wgan/device/device.h"
#include "wgan/forensics/forensics.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

void print_lines(const char* title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  std::cout << title << "\n";
  for (const std::string& line : lines) std::cout << "  " << escaped(line) << "\n";
}

}  // namespace

ExitCode Replay::run() const {
  const Device chosen = choose_device(device);
  set_threads(threads);
  const Dump replayed = replay(dump, chosen);
  std::cout << "found then   " << escaped(replayed.facts.found) << "\n";
  if (!replayed.repeatable) {
    std::cout << "found now    nothing to repeat: the update was not found at the time\n";
  } else {
    std::cout << "found now    "
              << (replayed.found ? replayed.found->text() : std::string("all numbers are finite"))
              << "\n";
  }
  print_lines("the last gradient norms", replayed.facts.gradient_norms);
  print_lines("the real pictures", replayed.facts.pictures);
  print_lines("the machine", lines_of(replayed.run.machine));
  const bool same =
      replayed.found && replayed.facts.found.starts_with(replayed.found->tensor + ":");
  return same ? ExitCode::kDone : ExitCode::kFailed;
}

}  // namespace wgan
