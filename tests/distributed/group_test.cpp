#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/autograd.h>

#include <atomic>
#include <mutex>

#include "ranks.h"
#include "wgan/distributed/gradient_mean.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

std::string message_of(const std::exception_ptr& thrown) {
  if (!thrown) return "";
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    return error.what();
  }
}

TEST(ProcessGroup, ExchangesTensorsAndTexts) {
  as_ranks(3, [](const ProcessGroup& group) {
    const auto r = static_cast<double>(group.rank());
    const Tensor sum = at::full({5}, r + 1);
    group.start_sum(sum)->wait();
    EXPECT_TRUE(at::equal(sum, at::full({5}, 6.0)));
    const Tensor largest = at::arange(3, at::kDouble) * (r - 1);
    group.maximum(largest);
    EXPECT_TRUE(at::equal(largest, at::arange(3, at::kDouble)));
    const Tensor sent = at::full({2, 3}, r).t();
    group.broadcast({sent, at::full({}, r)});
    EXPECT_TRUE(at::equal(sent, at::zeros({3, 2})));
    EXPECT_EQ(group.gather(std::to_string(group.rank())),
              (std::vector<std::string>{"0", "1", "2"}));
    EXPECT_EQ(group.broadcast(std::to_string(group.rank())), "0");
  });
}

TEST(ProcessGroup, AloneItDoesNothing) {
  const ProcessGroup& group = single_process();
  const Tensor x = at::ones({2});
  group.start_sum(x)->wait();
  EXPECT_TRUE(at::equal(x, at::ones({2})));
  EXPECT_TRUE(group.leads() && group.is_alone());
  EXPECT_TRUE(sum_over_ranks(x, group).is_same(x));
}

TEST(GradientMean, IsTheMeanWithTheStridesOfTheWeights) {
  // The middle one fills a bucket by itself.
  const TensorList weights{at::zeros({3, 4, 5, 5}).contiguous(at::MemoryFormat::ChannelsLast),
                           at::zeros({7'000'000}), at::zeros({}), at::zeros({2, 2}, at::kDouble)};
  as_ranks(2, [&](const ProcessGroup& group) {
    const auto gradient_of = [&](size_t i, int64_t rank) {
      return at::full(weights[i].sizes(), static_cast<double>(i) + static_cast<double>(rank) * 2,
                      weights[i].options().memory_format(at::MemoryFormat::Contiguous));
    };
    GradientMean mean(group, weights);
    const std::vector<size_t> order =
        group.leads() ? std::vector<size_t>{3, 2, 1, 0} : std::vector<size_t>{0, 1, 3};
    for (const size_t i : order) mean.add(i, gradient_of(i, group.rank()));
    const TensorList all = mean.wait();
    ASSERT_EQ(all.size(), weights.size());
    for (size_t i = 0; i < weights.size(); ++i) {
      EXPECT_EQ(all[i].strides(), weights[i].strides());
      const Tensor expected =  // rank 1 has no gradient of number 2
          i == 2 ? gradient_of(2, 0) / 2 : (gradient_of(i, 0) + gradient_of(i, 1)) / 2;
      EXPECT_TRUE(at::equal(all[i], expected)) << i;
    }
  });
}

/// y = (sum over ranks of x)^2, summed over ranks: its gradient by x is 2 N (sum of x), and the
/// gradient of that gradient's sum is 2 N^2.
TEST(SumOverRanks, IsDifferentiableTwice) {
  as_ranks(2, [](const ProcessGroup& group) {
    const Tensor x =
        at::full({3}, static_cast<double>(group.rank()) + 1, at::kDouble).requires_grad_();
    const Tensor y = sum_over_ranks(x, group).square().sum();
    const Tensor first = torch::autograd::grad({y}, {x}, {}, true, true)[0];
    EXPECT_TRUE(at::equal(first.detach(), at::full({3}, 2.0 * 2 * 3, at::kDouble)));
    const Tensor second = torch::autograd::grad({first.sum()}, {x})[0];
    EXPECT_TRUE(at::equal(second, at::full({3}, 2.0 * 4, at::kDouble)));
  });
}

TEST(ProcessGroup, SaysWhyARankEnded) {
  const auto thrown = outcomes_of_ranks(3, [](const ProcessGroup& group) {
    if (group.rank() == 1) throw Error(ExitCode::kDisk, "the disk is full");
    const Tensor x = at::ones({4});
    try {
      group.start_sum(x)->wait();
    } catch (const PeerLost&) {
      throw Error(ExitCode::kPeer, group.lost().reason);
    }
  });
  EXPECT_EQ(message_of(thrown[1]), "the disk is full");
  for (const size_t rank : {size_t{0}, size_t{2}}) {
    EXPECT_NE(message_of(thrown[rank]).find("rank 1 (process "), std::string::npos);
    EXPECT_NE(message_of(thrown[rank]).find("stopped: the disk is full"), std::string::npos)
        << message_of(thrown[rank]);
  }
}

/// Rank 1 lives and comes to no exchange: it is named after the timeout, by rank 0 alone.
TEST(ProcessGroup, NamesARankThatDoesNotCome) {
  std::atomic<bool> over{false};
  const auto thrown = outcomes_of_ranks(
      3,
      [&](const ProcessGroup& group) {
        if (group.rank() == 1) {
          while (!over) std::this_thread::sleep_for(std::chrono::milliseconds(20));
          return;
        }
        const Tensor x = at::ones({4});
        try {
          group.start_sum(x)->wait();
        } catch (const PeerLost&) {
          const LostRank lost = group.lost();
          EXPECT_EQ(lost.tells, group.leads());
          if (group.leads()) over = true;
          throw Error(ExitCode::kPeer, lost.reason);
        }
      },
      3);
  EXPECT_NE(message_of(thrown[0]).find("rank 1 (process "), std::string::npos);
  EXPECT_NE(message_of(thrown[0]).find("lives, but the others have waited for it for"),
            std::string::npos)
      << message_of(thrown[0]);
}

