#include <filesystem>
#include <iostream>
#include <memory>

#include "command.h"
#include "engine_loader.h"
#include "wgan/run/about.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

void need(const std::string& path, const char* command, const char* what) {
  if (path.empty()) throw Error(ExitCode::kUsage, cat("no file named: wgan ", command, " ", what));
}

ExitCode info(const InfoOptions& o) {
  std::error_code error;
  if (std::filesystem::is_directory(o.path, error)) {
    const RunAbout about = about_run(o.path);
    std::cout << (o.json ? to_json(about) : to_text(about));
    return about.broken.empty() ? ExitCode::kDone : ExitCode::kModel;
  }
  const FileAbout about = about_file(o.path);
  std::cout << (o.json ? to_json(about) : to_text(about));
  return ExitCode::kDone;
}

}  // namespace

Command info_command() {
  return command_of("info", "Say what a model file or the folder of a run holds",
                    "  wgan info g.pt\n"
                    "  wgan info runs/000-demo-gp --json\n",
                    "path", info_flags, [](InfoOptions& o, const Assignments&) {
                      need(o.path, "info", "FILE|RUN");
                      return info(o);
                    });
}

Command verify_command() {
  return command_of(
      "verify", "Check that a model file or all files of a run are whole, finite, and work here",
      "  wgan verify g.pt                              exit 0 if it is good, 4 if not\n"
      "  wgan verify runs/000-demo-gp --json\n",
      "path", verify_flags, [](VerifyOptions& o, const Assignments&) {
        need(o.path, "verify", "FILE|RUN");
        return engine().verify(o);
      });
}

Command replay_command() {
  return command_of(
      "replay", "Repeat the update in which a run's numbers stopped being finite",
      "  wgan replay runs/000-demo-gp/dumps/step-000120-attempt-0.pt\n"
      "  exit 0 if the same tensor goes wrong again, 1 if not, or if there is nothing to repeat\n",
      "dump", replay_flags, [](ReplayOptions& o, const Assignments&) {
        need(o.dump, "replay", "DUMP");
        return engine().replay(o);
      });
}

}  // namespace wgan
