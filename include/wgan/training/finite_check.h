#pragma once

#include <deque>
#include <string>
#include <vector>

#include "wgan/base/error.h"
#include "wgan/training/update.h"

namespace wgan {

/// Numbers of a run are not finite any more.
class NonFiniteError : public Error {
 public:
  explicit NonFiniteError(const std::string& what) : Error(ExitCode::kDiverged, what) {}
};

/// Watches every update for numbers that are not finite, without waiting for the device.
class FiniteCheck {
 public:
  void add(Player player, const Progress& progress, const Update& update);
  /// Waits: whether all losses and gradients since the last `forget` are finite.
  bool sound() const;
  void forget();
  /// Forgets the updates that were made after this place.
  void go_back(const Progress& progress);
  /// "step 12, critic 3: 1.25" of the last 20 updates, the oldest first. Waits.
  std::vector<std::string> gradient_norms() const;

 private:
  struct Norm {
    int64_t step, update;
    Player player;
    Tensor value;
  };
  Tensor sum_;
  std::deque<Norm> norms_;
};

}  // namespace wgan
