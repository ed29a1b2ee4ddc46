#include <chrono>
#include <random>

#include "run_files.h"
#include "support.h"
#include "wgan/run/about.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

const std::filesystem::path kFolder = WGAN_SOURCE_DIR "/tests/golden/format-1";

/// Whether the bytes are taken for a whole file. Throws what is no Error.
bool accepted(const std::string& bytes) {
  try {
    parse_sealed(bytes, "g.pt");
    return true;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kModel);
    return false;
  }
}

int64_t peak_kilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmHWM:", 0) == 0) return std::atoll(line.c_str() + 6);
  }
  return 0;
}

TEST(Golden, FilesOfEveryFormatAreRead) {
  const FileAbout model = about_file(kFolder / "g.pt"), state = about_file(kFolder / "state.pt");
  EXPECT_EQ(model.kind, "generator");
  EXPECT_EQ(model.step, 3);
  EXPECT_EQ(state.kind, "state");
  EXPECT_EQ(state.step, 3);
  EXPECT_EQ(model.others.at("range"), "half");
}

// Every bit and every length of a real file, then damage of the kinds that disks and people make.
TEST(Golden, NoDamageIsEverAccepted) {
  const std::string good = contents_of(kFolder / "g.pt");
  ASSERT_TRUE(accepted(good));
  const auto began = std::chrono::steady_clock::now();
  int64_t cases = 0, taken = 0;
  const auto damaged = [&](const std::string& bytes) {
    ++cases;
    if (bytes != good && accepted(bytes)) ++taken;
  };
  std::string bytes = good;
  for (size_t bit = 0; bit < good.size() * 8; ++bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    damaged(bytes);
    bytes[bit / 8] = good[bit / 8];
  }
  for (size_t length = 0; length < good.size(); ++length) damaged(good.substr(0, length));
  for (size_t tail = 1; tail <= good.size(); tail += 13) {
    bytes = good;
    std::fill(bytes.end() - static_cast<std::ptrdiff_t>(tail), bytes.end(), '\0');
    damaged(bytes);
  }
  constexpr size_t kBlock = 512;
  for (size_t a = 0; a + kBlock <= good.size(); a += kBlock) {
    for (size_t b = a + kBlock; b + kBlock <= good.size(); b += kBlock) {
      bytes = good;
      std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(a),
                       bytes.begin() + static_cast<std::ptrdiff_t>(a + kBlock),
                       bytes.begin() + static_cast<std::ptrdiff_t>(b));
      damaged(bytes);
    }
  }
  std::mt19937_64 random(1);
  const int random_cases = std::getenv("WGAN_REPEATS") ? 1'000'000 : 20'000;
  for (int i = 0; i < random_cases; ++i) {
    bytes = good;
    for (uint64_t n = 1 + random() % 8; n > 0; --n)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    if (i % 4 == 0) bytes.append(random() % 100, static_cast<char>(random()));
    damaged(bytes);
  }
  EXPECT_EQ(taken, 0);
  EXPECT_GE(cases, 60'000);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  EXPECT_LT(seconds / static_cast<double>(cases), 2);
  if (!kSanitized) {  // they keep what was freed
    EXPECT_LT(peak_kilobytes(), 64'000 + 2 * static_cast<int64_t>(good.size()) / 1000);
  }
  RecordProperty("cases", std::to_string(cases));
}

}  // namespace
}  // namespace wgan
