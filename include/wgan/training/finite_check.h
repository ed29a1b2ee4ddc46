#pragma once

#include <deque>
#include <string>
#include <vector>

#include "wgan/base/error.h"
#include "wgan/training/update.h"

namespace wgan {

/// Thrown when numbers of a run are no longer finite.
class NonFiniteError : public Error {
 public:
  explicit NonFiniteError(const std::string& what) : Error(ExitCode::kDiverged, what) {}
};

/// Watches every update for non-finite numbers, without waiting for the device.
class FiniteCheck {
 public:
  void add(Player player, const Progress& progress, const Update& update);
  /// Whether all losses and gradients since the last `forget` are finite. Waits for the device.
  bool sound() const;
  void forget();
  /// Forgets the updates made after `progress`.
  void go_back(const Progress& progress);
  /// Returns "step 12, critic 3: 1.25" for each of the last 20 updates, the oldest first. Waits for
  /// the device.
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
