#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "wgan/base/error.h"
#include "wgan/base/image.h"

/// The interface of libwgan for other programs: load a model, draw samples, train. It needs no
/// header of LibTorch. All functions throw wgan::Error, whose message is one sentence and whose
/// code is the exit code that the program `wgan` would give. Warnings go to stderr. Call them from
/// one thread at a time. They set the number of LibTorch's threads, and `train` the options of
/// malloc that suit training, for the whole process.
///
/// These declarations, Image, Error and ExitCode stay compatible within a minor version.
namespace wgan {

/// A trained generator: z [latent] to a picture.
class __attribute__((visibility("default"))) Generator {
 public:
  /// Reads the averaged weights of a g.pt, or of the g.pt in the folder of a run. `device` is
  /// "auto", "cpu", "cuda" or "cuda:N". Throws Error(kModel) if the file is not there, is no model
  /// or is damaged, and Error(kDevice) if there is no such device.
  explicit Generator(const std::filesystem::path& model, const std::string& device = "auto");
  ~Generator();
  Generator(Generator&& other) noexcept;
  Generator& operator=(Generator&& other) noexcept;

  int64_t width() const;
  int64_t height() const;
  int64_t channels() const;                         // 1 gray, 3 RGB, 4 RGBA
  int64_t latent() const;                           // numbers of a z
  int64_t step() const;                             // generator updates
  const std::vector<std::string>& classes() const;  // empty unless the model is conditional

  /// Returns the pictures of `count` seeds from `first` on, those of `wgan sample --seed FIRST -n
  /// COUNT`. A conditional model draws the class `name` or, without one, for each seed a class that
  /// depends on the seed. Throws Error(kUsage) if there is no such class, and if `count` is
  /// negative or more than 2^24.
  std::vector<Image> sample(uint64_t first, int64_t count, const std::string& name = {}) const;

  /// Returns the pictures for z, `latent()` numbers each, one z after the other. A conditional
  /// model draws the class `name`. Throws Error(kUsage) if the numbers are no whole z or not
  /// finite, or if there is no such class or none is named.
  std::vector<Image> of_latents(const std::vector<float>& z, const std::string& name = {}) const;

 private:
  struct Loaded;
  std::unique_ptr<Loaded> loaded_;
};

/// What `wgan train` takes: flags without dashes, and their values. "true" turns a switch on. A
/// repeated flag, such as "data", may come more than once.
using TrainingFlags = std::vector<std::pair<std::string, std::string>>;

/// A row of a run's metrics.csv.
struct TrainingRow {
  int64_t step = 0;                        // generator updates
  int64_t steps = 0;                       // of the whole run
  std::map<std::string, double> values{};  // by column, without those that have no value
};

struct TrainedRun {
  std::filesystem::path folder;  // model in g.pt, state in state.pt, metrics in metrics.csv
  int64_t step = 0;              // that it reached
  bool complete = false;         // whether that is its last step
};

/// Trains a new run, or with "resume" continues one, as `wgan train` does. `on_row` is called after
/// each row of metrics.csv (every "log-every" steps); the run is saved and ends once it returns
/// false. What it throws ends the run in the same way and then reaches the caller. Signals are the
/// caller's: they neither save nor end the run. Throws Error.
__attribute__((visibility("default"))) TrainedRun train(
    const TrainingFlags& flags, const std::function<bool(const TrainingRow&)>& on_row = {});

}  // namespace wgan
