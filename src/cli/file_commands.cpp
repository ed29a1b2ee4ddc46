#include <filesystem>
#include <iostream>
#include <memory>

#include "command.h"
#include "engine_loader.h"
#include "wgan/about.h"
#include "wgan/text.h"

namespace wgan {
namespace {

void need(const std::string& path, const char* command, const char* what) {
  if (path.empty())
    throw Error(ExitCode::kUsage, cat("no file named: wgan ", command, " ", what));
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
  auto o = std::make_shared<InfoOptions>();
  return {"info",
          "Say what a model file or the folder of a run holds",
          "  wgan info g.pt\n"
          "  wgan info runs/000-demo-gp --json\n",
          "path",
          [o] { return info_flags(*o); },
          [o](const std::vector<Assignment>& typed) {
            assign_all(info_flags(*o), typed);
            need(o->path, "info", "FILE|RUN");
            return info(*o);
          }};
}

Command verify_command() {
  auto o = std::make_shared<VerifyOptions>();
  return {"verify",
          "Check that a model file or all files of a run are whole, finite, and work here",
          "  wgan verify g.pt                              exit 0 if it is good, 4 if not\n"
          "  wgan verify runs/000-demo-gp --json\n",
          "path",
          [o] { return verify_flags(*o); },
          [o](const std::vector<Assignment>& typed) {
            assign_all(verify_flags(*o), typed);
            need(o->path, "verify", "FILE|RUN");
            return engine().verify(*o);
          }};
}

Command replay_command() {
  auto o = std::make_shared<ReplayOptions>();
  return {"replay",
          "Repeat the update in which a run's numbers stopped being finite",
          "  wgan replay runs/000-demo-gp/dumps/step-000120-attempt-0.pt\n"
          "  exit 0 if the same tensor goes wrong again, 1 if not, or if there is nothing to repeat\n",
          "dump",
          [o] { return replay_flags(*o); },
          [o](const std::vector<Assignment>& typed) {
            assign_all(replay_flags(*o), typed);
            need(o->dump, "replay", "DUMP");
            return engine().replay_dump(*o);
          }};
}

}  // namespace wgan
