#include <iostream>
#include <sstream>

#include "commands.h"
#include "wgan/device/device.h"
#include "wgan/forensics/forensics.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

void print_lines(const char* title, const std::string& lines) {
  if (lines.empty()) return;
  std::cout << title << "\n";
  std::istringstream each(lines);
  for (std::string line; std::getline(each, line);) std::cout << "  " << escaped(line) << "\n";
}

}  // namespace

ExitCode run_replay(const ReplayOptions& o) {
  const Device device = choose_device(o.device);
  set_threads(o.threads);
  const Dump dump = replay(o.dump, device);
  const auto text = [&](const char* name) { return text_of(dump.text, name); };
  std::cout << "found then   " << escaped(text("found")) << "\n";
  if (!dump.repeatable) {
    std::cout << "found now    nothing to repeat: the update was not found at the time\n";
  } else {
    std::cout << "found now    "
              << (dump.found ? dump.found->text() : std::string("all numbers are finite")) << "\n";
  }
  print_lines("the last gradient norms", text("gradient_norms"));
  print_lines("the real pictures", text("pictures"));
  print_lines("the machine", text("machine"));
  const bool same = dump.found && text("found").rfind(dump.found->tensor + ":", 0) == 0;
  return same ? ExitCode::kDone : ExitCode::kFailed;
}

}  // namespace wgan
