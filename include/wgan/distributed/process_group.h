#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wgan/base/error.h"
#include "wgan/device/tensor.h"

/// The processes that train one pair of networks together.
namespace wgan {

/// Another rank has ended or stands still. ProcessGroup::lost says which, and who tells the user.
class PeerLost : public Error {
 public:
  explicit PeerLost(bool sound)
      : Error(ExitCode::kPeer, "another process of this run is lost"), sound_(sound) {}
  /// Whether the weights are those after the last whole update.
  bool sound() const { return sound_; }

 private:
  bool sound_;
};

/// What a PeerLost was about.
struct LostRank {
  std::string reason;
  bool tells = true;  // whether it is for this rank to tell the user
};

/// A sum that is under way.
class PendingSum {
 public:
  virtual ~PendingSum() = default;
  /// Waits until the tensor holds the sum. Throws like ProcessGroup.
  virtual void wait() = 0;
};

/// The processes of a run, as one of them sees them. They are called ranks, and numbered from 0 to
/// `size` - 1; rank 0 leads: it alone writes files. All ranks call the same functions in the same
/// order, each from one thread. The functions throw PeerLost.
class ProcessGroup {
 public:
  virtual ~ProcessGroup() = default;
  virtual int64_t rank() const = 0;
  virtual int64_t size() const = 0;
  bool leads() const { return rank() == 0; }
  bool is_alone() const { return size() == 1; }

  /// Starts to replace `tensor` by the sum of every rank's. Nothing may touch it before the end of
  /// `wait`.
  virtual std::unique_ptr<PendingSum> start_sum(const Tensor& tensor) const = 0;
  /// Replaces `tensor` by the largest of every rank's numbers. On the processor.
  virtual void maximum(const Tensor& tensor) const = 0;
  /// Replaces the tensors by those of rank 0.
  virtual void broadcast(const TensorList& tensors) const = 0;
  /// Returns every rank's tensor on rank 0, by rank, and nothing on the others. All have one shape;
  /// they are on the processor.
  virtual TensorList gather(const Tensor& own) const = 0;
  /// Returns every rank's text, by rank.
  virtual std::vector<std::string> gather(const std::string& text) const = 0;
  /// Returns rank 0's text.
  virtual std::string broadcast(const std::string& text) const = 0;
  /// Tells the others what keeps this rank busy while they wait for it, for however long; an empty
  /// text ends it.
  virtual void announce(const std::string& occupation) const = 0;
  /// Tells the others why this rank ends before them. Returns whether they can know.
  virtual bool give_up(const std::string& reason) const = 0;
  /// Returns what was lost, after a PeerLost. Takes up to some seconds to find out.
  virtual LostRank lost() const = 0;
  /// Keeps a text for ranks that the launcher starts again after a failure; an empty one forgets
  /// it. Returns what was kept.
  virtual void remember(const std::string& name, const std::string& text) const = 0;
  virtual std::optional<std::string> remembered(const std::string& name) const = 0;
};

/// While it lives, the other ranks wait for this one, however long that takes.
class Occupied {
 public:
  Occupied(const ProcessGroup& group, const std::string& by) : group_(group) { group.announce(by); }
  ~Occupied() { group_.announce(""); }
  Occupied(const Occupied&) = delete;
  Occupied& operator=(const Occupied&) = delete;

 private:
  const ProcessGroup& group_;
};

/// Returns the group of a process that trains by itself.
const ProcessGroup& single_process();

/// Returns the sum over all ranks of `x`. It is differentiable any number of times: the gradient of
/// a sum over ranks is the sum of the gradients over ranks.
Tensor sum_over_ranks(const Tensor& x, const ProcessGroup& group);

}  // namespace wgan
