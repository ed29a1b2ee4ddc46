#include <ATen/ops/empty_like.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/Work.hpp>

#include <cmath>
#include <future>
#include <mutex>
#include <thread>

#include "gloo.h"
#include "meeting.h"
#include "nccl_library.h"
#include "store.h"
#include "watch.h"
#include "wgan/base/error.h"
#include "wgan/distributed/join.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

using Milliseconds = std::chrono::milliseconds;
using BackendPtr = c10::intrusive_ptr<c10d::Backend>;
using StorePtr = c10::intrusive_ptr<c10d::Store>;
using WorkPtr = c10::intrusive_ptr<c10d::Work>;

/// For waits that Watch ends.
constexpr Milliseconds kForever = std::chrono::hours(24 * 365);
/// For the store when a rank ends.
constexpr Milliseconds kShort{2000};
/// How long an exchange may take before a look at the pulses.
constexpr Milliseconds kSlice{1000};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

Milliseconds milliseconds(double seconds) {
  return Milliseconds(static_cast<int64_t>(1000 * seconds));
}

/// What a lost group leaves behind: an exchange under way never ends, and its threads with it.
struct Remains {
  BackendPtr backend;
  StorePtr store;
};
void keep_forever(Remains remains) {
  static std::mutex mutex;
  static auto* all = new std::vector<Remains>;  // destroyed by nobody
  const std::lock_guard lock(mutex);
  all->push_back(std::move(remains));
}

/// The group of a launch with more than one process.
class C10dGroup : public ProcessGroup {
 public:
  C10dGroup(const Launch& launch, const JoinOptions& options)
      : launch_(launch),
        timeout_(options.timeout),
        until_(Clock::now() + milliseconds(timeout_)),
        backend_name_(options.backend) {
    OpenedStore opened = open_store(launch_, until_, milliseconds(timeout_));
    address_ = opened.address;
    root_ = std::move(opened.store);
    const Meeting meeting = meet(TimedStore(root_, milliseconds(timeout_)), launch_, until_);
    store_ = c10::make_intrusive<c10d::PrefixStore>(meeting.prefix, root_);
    control_ = std::make_unique<TimedStore>(store_, milliseconds(timeout_));
    const std::string host = launch_.launcher_listens
                                 ? cat("? the store of ", launch_.launcher, " cannot be reached")
                                 : "0 has ended, or cannot be reached";
    watch_ = std::make_unique<Watch>(store_, launch_.rank, meeting.names, timeout_, host);
    connect();
  }

  ~C10dGroup() override {
    part();
    if (given_up_) keep_forever({std::move(backend_), std::move(store_)});
  }
  C10dGroup(const C10dGroup&) = delete;
  C10dGroup& operator=(const C10dGroup&) = delete;

  int64_t rank() const override { return launch_.rank; }
  int64_t size() const override { return launch_.size; }

  std::unique_ptr<PendingSum> start_sum(const Tensor& tensor) const override {
    if (tensor.is_cuda() && between_gpus()) {
      std::vector<at::Tensor> tensors{tensor};
      return std::make_unique<SumOnGpu>(*this, begin([&] { return nccl_->allreduce(tensors); }));
    }
    const Tensor here = tensor.cpu();  // the tensor itself unless it is on a GPU
    std::vector<at::Tensor> tensors{here};
    return std::make_unique<Sum>(*this, begin([&] { return backend_->allreduce(tensors); }), here,
                                 tensor);
  }

  void maximum(const Tensor& tensor) const override {
    await_gpus();
    finish(begin([&] {
      std::vector<at::Tensor> tensors{tensor};
      c10d::AllreduceOptions largest;
      largest.reduceOp = c10d::ReduceOp::MAX;
      return backend_->allreduce(tensors, largest);
    }));
  }

  void broadcast(const TensorList& tensors) const override {
    await_gpus();
    for (const Tensor& tensor : tensors) {
      const Tensor flat = tensor.detach().cpu().contiguous();
      finish(begin([&] {
        std::vector<at::Tensor> sent{flat};
        return backend_->broadcast(sent);
      }));
      if (!leads() && !flat.is_same(tensor)) tensor.detach().copy_(flat);
    }
  }

  TensorList gather(const Tensor& own) const override {
    std::vector<at::Tensor> sent{own.contiguous()};
    std::vector<std::vector<at::Tensor>> received;
    if (leads()) {
      received.emplace_back();
      for (int64_t i = 0; i < size(); ++i) received[0].push_back(at::empty_like(sent[0]));
    }
    finish(begin([&] { return backend_->gather(received, sent); }));
    return leads() ? received[0] : TensorList();
  }

