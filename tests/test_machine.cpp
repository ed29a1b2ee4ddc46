#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>

#include "wgan/device/device.h"
#include "wgan/machine/machine.h"
#include "wgan/text/text.h"

/// What the tests of this program compute on, and that they say so first: a report of a failure is
/// of little use without it.
namespace wgan {
namespace {

/// CTest runs tests side by side, and threads that wait for each other at every operator are slow
/// on a machine whose cores are taken. WGAN_TEST_THREADS asks for more.
int64_t threads() {
  const char* wanted = std::getenv("WGAN_TEST_THREADS");
  return wanted ? to_integer(wanted).value_or(1) : 1;
}

/// "AMD EPYC, family 25, model 1".
std::string processor() {
  std::string name = "unknown processor", family, model;
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line) && !line.empty();) {
    const size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string_view field = trim(std::string_view(line).substr(0, colon));
    const std::string value(trim(std::string_view(line).substr(colon + 1)));
    if (field == "model name") name = value;
    if (field == "cpu family") family = cat(", family ", value);
    if (field == "model") model = cat(", model ", value);
  }
  return name + family + model;
}

class TestMachine : public testing::Environment {
 public:
  void SetUp() override {
    at::set_num_threads(static_cast<int>(threads()));
    const auto variables = arithmetic_variables();
    std::cout << processor() << ", ATen for " << at::get_cpu_capability() << ", "
              << at::get_num_threads() << (at::get_num_threads() == 1 ? " thread" : " threads")
              << ", LibTorch " << libtorch_version() << ", " << WGAN_TEST_VERSIONS << ", "
              << (variables.empty() ? "no variable that changes numbers" : join(variables, " "))
              << std::endl;
  }
};

[[maybe_unused]] const auto* const machine =
    testing::AddGlobalTestEnvironment(new TestMachine);  // gtest deletes it

}  // namespace
}  // namespace wgan
