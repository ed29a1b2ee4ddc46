#include "wgan/commands/doctor.h"

#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <opencv2/core/version.hpp>

#include "wgan/animation/animation.h"
#include "wgan/device/device.h"
#include "wgan/device/gpus.h"
#include "wgan/files/fs.h"
#include "wgan/image/image.h"
#include "wgan/options/settings.h"
#include "wgan/text/json.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

enum class State {
  kGood,
  kLimited,  // something is missing that training does not need
  kBad,      // training will not work
};

/// One thing that was looked at.
struct Finding {
  std::string name;
  State state = State::kGood;
  std::string found;   // a sentence without its stop
  std::string help{};  // what to do about it
};

const char* name_of(State state) {
  return state == State::kGood ? "ok" : state == State::kLimited ? "limited" : "missing";
}

Finding libraries() {
  return {.name = "libraries",
          .found = cat("wgan ", WGAN_VERSION, ", LibTorch ", libtorch_version(), ", OpenCV ",
                       CV_VERSION)};
}

Finding processor() {
  const int64_t cores = usable_cores(), threads = default_threads();
  Finding finding{.name = "processor",
                  .found = cat(cores, cores == 1 ? " core" : " cores", " for this process, ",
                               processor_kind(), computes_in_bf16() ? ", bf16" : "")};
  if (threads != cores) finding.found += cat("; WGAN_THREADS says ", threads);
  const std::vector<std::string> variables = arithmetic_variables();
  if (!variables.empty()) {
    finding.state = State::kLimited;
    finding.found += "; " + join(variables, ", ");
    finding.help = "these variables change the last bits of numbers, or the speed";
  }
  return finding;
}

Finding memory() {
  constexpr double kLeast = 1e9;  // LibTorch, the pictures of a small set and a step at 64x64
  const double usable = usable_memory();
  Finding finding{.name = "memory", .found = cat(bytes(usable), " for this process")};
  if (usable < kLeast) {
    finding.state = State::kLimited;
    finding.help = "use a small --batch or --size; wgan train --dry-run estimates what a run needs";
  }
  return finding;
}

std::vector<Finding> gpus() {
  const GpuReport report = gpu_report();
  if (!report.missing.empty())
    return {{.name = "GPU",
             .state = State::kLimited,
             .found = report.driver.empty()
                          ? report.missing
                          : cat("driver ", report.driver, ", but ", report.missing),
             .help = "training runs on the processor"}};
  std::vector<Finding> findings;
  for (size_t i = 0; i < report.gpu_memory.size(); ++i)
    findings.push_back({.name = cat("cuda:", i),
                        .found = cat(report.model.empty() ? "GPU" : report.model, ", ",
                                     bytes(report.gpu_memory[i]), ", driver ", report.driver,
                                     ", cuDNN ", report.cudnn.empty() ? "missing" : report.cudnn)});
  return findings;
}

/// Encodes a picture in each format and decodes it again.
Finding picture_formats() {
  const Image picture(8, 8, 3, 128);
  std::vector<std::string> good, bad;
  for (const char* format : {"png", "jpg", "webp"}) {
    try {
      const Image read = decode(encode(picture, format));
      (read.width == picture.width && read.height == picture.height ? good : bad)
          .emplace_back(format);
    } catch (const std::exception&) {
      bad.emplace_back(format);
    }
  }
  Finding finding{.name = "pictures", .found = cat("reads and writes ", join(good, ", "))};
  if (!bad.empty()) {
    finding.state = State::kBad;
    finding.found += cat(", but not ", join(bad, ", "));
    finding.help = "install OpenCV with these formats: libopencv-dev on Debian and Ubuntu";
  }
  return finding;
}

Finding video() {
  try {
    make_animation("wgan-doctor.mp4", {});
    return {.name = "video", .found = "writes .gif, .webp and .mp4"};
  } catch (const Error& error) {
    return {.name = "video",
            .state = State::kLimited,
            .found = "writes .gif and .webp, but no .mp4",
            .help = error.what()};
  }
}

Finding folder(const std::string& name, const Path& place, const std::string& help) {
  std::error_code unknown;
  Path there = std::filesystem::absolute(place, unknown);
  while (!std::filesystem::exists(there, unknown) && there != there.parent_path())
    there = there.parent_path();
  const auto free = fs().free_space(there);
  Finding finding{
      .name = name,
      .found = cat(escaped(place.string()), ": ",
                   free ? bytes(static_cast<double>(*free)) : "an unknown space", " free")};
  constexpr double kLeast = 100e6;  // a small run with its checkpoints
  if (::access(there.c_str(), W_OK) != 0) {
    finding.state = State::kBad;
    finding.found = cat(escaped(place.string()), ": cannot be written");
    finding.help = help;
  } else if (free && static_cast<double>(*free) < kLeast) {
    finding.state = State::kBad;
    finding.help = help;
  }
  return finding;
}

Finding cache() {
  try {
    return folder("cache", cache_folder(), "set WGAN_CACHE to a folder on another disk");
  } catch (const Error& error) {
    return {.name = "cache", .state = State::kLimited, .found = error.what()};
  }
}

Finding presets() {
  const size_t count = preset_names(configs_folder()).size();
  Finding finding{.name = "presets",
                  .found = cat(count, " in ", configs_folder().lexically_normal().string())};
  if (count == 0) {
    finding.state = State::kBad;
    finding.help = "install wgan again: its folder share/wgan/configs is missing";
  }
  return finding;
}

std::string to_json(const std::vector<Finding>& findings) {
  nlohmann::ordered_json out{{"version", 1}, {"findings", nlohmann::ordered_json::array()}};
  for (const Finding& finding : findings) {
    nlohmann::ordered_json row{
        {"name", finding.name}, {"state", name_of(finding.state)}, {"found", finding.found}};
    if (!finding.help.empty()) row["help"] = finding.help;
    out["findings"].push_back(row);
  }
  return json_text(out);
}

std::string to_text(const std::vector<Finding>& findings) {
  std::vector<std::vector<std::string>> rows;
  for (const Finding& finding : findings)
    rows.push_back({name_of(finding.state), finding.name,
                    finding.found + (finding.help.empty() ? "" : "; " + finding.help)});
  return aligned(rows);
}

}  // namespace

ExitCode Doctor::run() const {
  std::vector<Finding> findings{libraries(), processor(), memory()};
  for (const Finding& gpu : gpus()) findings.push_back(gpu);
  for (const Finding& more :
       {picture_formats(), video(), presets(),
        folder("disk", ".", "go to a folder that can be written, or give --out"), cache()})
    findings.push_back(more);
  std::cout << (json ? to_json(findings) : to_text(findings));
  for (const Finding& finding : findings) {
    if (finding.state == State::kBad) return ExitCode::kFailed;
  }
  return ExitCode::kDone;
}

}  // namespace wgan
