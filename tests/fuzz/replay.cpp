// usage: NAME_replay CORPUS_FOLDER
// Runs a fuzz target, without a fuzzer, on every file of its corpus and on many that are made from
// each: cut off at every length, and every byte of the first thousand changed in eight ways.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

int64_t runs = 0;

void run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
  ++runs;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  constexpr size_t kPlaces = 1000;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string seed{std::istreambuf_iterator<char>(file), {}};
    run(seed);
    const size_t step = seed.size() / kPlaces + 1;
    for (size_t length = 0; length < seed.size(); length += step) run(seed.substr(0, length));
    for (size_t at = 0; at < std::min(kPlaces, seed.size()); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string changed = seed;
        changed[at] = static_cast<char>(changed[at] ^ 1 << bit);
        run(changed);
      }
    }
  }
  std::printf("%lld inputs\n", static_cast<long long>(runs));
  return runs > 0 ? 0 : 1;
}
