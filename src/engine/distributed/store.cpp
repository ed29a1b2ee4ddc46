#include "store.h"

#include <c10/util/Logging.h>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <thread>

#include "address.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

using StorePtr = c10::intrusive_ptr<c10d::Store>;

/// LibTorch logs every attempt to connect, and records every exchange, the first one of a group
/// without a lock.
void quieten_libtorch() {
  static const bool done = [] {
    if (!std::getenv("TORCH_CPP_LOG_LEVEL")) FLAGS_caffe2_log_level = c10::GLOG_FATAL;
    ::setenv("TORCH_FR_BUFFER_SIZE", "0", /*overwrite=*/0);
    return true;
  }();
  (void)done;
}

/// Returns the store at that host. A program that listens there and says nothing would be waited
/// for without end.
StorePtr connected(const std::string& host, const c10d::TCPStoreOptions& options,
                   const Launch& launch, Clock::time_point until) {
  std::packaged_task<StorePtr()> open(
      [=]() -> StorePtr { return c10::make_intrusive<c10d::TCPStore>(host, options); });
  auto store = open.get_future();
  std::thread(std::move(open)).detach();
  std::string reason = "it does not answer";
  try {
    if (store.wait_until(until) == std::future_status::ready) return store.get();
  } catch (const std::exception& error) {
    reason = error.what();
    reason.resize(std::min(reason.find('\n'), reason.size()));
  }
  throw Error(ExitCode::kPeer, cat("what listens at ", escaped(launch.master), ":", launch.port,
                                   " is not rank 0 of a run: ", reason));
}

}  // namespace

OpenedStore open_store(const Launch& launch, Clock::time_point until,
                       std::chrono::milliseconds timeout) {
  quieten_libtorch();
  c10d::TCPStoreOptions options;
  options.port = launch.port;
  options.waitWorkers = false;
  options.timeout = timeout;
  if (launch.rank > 0 || launch.launcher_listens) {
    const std::string address = reach_master(launch, until);
    return {connected(launch.master, options, launch, until), address};
  }
  const Listener listener = listen_as_master(launch);
  options.isServer = true;
  options.masterListenFd = listener.socket;
  return {connected(listener.address, options, launch, until), listener.address};
}

}  // namespace wgan
