#include "evaluation_ranks.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "as_rank.h"

namespace wgan {
namespace {

/// Rank 0's orders; the words behind them are their numbers.
enum Order : int64_t { kEnd, kSamples, kFeatures };
constexpr int64_t kWords = 6;

/// Samples and pictures that go through a network together: a rank's part begins where they do.
constexpr int64_t kSampleStep = 256, kFeatureStep = 8;

/// Returns the rows of all ranks in one tensor, without what filled the shorter ones.
Tensor joined(const TensorList& parts, int64_t all, int64_t step) {
  std::vector<Tensor> rows;
  for (size_t rank = 0; rank < parts.size(); ++rank)
    rows.push_back(parts[rank].narrow(
        0, 0, share_of(all, step, static_cast<int64_t>(rank), std::ssize(parts)).count));
  return at::cat(rows);
}

}  // namespace

std::vector<int64_t> EvaluationRanks::order(const std::vector<int64_t>& words) const {
  const Tensor message = at::zeros({kWords}, at::kLong);
  auto* values = message.data_ptr<int64_t>();
  std::copy(words.begin(), words.end(), values);
  group_.broadcast({message});
  return {values, values + kWords};
}

/// Fills the rows up to `rows`, so that the ranks' tensors have one shape.
TensorList EvaluationRanks::rows_of_all(const Tensor& own, int64_t rows) const {
  std::vector<int64_t> shape = own.sizes().vec();
  shape[0] = rows;
  const Tensor filled = at::zeros(shape, own.options());
  filled.narrow(0, 0, own.size(0)).copy_(own);
  return group_.gather(filled);
}

Tensor EvaluationRanks::own_samples(const Sampler& sampler, uint64_t first, int64_t count,
                                    const Progress& progress) const {
  const Share own = share_of(count, kSampleStep, group_.rank(), group_.size());
  if (own.count == 0) {  // of the shape of the others
    const Tensor one = sampler.bytes_of_seeds(first, 1, {});
    return one.narrow(0, 0, 0);
  }
  return sampler.bytes_of_seeds(first + static_cast<uint64_t>(own.first), own.count, progress);
}

Tensor EvaluationRanks::samples(const Sampler& sampler, uint64_t first, int64_t count,
                                const Progress& progress) const {
  if (group_.is_alone()) return sampler.bytes_of_seeds(first, count, progress);
  order({kSamples, static_cast<int64_t>(first), count});
  const Tensor own = own_samples(sampler, first, count, [&](int64_t done) {
    progress(std::min(count, done * group_.size()));
  });
  return joined(rows_of_all(own, share_of(count, kSampleStep, 0, group_.size()).count), count,
                kSampleStep);
}

Features EvaluationRanks::features(const std::vector<OpenedFeatures>& networks, size_t index,
                                   const Pictures& pictures, const Progress& progress) const {
  if (group_.is_alone()) return features_of(networks[index], pictures, progress);
  const int64_t n = pictures.size(0);
  const Share own = share_of(n, kFeatureStep, 0, group_.size());
  order({kFeatures, static_cast<int64_t>(index), n, pictures.size(1), pictures.size(2),
         pictures.size(3)});
  group_.broadcast({pictures.contiguous()});
  const Features mine =
      features_of(networks[index], pictures.narrow(0, own.first, own.count),
                  [&](int64_t done) { progress(std::min(n, done * group_.size())); });
  Features all{joined(rows_of_all(mine.values, own.count), n, kFeatureStep), {}};
  if (mine.probabilities.defined())
    all.probabilities = joined(rows_of_all(mine.probabilities, own.count), n, kFeatureStep);
  return all;
}

void EvaluationRanks::dismiss() const {
  if (!group_.is_alone()) order({kEnd});
}

void EvaluationRanks::serve(const OpenedModel* model,
                            const std::vector<OpenedFeatures>& networks) const {
  while (true) {
    const std::vector<int64_t> asked = order({});
    if (asked[0] == kEnd) return;
    const Occupied serving(group_, "measuring");
    if (asked[0] == kSamples) {
      const int64_t count = asked[2];
      rows_of_all(own_samples(model->sampler(), static_cast<uint64_t>(asked[1]), count, {}),
                  share_of(count, kSampleStep, 0, group_.size()).count);
      continue;
    }
    const int64_t n = asked[2];
    const Tensor pictures = at::empty({n, asked[3], asked[4], asked[5]}, at::kByte);
    group_.broadcast({pictures});
    const Share own = share_of(n, kFeatureStep, group_.rank(), group_.size());
    // A rank without a part finds the features of one picture, for their shape.
    const Features found = features_of(
        networks[static_cast<size_t>(asked[1])],
        pictures.narrow(0, own.count > 0 ? own.first : 0, std::max<int64_t>(1, own.count)), {});
    const int64_t most = share_of(n, kFeatureStep, 0, group_.size()).count;
    rows_of_all(found.values, most);
    if (found.probabilities.defined()) rows_of_all(found.probabilities, most);
  }
}

}  // namespace wgan
