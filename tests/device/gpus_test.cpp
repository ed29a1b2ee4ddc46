#include "wgan/device/gpus.h"

#include "support.h"

namespace wgan {
namespace {

class Gpus : public testing::Test {
 protected:
  void add_gpu(const std::string& place, const std::string& model) {
    put(folder_ / ("proc/driver/nvidia/gpus/" + place + "/information"),
        "Model: \t\t " + model + "\nIRQ:   \t\t 66\n");
  }
  GpuReport found() const { return gpu_report(folder_.path().string()); }

  TemporaryFolder folder_;
};

TEST_F(Gpus, TheDriverTellsItsVersionAndTheModel) {
  put(folder_ / "proc/driver/nvidia/version",
      "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.65.06  Sun Jul 27 06:54:38 UTC 2025\n"
      "GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)\n");
  add_gpu("0000:0f:00.0", "NVIDIA H200");
  add_gpu("0000:1f:00.0", "NVIDIA H200");
  EXPECT_EQ(found().driver, "580.65.06");
  EXPECT_EQ(found().model, "NVIDIA H200");
  add_gpu("0000:2f:00.0", "NVIDIA L4");
  EXPECT_EQ(found().model, "") << "which of them is cuda:0 is not known";
}

TEST_F(Gpus, EitherOneCanBeUsedOrTheReasonIsGiven) {
  const GpuReport report = found();
  EXPECT_EQ(report.driver, "");
  EXPECT_NE(report.missing.empty(), report.gpu_memory.empty());
}

}  // namespace
}  // namespace wgan