  std::vector<std::string> gather(const std::string& text) const override {
    const int64_t number = ++texts_;
    const auto key = [&](int64_t rank) { return cat("text/", number, "/", rank); };
    std::vector<std::string> all;
    put(key(rank()), text);
    for (int64_t i = 0; i < size(); ++i) all.push_back(await(key(i)));
    return all;
  }

  std::string broadcast(const std::string& text) const override {
    const std::string key = cat("text/", ++texts_);
    if (!leads()) return await(key);
    put(key, text);
    return text;
  }

  void announce(const std::string& occupation) const override {
    watch_->set_occupation(occupation);
  }

  bool give_up(const std::string& reason) const override {
    if (std::exchange(given_up_, true)) return true;
    try {
      published(cat(rank(), " stopped: ", reason));
      return true;
    } catch (const std::exception&) {  // nobody listens any more
      return false;
    }
  }

  LostRank lost() const override {
    if (lost_) return *lost_;
    std::string end = end_.empty() ? watch_->cause_of(failure_) : end_;
    try {
      if (!watch_->store_is_gone()) end = published(end);
    } catch (const std::exception&) {  // then this rank's own view counts
    }
    lost_ = LostRank{watch_->words_for(end), watch_->speaks()};
    return *lost_;
  }

  void remember(const std::string& name, const std::string& text) const override {
    if (launch_.launcher_listens) TimedStore(root_, kShort).set(cat("wgan/kept/", name), text);
  }

  std::optional<std::string> remembered(const std::string& name) const override {
    const std::string key = cat("wgan/kept/", name);
    const TimedStore store(root_, kShort);
    if (!launch_.launcher_listens || !store.has(key)) return std::nullopt;
    const std::string text = store.get(key);
    return text.empty() ? std::nullopt : std::optional(text);
  }

 private:
  /// A sum of tensors on the processor, which go back to where they came from.
  class Sum : public PendingSum {
   public:
    Sum(const C10dGroup& group, WorkPtr work, Tensor here, Tensor to)
        : group_(group), work_(std::move(work)), here_(std::move(here)), to_(std::move(to)) {}
    void wait() override {
      group_.finish(work_);
      if (!here_.is_same(to_)) to_.copy_(here_);
    }

   private:
    const C10dGroup& group_;
    WorkPtr work_;
    Tensor here_, to_;
  };

  /// A sum between GPUs: what the GPU does next waits for it, and this process does not.
  class SumOnGpu : public PendingSum {
   public:
    SumOnGpu(const C10dGroup& group, WorkPtr work) : group_(group), work_(std::move(work)) {}
    void wait() override {
      group_.on_gpus_.push_back(work_);
      try {
        work_->wait();
      } catch (const std::exception& error) {
        group_.fail(error.what());
      }
    }

   private:
    const C10dGroup& group_;
    WorkPtr work_;
  };

  /// Connects the GPUs by NCCL, the first time, if all ranks have it and nobody wants Gloo. Returns
  /// whether they are.
  bool between_gpus() const {
    if (asked_for_gpus_) return nccl_ != nullptr;
    asked_for_gpus_ = true;
    if (backend_name_ == "gloo") return false;
    const auto all = gather(has_nccl() ? "has" : "");
    for (size_t i = 0; i < all.size(); ++i) {
      if (all[i] == "has") continue;
      if (backend_name_ != "nccl") return false;
      throw Error(ExitCode::kUsage, leads() ? cat("--backend nccl: the wgan of rank ", i,
                                                  " was built without NCCL; use --backend gloo")
                                            : "");
    }
    nccl_ = nccl_backend(c10::make_intrusive<c10d::PrefixStore>("nccl", store_),
                         static_cast<int>(rank()), static_cast<int>(size()));
    return true;
  }

  /// Publishes how the run ends, and returns what the first rank to do so has published.
  std::string published(const std::string& end) const {
    return control_->call(
        [end](c10d::Store& store) { return text_of(store.compareSet(kEnd, {}, bytes_of(end))); },
        kShort);
  }

