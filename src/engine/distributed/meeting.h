#pragma once

#include <string>
#include <vector>

#include "timed_store.h"
#include "wgan/base/clock.h"
#include "wgan/distributed/launch.h"

namespace wgan {

/// What the ranks of a start know once all have come.
struct Meeting {
  std::string prefix;              // of the keys of this start, which no other start has
  std::vector<std::string> names;  // of the ranks, for messages
};

/// Waits for all ranks of the launch. A store that a launcher serves outlives their starts, so rank
/// 0 draws a number for each, and answers only who has seen it. Throws Error(kUsage) on rank 0 and
/// on the ranks that have come if one does not belong to them, and Error(kPeer) if not all come
/// before `until`.
Meeting meet(const TimedStore& store, const Launch& launch, Clock::time_point until);

/// The key, with the prefix, under which a rank says that it lives.
std::string beat_key(int64_t rank);

}  // namespace wgan
