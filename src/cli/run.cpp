#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "command.h"
#include "engine_build.h"
#include "libtorch.h"
#include "wgan/distributed/launch.h"
#include "wgan/machine/machine.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Checks that there is a working directory, without which libraries of the engine end the process.
void check_working_folder() {
  std::error_code error;
  if (const auto folder = std::filesystem::current_path(error); !error) return;
  throw Error(ExitCode::kDisk, cat("the working folder cannot be used (", error.message(),
                                   "): it may have been deleted; go to another one"));
}

/// Loads libwgan.so. A build knows the LibTorch that it was built with, an installed package none.
/// Returns null, and the reason is in dlerror, if it cannot be loaded.
void* open_engine(const std::filesystem::path& library) {
  const auto open = [&] { return ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL); };
  const char* told = std::getenv("WGAN_LIBTORCH");
  if (!told || !*told) {
    if (void* engine = open()) return engine;
    const char* why = ::dlerror();
    const std::string_view reason = why ? why : "";
    const bool without_torch = reason.starts_with("libtorch") || reason.starts_with("libc10");
    if (!without_torch) return open();  // which says so again
  }
  load_libtorch();
  return open();
}

/// Whether a launcher says so; variables that make no sense say nothing.
bool is_follower() {
  try {
    const auto launch = launch_of(process_environment());
    return launch && launch->rank > 0;
  } catch (const Error&) {
    return false;
  }
}

ExitCode run_in_engine(const Request& request, const ConsoleStyle& style) {
  namespace fs = std::filesystem;
  check_working_folder();
  limit_spinning();  // of the engine's threads
  const fs::path folder = fs::read_symlink("/proc/self/exe").parent_path();
  fs::path library = folder / "libwgan.so";
  if (!fs::exists(library)) library = folder / "../lib/libwgan.so";
  void* engine = open_engine(library);
  if (!engine) {
    const char* why = ::dlerror();
    throw Error(ExitCode::kFailed,
                cat("cannot load ", library.lexically_normal().string(), ": ",
                    why ? why : "no reason given",
                    "; build it again, or install it beside the program or in ../lib"));
  }
  const auto entry = reinterpret_cast<RunInEngine>(::dlsym(engine, kRunInEngine));
  const int code = entry ? entry(WGAN_ENGINE_BUILD, request, style) : kOtherEngine;
  if (code == kOtherEngine) {
    throw Error(ExitCode::kFailed, cat(library.lexically_normal().string(),
                                       " belongs to another version of wgan; build both again"));
  }
  return static_cast<ExitCode>(code);
}

}  // namespace

ExitCode run(const Request& request, const ConsoleStyle& style) {
  return std::visit(
      [&](const auto& verb) {
        using Verb = std::decay_t<decltype(verb)>;
        if constexpr (!requires { Verb::kForRanks; }) {
          // One of the processes that a launcher started does the work.
          if (is_follower()) return ExitCode::kDone;
        }
        if constexpr (Verb::kInEngine) return run_in_engine(request, style);
        else return verb.run();
      },
      request);
}

}  // namespace wgan
