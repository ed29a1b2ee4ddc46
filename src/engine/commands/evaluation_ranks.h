#pragma once

#include <functional>
#include <vector>

#include "model.h"
#include "wgan/distributed/process_group.h"
#include "wgan/features/features.h"

namespace wgan {

/// What takes long in an evaluation, done by all ranks: samples, and the features of pictures. Rank
/// 0 asks, the others serve. Each picture's samples and features are those of one process.
class EvaluationRanks {
 public:
  explicit EvaluationRanks(const ProcessGroup& group) : group_(group) {}

  using Progress = std::function<void(int64_t done)>;
  /// Like Sampler::bytes_of_seeds; on rank 0.
  Tensor samples(const Sampler& sampler, uint64_t first, int64_t count,
                 const Progress& progress) const;
  /// Like features_of, for network number `index` of those that all ranks opened; on rank 0.
  Features features(const std::vector<OpenedFeatures>& networks, size_t index,
                    const Pictures& pictures, const Progress& progress) const;
  /// Ends the service of the others; on rank 0.
  void dismiss() const;

  /// Serves rank 0 until it dismisses the others. `model` is null if none is measured.
  void serve(const OpenedModel* model, const std::vector<OpenedFeatures>& networks) const;

 private:
  std::vector<int64_t> order(const std::vector<int64_t>& words) const;
  TensorList rows_of_all(const Tensor& own, int64_t rows) const;
  Tensor own_samples(const Sampler& sampler, uint64_t first, int64_t count,
                     const Progress& progress) const;

  const ProcessGroup& group_;
};

}  // namespace wgan
