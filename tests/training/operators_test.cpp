// How many operators an update calls on the processor. With small networks the calls themselves
// take much of its time; tests/pretend counts those of a GPU.

#include <ATen/Version.h>
#include <ATen/record_function.h>

#include "training/bench.h"

namespace wgan {
namespace {

int64_t calls = 0;

std::unique_ptr<at::ObserverContext> count_one(const at::RecordFunction&) {
  ++calls;
  return nullptr;
}

/// Counts the operators that this thread calls while it is alive: an update, but not those of the
/// threads that prepare batches.
class OperatorCount {
 public:
  OperatorCount() { calls = 0; }
  ~OperatorCount() { at::removeCallback(handle_); }
  OperatorCount(const OperatorCount&) = delete;
  OperatorCount& operator=(const OperatorCount&) = delete;
  int64_t now() const { return calls; }

 private:
  at::CallbackHandle handle_ = at::addThreadLocalCallback(
      at::RecordFunctionCallback(&count_one)
          .scopes({at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION}));
};

struct Counted {
  int64_t critic, generator;
};

/// Of the second step: the first one makes what later ones find.
Counted counted(const std::string& loss) {
  Bench bench(tiny_with({{"loss", loss}, {"n-critic", "1"}}));
  const TrainOptions& o = bench.settings.options;
  Batches batches(bench.set, batch_options(o), at::kCPU);
  Updates updates({o, bench.state, bench.critic_input, *bench.loss}, batches);
  Counted last{};
  while (bench.state.progress.step < 2) {
    const Player player = updates.next();
    const OperatorCount count;
    updates.take();
    (player == Player::kCritic ? last.critic : last.generator) = count.now();
  }
  return last;
}

/// Without AVX2, oneDNN multiplies contiguous matrices only: `contiguous` and the four operators
/// that it calls for each transposed one.
int64_t copying(int64_t matrices) {
  return at::get_cpu_capability() == "DEFAULT" ? 5 * matrices : 0;
}

/// Fails if there are more, or so many fewer that the limit no longer says anything.
void expect_about(int64_t found, int64_t limit, const std::string& what) {
  EXPECT_LE(found, limit) << what << ": say why in docs/performance.md, or save the calls";
  EXPECT_GE(found, limit - limit / 10) << what << ": lower the limit";
}

TEST(Operators, OfAnUpdateDoNotGrowUnseen) {
  struct Limit {
    const char* loss;
    int64_t critic, generator;
    int64_t transposed_in_critic;  // matrices; two in the generator's update
  };
  for (const Limit& limit : {Limit{"gp", 1013, 643, 6},
                             {"gan", 855, 681, 4},
                             {"clip", 807, 714, 4},
                             {"r3", 624, 700, 2}}) {
    const Counted found = counted(limit.loss);
    expect_about(found.critic, limit.critic + copying(limit.transposed_in_critic),
                 std::string(limit.loss) + ", critic");
    expect_about(found.generator, limit.generator + copying(2),
                 std::string(limit.loss) + ", generator");
  }
}

}  // namespace
}  // namespace wgan
