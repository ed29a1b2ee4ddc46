#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "model.h"
#include "wgan/commands/errors.h"
#include "wgan/report/report.h"
#include "wgan/text/text.h"
#include "wgan/wgan.h"

namespace wgan {

struct Generator::Loaded {
  OpenedModel opened;

  /// Returns the number of the class; -1 if `name` is empty.
  int64_t label(const std::string& name) const {
    return name.empty() ? -1 : opened.model.class_number(name);
  }
};

Generator::Generator(const std::filesystem::path& model, const std::string& device) {
  set_console_style({.quiet = true});
  loaded_ = with_errors_of_one_line([&] {
    return std::unique_ptr<Loaded>(
        new Loaded{open_model({.checkpoint = model.string(), .device = device})});
  });
}

Generator::~Generator() = default;
Generator::Generator(Generator&& other) noexcept = default;
Generator& Generator::operator=(Generator&& other) noexcept = default;

int64_t Generator::width() const { return loaded_->opened.model.data.size.width; }
int64_t Generator::height() const { return loaded_->opened.model.data.size.height; }
int64_t Generator::channels() const { return loaded_->opened.model.data.channels; }
int64_t Generator::latent() const { return loaded_->opened.model.network.latent; }
int64_t Generator::step() const { return loaded_->opened.model.step; }
const std::vector<std::string>& Generator::classes() const { return loaded_->opened.model.classes; }

std::vector<Image> Generator::sample(uint64_t first, int64_t count, const std::string& name) const {
  return with_errors_of_one_line([&] {
    constexpr int64_t kMost = 1 << 24;
    if (count < 0 || count > kMost)
      throw Error(ExitCode::kUsage, cat(count, " pictures: ask for 0 to ", grouped(kMost)));
    if (count > 0 && first > UINT64_MAX - static_cast<uint64_t>(count - 1))
      throw Error(ExitCode::kUsage, cat("there are no ", count, " seeds from ", first, " on"));
    std::vector<uint64_t> seeds(static_cast<size_t>(count));
    std::iota(seeds.begin(), seeds.end(), first);
    if (seeds.empty()) return std::vector<Image>{};
    return loaded_->opened.sampler().of_seeds(seeds, loaded_->label(name));
  });
}

std::vector<Image> Generator::of_latents(const std::vector<float>& z,
                                         const std::string& name) const {
  return with_errors_of_one_line([&] {
    const auto length = static_cast<size_t>(latent());
    if (z.size() % length != 0)
      throw Error(ExitCode::kUsage, cat("a z of this model has ", length,
                                        " numbers, and these are ", z.size(), ": no multiple"));
    if (!std::all_of(z.begin(), z.end(), [](float number) { return std::isfinite(number); }))
      throw Error(ExitCode::kUsage, "z has a number that is not finite");
    if (z.empty()) return std::vector<Image>{};
    const auto count = static_cast<int64_t>(z.size() / length);
    const Tensor rows = at::from_blob(const_cast<float*>(z.data()), {count, latent()}).clone();
    SampleClasses labels;
    if (!classes().empty()) {
      if (name.empty())
        throw Error(ExitCode::kUsage,
                    cat("this model has classes, and one must be named: ", join(classes(), ", ")));
      labels.labels = at::full({count}, loaded_->label(name), at::TensorOptions(at::kLong));
    } else {
      loaded_->label(name);
    }
    return loaded_->opened.sampler().of_latents(rows, labels);
  });
}

}  // namespace wgan
