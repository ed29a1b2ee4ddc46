#include <nlohmann/json.hpp>

#include "cli/program.h"

namespace wgan {
namespace {

class DoctorProgram : public Program {
 protected:
  /// Returns the finding of that name.
  static nlohmann::json finding(const std::string& json, const std::string& name) {
    const auto all = nlohmann::json::parse(json);
    for (const auto& row : all.at("findings")) {
      if (row.at("name") == name) return row;
    }
    ADD_FAILURE() << name << " is not in " << json;
    return {};
  }
};

TEST_F(DoctorProgram, NamesWhatIsThere) {
  const std::string json = good({"doctor", "--json"}).out;
  EXPECT_EQ(nlohmann::json::parse(json).at("version"), 1);
  for (const char* name : {"libraries", "memory", "pictures", "presets", "disk", "cache"})
    EXPECT_NE(finding(json, name).at("state"), "missing") << json;
  const std::string libraries = finding(json, "libraries").at("found");
  EXPECT_NE(libraries.find("LibTorch 2."), std::string::npos);
  EXPECT_NE(good({"doctor"}).out.find(libraries), std::string::npos) << "the table says the same";
  EXPECT_EQ(finding(json, "pictures").at("found"), "reads and writes png, jpg, webp");
}

// Fetching is the script's work; with a LibTorch of one's own there is nothing to fetch.
TEST_F(DoctorProgram, SetupStartsTheScript) {
  bad(2, "exclude each other", {"setup", "--cuda", "--cpu"});
  std::filesystem::create_directories(folder_ / "torch/lib");
  ::setenv("WGAN_LIBTORCH", (folder_ / "torch").c_str(), 1);
  const Outcome without = run({"setup"});
  put(folder_ / "torch/lib/libtorch_cpu.so", "");
  const Outcome with = run({"setup", "--cpu"});
  ::unsetenv("WGAN_LIBTORCH");
  EXPECT_EQ(without.code, 1);
  EXPECT_NE(without.err.find("holds no lib/libtorch_cpu.so"), std::string::npos) << without.err;
  EXPECT_EQ(with.code, 0) << with.err;
}

TEST_F(DoctorProgram, TheEnvironmentIsSeen) {
  ::setenv("WGAN_THREADS", "7", 1);
  ::setenv("WGAN_CACHE", "/elsewhere/cache", 1);
  ::setenv("MKL_CBWR", "COMPATIBLE", 1);
  const std::string json = good({"doctor", "--json"}).out;
  for (const char* name : {"WGAN_THREADS", "WGAN_CACHE", "MKL_CBWR"}) ::unsetenv(name);
  const auto processor = finding(json, "processor");
  const std::string found = processor.at("found");
  EXPECT_NE(found.find("WGAN_THREADS says 7"), std::string::npos) << found;
  EXPECT_NE(found.find("MKL_CBWR=COMPATIBLE"), std::string::npos) << found;
  EXPECT_EQ(processor.at("state"), "limited");
  const std::string cache = finding(json, "cache").at("found");
  EXPECT_TRUE(cache.starts_with("/elsewhere/cache: ")) << cache;
}

TEST_F(DoctorProgram, AnotherLibTorchIsNamedWithBothVersions) {
  const auto refused = [&](const std::string& part) {
    ::setenv("WGAN_LIBTORCH", (folder_ / "torch").c_str(), 1);
    bad(1, part, {"doctor"});
    ::unsetenv("WGAN_LIBTORCH");
  };
  refused("LibTorch 2.11.0 was not found in " + (folder_ / "torch").string());
  put(folder_ / "torch/lib/libtorch_cpu.so", "");
  put(folder_ / "torch/version.py", "from typing import Optional\n__version__ = '2.9.1+cu128'\n");
  refused("is LibTorch 2.9.1, and this wgan was built for 2.11.0");
  std::filesystem::remove(folder_ / "torch/version.py");
  put(folder_ / "torch/build-version", "2.12.0+cpu\n");
  refused("is LibTorch 2.12.0, and this wgan was built for 2.11.0");
  put(folder_ / "torch/build-version", "2.11.1+cpu\n");
  refused("cannot load");
}

TEST_F(DoctorProgram, AFolderThatCannotBeWrittenFails) {
  const std::string none = folder_ / "locked";
  std::filesystem::create_directory(none);
  std::filesystem::permissions(
      none, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  without_override_ = true;
  ::setenv("WGAN_CACHE", (none + "/cache").c_str(), 1);
  const Outcome outcome = run({"doctor", "--json"});
  ::unsetenv("WGAN_CACHE");
  if (outcome.code == 0 && ::getuid() == 0) GTEST_SKIP() << "root may write everywhere";
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(finding(outcome.out, "cache").at("state"), "missing");
  EXPECT_EQ(finding(outcome.out, "cache").at("help"), "set WGAN_CACHE to a folder on another disk");
}

}  // namespace
}  // namespace wgan