TEST(ProcessGroup, WaitsForARankThatIsBusy) {
  as_ranks(2, [](const ProcessGroup& group) { EXPECT_EQ(group.gather("x").size(), 2U); });
  const auto thrown = outcomes_of_ranks(
      2,
      [](const ProcessGroup& group) {
        if (group.leads()) {
          group.announce("writing");
          std::this_thread::sleep_for(std::chrono::seconds(5));
          group.announce("");
        }
        const Tensor x = at::ones({1});
        group.start_sum(x)->wait();
      },
      2);
  for (const auto& one : thrown) EXPECT_EQ(message_of(one), "");
}

TEST(ProcessGroup, RefusesWhoDoesNotBelong) {
  const uint16_t port = free_port();
  std::vector<std::string> messages(3);
  std::vector<std::thread> ranks;
  const auto start = [&](size_t place, const Launch& launch) {
    ranks.emplace_back([&, place, launch] {
      try {
        join(launch, {.timeout = 4});
      } catch (const Error& error) {
        messages[place] = error.what();
      }
    });
  };
  Launch other_run = launch_on_loopback(2, 3, port);
  other_run.run_id = "another";
  start(0, launch_on_loopback(0, 3, port));
  start(1, launch_on_loopback(1, 4, port));
  start(2, other_run);
  for (std::thread& rank : ranks) rank.join();
  // The first one that rank 0 sees ends the start, and all who have come hear why.
  const bool size =
      messages[0] == "rank 1 was started as one of 4 processes, and rank 0 as one of 3";
  EXPECT_TRUE(size || messages[0] ==
                          "rank 2 belongs to the run 'another' of its launcher, and rank 0 to ''")
      << messages[0];
  EXPECT_EQ(messages[size ? 1 : 2], messages[0]) << "who does not belong hears why";
}

TEST(ProcessGroup, NamesWhoDoesNotCome) {
  const uint16_t port = free_port();
  std::string message = "nothing was thrown";
  std::thread second([&] {
    try {
      join(launch_on_loopback(2, 4, port), {.timeout = 2});
    } catch (const Error& error) {
      message = error.what();
    }
  });
  expect_error(ExitCode::kPeer, "ranks 1, 3 have not come within 2s",
               [&] { join(launch_on_loopback(0, 4, port), {.timeout = 2}); });
  second.join();
  EXPECT_EQ(message, "") << "rank 0 tells";
}

TEST(ProcessGroup, RefusesTwoOfOneRank) {
  const uint16_t port = free_port();
  std::mutex mutex;
  std::vector<std::string> messages;
  std::vector<std::thread> ranks;
  for (const int64_t rank : {0, 1, 1}) {
    ranks.emplace_back([&, rank] {
      try {
        const auto group = join(launch_on_loopback(rank, 2, port), {.timeout = 5});
        for (int wait = 0; wait < 500; ++wait) {  // for the one too many
          {
            const std::lock_guard lock(mutex);
            if (!messages.empty()) break;
          }
          std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
      } catch (const Error& error) {
        const std::lock_guard lock(mutex);
        messages.emplace_back(error.what());
      }
    });
  }
  for (std::thread& rank : ranks) rank.join();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_NE(messages[0].find("two processes were started as rank 1"), std::string::npos);
}

TEST(ProcessGroup, SaysWhyItCannotBeJoined) {
  const uint16_t port = free_port();
  expect_error(ExitCode::kPeer, "rank 1 cannot reach rank 0 at 127.0.0.1:", [&] {
    join(launch_on_loopback(1, 2, port), {.timeout = 1});
  });
  Launch nowhere = launch_on_loopback(1, 2, port);
  nowhere.master = "no-such-host.invalid";
  expect_error(ExitCode::kUsage, "there is no such host", [&] { join(nowhere, {.timeout = 1}); });
  Launch elsewhere = launch_on_loopback(0, 2, port);
  elsewhere.master = "192.0.2.1";  // for documents: no host has it
  expect_error(ExitCode::kUsage, "MASTER_ADDR must be an address of the host of rank 0",
               [&] { join(elsewhere, {.timeout = 1}); });
  Launch unreachable = launch_on_loopback(0, 2, port);
  unreachable.local_size = 1;
  expect_error(ExitCode::kUsage, "where no other host reaches it",
               [&] { join(unreachable, {.timeout = 1}); });
}

/// A program that listens, and one that also speaks, without being rank 0.
TEST(ProcessGroup, RefusesAnotherProgramsPort) {
  const uint16_t port = free_port();
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(socket, 5), 0);
  expect_error(ExitCode::kUsage, cat("port ", port, " of 127.0.0.1 is in use"),
               [&] { join(launch_on_loopback(0, 2, port), {.timeout = 2}); });
  expect_error(ExitCode::kPeer, "is not rank 0 of a run",
               [&] { join(launch_on_loopback(1, 2, port), {.timeout = 2}); });
  ::close(socket);
}

}  // namespace
}  // namespace wgan
