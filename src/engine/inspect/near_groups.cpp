#include <map>
#include <numeric>
#include <unordered_map>

#include "wgan/inspect/inspect.h"

namespace wgan {
namespace {

/// Disjoint sets that grow together (union by link to the smaller number).
class Links {
 public:
  explicit Links(size_t count) : to_(count) { std::iota(to_.begin(), to_.end(), 0); }
  int64_t root(int64_t i) {
    while (at(i) != i) i = at(i) = at(at(i));
    return i;
  }
  void join(int64_t a, int64_t b) {
    a = root(a), b = root(b);
    at(std::max(a, b)) = std::min(a, b);
  }

 private:
  int64_t& at(int64_t i) { return to_[static_cast<size_t>(i)]; }
  std::vector<int64_t> to_;
};

}  // namespace

// If hashes are cut into one part more than the number of bits that may differ, two near hashes
// have at least one part in common, so only hashes that share a part are compared.
std::vector<std::vector<int64_t>> near_groups(const std::vector<PerceptualHash>& hashes) {
  constexpr int kParts = kNearBits + 1;
  Links links(hashes.size());
  for (int part = 0; part < kParts; ++part) {
    const int begin = 64 * part / kParts, end = 64 * (part + 1) / kParts;
    std::unordered_map<uint64_t, std::vector<int64_t>> same;
    for (size_t i = 0; i < hashes.size(); ++i) {
      auto& others = same[hashes[i].hash >> begin & ((uint64_t{1} << (end - begin)) - 1)];
      bool joined = false;
      for (const int64_t other : others) {
        if (!nearly_alike(hashes[i], hashes[static_cast<size_t>(other)])) continue;
        links.join(static_cast<int64_t>(i), other);
        joined = true;
      }
      // One picture stands for its group: a film has thousands that look alike.
      if (!joined) others.push_back(static_cast<int64_t>(i));
    }
  }
  std::map<int64_t, std::vector<int64_t>> groups;
  for (int64_t i = 0; i < static_cast<int64_t>(hashes.size()); ++i)
    groups[links.root(i)].push_back(i);
  std::vector<std::vector<int64_t>> found;
  for (auto& [root, members] : groups) {
    if (members.size() > 1) found.push_back(std::move(members));
  }
  return found;
}

}  // namespace wgan