  /// Connects Gloo, in a thread that can be left behind: a rank that dies meanwhile is waited for
  /// without end.
  void connect() {
    const bool from_elsewhere = launch_.local_size < launch_.size;
    if (from_elsewhere && !process_environment()("GLOO_SOCKET_IFNAME") &&
        (address_.starts_with("127.") || address_ == "::1"))
      throw Error(ExitCode::kUsage,
                  cat("MASTER_ADDR is ", escaped(launch_.master), ", which is ", address_,
                      " here, where no other host reaches this one: set MASTER_ADDR to an address "
                      "in the network, or GLOO_SOCKET_IFNAME to the interface"));
    std::packaged_task<BackendPtr()> make([store = store_, r = static_cast<int>(rank()),
                                           n = static_cast<int>(size()), address = address_] {
      return gloo_backend(c10::make_intrusive<c10d::PrefixStore>("gloo", store), r, n, address,
                          kForever);
    });
    auto made = make.get_future();
    std::thread(std::move(make)).detach();
    const auto began = Clock::now();
    try {
      while (made.wait_for(kSlice) != std::future_status::ready) {
        if (Clock::now() > until_) fail(cat("no connection from ", address_));
        check_others(seconds_since(began));
      }
      backend_ = made.get();
    } catch (const PeerLost&) {
      const LostRank other = lost();
      throw Error(ExitCode::kPeer, other.tells ? other.reason : "");
    } catch (const Error& error) {
      give_up(error.what());
      throw;
    } catch (const std::exception& error) {
      const std::string message = cat("Gloo cannot connect to the other ranks from ", address_,
                                      ": ", first_line(error.what()));
      give_up(message);
      throw Error(ExitCode::kPeer, message);
    }
  }

  /// Waits for the sums between GPUs: one with a lost rank has no end.
  void await_gpus() const {
    const auto began = Clock::now();
    auto looked = began;
    for (const WorkPtr& work : std::exchange(on_gpus_, {})) {
      while (!work->isCompleted()) {
        std::this_thread::sleep_for(std::chrono::microseconds(50));
        if (seconds_since(looked) < 1) continue;
        looked = Clock::now();
        check_others(seconds_since(began));
      }
    }
  }

  /// Leaves after the others if it serves their store, in which they find what happened.
  void part() noexcept {
    if (!watch_ || watch_->store_is_gone()) return;
    const auto add = [&](int64_t number) {
      return control_->call([=](c10d::Store& store) { return store.add("parted", number); },
                            kShort);
    };
    try {
      constexpr double kPatience = 10;
      const auto began = Clock::now();
      add(1);
      if (!leads() || launch_.launcher_listens) return;
      while (add(0) < size() - watch_->silent() && seconds_since(began) < kPatience)
        std::this_thread::sleep_for(Milliseconds(5));
    } catch (const std::exception&) {  // the others are gone
    }
  }

  void put(const std::string& key, const std::string& text) const {
    try {
      control_->set(key, text);
    } catch (const std::exception& error) {
      fail(error.what());
    }
  }

  /// Returns the text of a key, once there is one.
  std::string await(const std::string& key) const {
    constexpr Milliseconds kPause{10};
    const auto began = Clock::now();
    auto looked = began;
    try {
      while (!control_->has(key)) {
        std::this_thread::sleep_for(kPause);
        if (seconds_since(looked) < 1) continue;
        looked = Clock::now();
        check_others(seconds_since(began));
      }
      watch_->rest();
      return control_->get(key);
    } catch (const Error&) {
      throw;
    } catch (const std::exception& error) {
      fail(error.what());
    }
  }

  template <typename Start>
  WorkPtr begin(const Start& start) const {
    watch_->count_exchange();
    try {
      return start();
    } catch (const std::exception& error) {
      fail(error.what());
    }
  }

  void finish(const WorkPtr& work) const {
    const auto began = Clock::now();
    while (true) {
      try {
        work->wait(kSlice);
        watch_->rest();
        return;
      } catch (const std::exception& error) {
        if (work->isCompleted()) fail(error.what());
      }
      check_others(seconds_since(began));
    }
  }

  void check_others(double waited) const {
    const auto end = watch_->trouble(waited);
    if (!end) return;
    end_ = *end;
    fail("");
  }

  [[noreturn]] void fail(const std::string& message) const {
    failure_ = first_line(message);
    given_up_ = true;  // the others see for themselves
    if (nccl_) nccl_->abort();
    // A GPU may have gone on with half a sum.
    throw PeerLost(/*sound=*/nccl_ == nullptr);
  }

  Launch launch_;
  double timeout_;
  Clock::time_point until_;  // by which all must have come
  std::string address_;      // of this host
  StorePtr root_, store_;
  std::unique_ptr<TimedStore> control_;
  std::unique_ptr<Watch> watch_;
  BackendPtr backend_;
  std::string backend_name_;
  mutable BackendPtr nccl_;
  mutable bool asked_for_gpus_ = false;
  mutable int64_t texts_ = 0;
  mutable std::vector<WorkPtr> on_gpus_;
  mutable bool given_up_ = false;
  mutable std::string failure_, end_;  // what LibTorch said, and what the watch knew
  mutable std::optional<LostRank> lost_;
};

}  // namespace

std::unique_ptr<ProcessGroup> join(const Launch& launch, const JoinOptions& options) {
  return std::make_unique<C10dGroup>(launch, options);
}

}  // namespace wgan
