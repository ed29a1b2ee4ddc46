#include "feature_scores.h"

#include <ATen/TensorOperators.h>

#include <algorithm>
#include <utility>

#include "wgan/base/error.h"
#include "wgan/checkpoint/checkpoint.h"
#include "wgan/features/list.h"
#include "wgan/files/files.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

Features part_of(const Features& all, int64_t first, int64_t count) {
  const auto part = [&](const Tensor& whole) {
    return whole.defined() ? whole.narrow(0, first, count) : whole;
  };
  return {part(all.values), part(all.probabilities)};
}

/// The names of the numbers: those of Inception have names of their own.
std::string named(const std::string& number, const std::string& network) {
  if (network != feature_networks::Inception::kName) return cat(number, "-", network);
  return number == "kd" ? "kid" : number == "score" ? "is" : number;
}

std::string frechet_name(const std::string& network) {
  std::string name;
  FeatureNetworkList::visit(network, [&]<typename Entry>() { name = Entry::kFrechet; });
  return name;
}

/// All numbers but the Fréchet distance, which takes many pictures.
std::vector<Estimate> estimates(const FeatureComparison& sets, const std::string& network,
                                bool with_frechet) {
  std::vector<Estimate> all;
  const auto add = [&](Estimate one, const std::string& name) {
    one.name = name;
    all.push_back(std::move(one));
  };
  if (with_frechet) add(frechet_estimate(sets), frechet_name(network));
  add(kernel_estimate(sets), named("kd", network));
  if (sets.fake.probabilities.defined()) add(inception_score(sets), named("score", network));
  for (const Estimate& one : manifold_estimates(sets)) add(one, named(one.name, network));
  return all;
}

/// The features of the real pictures in the cache folder; an unreadable file counts as none.
std::optional<Features> cached(const Path& file) {
  try {
    const Checkpoint found = read_checkpoint(file);
    const auto probabilities = found.tensors.find("probabilities");
    return Features{found.tensors.at("values"),
                    probabilities == found.tensors.end() ? Tensor() : probabilities->second};
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace

FeatureScores::FeatureScores(const OpenedFeatures& features, const Measured& real, uint64_t seed,
                             Console& console, Find find)
    : features_(features),
      find_(std::move(find)),
      seed_(seed),
      real_(of_set(real, "real", console)) {}

std::vector<Score> FeatureScores::of(const Measured& generated, Console& console) const {
  const Features fake = of_set(generated, "generated", console);
  const int64_t all = real_.values.size(0), half = std::min(fake.values.size(0), all / 2),
                fewest = std::min({all, fake.values.size(0)}), numbers = real_.values.size(1);
  const bool enough = fewest > numbers;
  if (!enough)
    console.warn(cat(frechet_name(features_.name),
                     " is left out: it takes more pictures of each kind than features (",
                     grouped(numbers), "), and there are ", grouped(fewest), "; ",
                     named("kd", features_.name), " is unbiased for any number"));
  const auto found = estimates({real_, fake}, features_.name, enough),
             floor = estimates({part_of(real_, 0, half), part_of(real_, all - half, half)},
                               features_.name, enough);
  std::vector<Score> scores;
  for (size_t i = 0; i < found.size(); ++i) scores.push_back({found[i], floor[i]});
  return scores;
}

Features FeatureScores::of_set(const Measured& set, const char* whose, Console& console) const {
  const Pictures pictures =
      set.pictures.narrow(0, 0, std::min(set.pictures.size(0), kMostPictures));
  const bool keeps = !set.digest.empty();
  // The seed decides which pictures are measured, and in which order.
  const Path folder = cache_folder() / "features",
             file = folder / cat(set.digest, "-", features_.digest, "-", seed_, ".pt");
  if (auto found = keeps ? cached(file) : std::nullopt;
      found && found->values.size(0) == pictures.size(0))
    return *found;
  Features found = find_(pictures, [&](int64_t done) {
    console.live({cat("features of ", whose, " pictures ", progress_bar(done, pictures.size(0)))});
  });
  console.live({});
  if (!keeps) return found;
  NamedTensors tensors{{"values", found.values}};
  if (found.probabilities.defined()) tensors.emplace_back("probabilities", found.probabilities);
  try {
    make_folder(folder);
    write_unsynced(file, pack_checkpoint(tensors, {{"kind", "features"}}));
  } catch (const Error& error) {
    console.warn(cat("the features of the ", whose, " pictures are not kept: ", error.what()));
  }
  return found;
}

}  // namespace wgan
