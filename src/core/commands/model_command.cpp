#include "wgan/commands/model_command.h"

#include "wgan/text/text.h"

namespace wgan {

Flags with_machine(std::string& device, int64_t& threads, Flags flags) {
  flags.push_back({.name = "device",
                   .field = &device,
                   .group = "Settings",
                   .metavar = "auto|cpu|cuda[:I]",
                   .help = "Device to compute on"});
  flags.push_back(threads_flag(threads));
  return flags;
}

Flags with_model_file(ModelOptions& o, Flags flags) {
  flags.insert(flags.begin(), {.name = "ckpt",
                               .field = &o.checkpoint,
                               .group = "Model",
                               .metavar = "FILE|RUN",
                               .help = "Model to use: the g.pt of a run, or the run's folder"});
  flags.push_back({.name = "raw",
                   .field = &o.raw,
                   .group = "Model",
                   .help = "Use the newest weights instead of their moving average"});
  return flags;
}

Flags with_model(ModelOptions& o, Flags flags) {
  return with_machine(o.device, o.threads, with_model_file(o, std::move(flags)));
}

void need_model(const ModelOptions& o) {
  if (o.checkpoint.empty())
    throw Error(ExitCode::kUsage,
                "no model named: give the g.pt of a run or its folder, such as runs/000-demo-r3");
}

void check_picture_name(const std::string& out) {
  if (out == "-")
    throw Error(ExitCode::kUsage,
                "--out -: pictures are written to files and not to stdout; name one, such as "
                "--out samples.png");
  if (!out.ends_with('/')) check_kind("out", out, "png");
}

bool is_moving_picture(const std::string& file) {
  const std::string ending = ending_of(file);
  return ending == "webp" || ending == "gif" || ending == "mp4";
}

void need_moving_picture(const std::string& out) {
  if (!is_moving_picture(out))
    throw Error(ExitCode::kUsage,
                cat("--out ", escaped(out), ": name a file that ends in .webp, .gif or .mp4"));
}

Flag scale_flag(int64_t& scale, const char* group, double most) {
  return {.name = "scale",
          .field = &scale,
          .group = group,
          .metavar = "N",
          .help = "Enlarge each pixel to N by N",
          .least = 1,
          .most = most};
}

Flag truncation_flag(double& truncation, const char* group) {
  return {.name = "truncation",
          .field = &truncation,
          .group = group,
          .metavar = "T",
          .help =
              "Keep the numbers of z within T of 0, for more typical and less varied pictures "
              "(Brock 2018); multiplies z by T under --latent-law uniform; 0 for off",
          .most = 100};
}

Flag path_flag(std::string& path) {
  return {.name = "path",
          .field = &path,
          .group = "Files",
          .metavar = "FILE|RUN",
          .help = "A g.pt, a state.pt, a dump, or the folder of a run"};
}

Flag json_flag(bool& json) {
  return {.name = "json", .field = &json, .group = "Settings", .help = "Print JSON"};
}

void need_file_name(const std::string& out) {
  if (out == "-")
    throw Error(ExitCode::kUsage,
                "--out -: models are written to files and not to stdout; name one");
}

void need_file(const std::string& path, const char* command, const char* what) {
  if (path.empty()) throw Error(ExitCode::kUsage, cat("no file named: wgan ", command, " ", what));
}

}  // namespace wgan
