#include <ATen/ops/isfinite.h>

#include <algorithm>
#include <cmath>

#include "wgan/device.h"
#include "wgan/error.h"
#include "wgan/sampling.h"
#include "wgan/text.h"
#include "wgan/training.h"

namespace wgan {
namespace {

constexpr int64_t kSheet = 64;  // pictures in a grid of samples
constexpr auto kLivePause = std::chrono::milliseconds(200);
constexpr auto kLinePause = std::chrono::seconds(2);

std::vector<uint64_t> sheet_seeds() {
  std::vector<uint64_t> seeds(kSheet);
  for (uint64_t i = 0; i < seeds.size(); ++i) seeds[i] = i;
  return seeds;
}

int64_t stored_bytes(const Texts& stored, const char* name) {
  const auto found = stored.find(name);
  return found == stored.end() ? INT64_MAX : to_integer(found->second).value_or(INT64_MAX);
}

}  // namespace

Run::Run(const TrainSettings& settings, RunFolder folder, TrainingState& state,
         const Batches& batches, Device device, Console& console, Texts texts)
    : settings_(settings),
      folder_(std::move(folder)),
      state_(state),
      batches_(batches),
      device_(device),
      console_(console),
      metrics_(folder_.metrics()),
      log_(std::make_shared<AppendLog>(folder_.log())),
      steps_(total_steps(settings.options, batches.pictures())),
      start_(state.progress),
      texts_(std::move(texts)) {
  metrics_.cut(stored_bytes(texts_, "metrics_bytes"));
  log_->cut(stored_bytes(texts_, "log_bytes"));
  write_atomically(folder_.settings(),
                   cat("# The settings of this run; wgan train --config repeats it.\n",
                       setting_lines(settings_)));
  if (start_.step > 0) {
    saved_step_ = start_.step;
    if (due(settings_.options.log_every))
      row_step_ = start_.step;  // written before the state was saved
  }
  if (metrics_.size() == 0) metrics_.write(kMetricsHeader);
  console_.log_to(log_);
}

void Run::begin(const PictureSet& pictures) {
  std::vector<Image> sheet;
  for (int64_t i = 0; i < std::min(kSheet, pictures.count()); ++i) {
    sheet.push_back(pictures.picture(i * pictures.count() / std::min(kSheet, pictures.count())));
  }
  write_atomically(folder_.real_pictures(), encode_png(grid(sheet, square_columns(kSheet))));
  write_samples();
  save();
}

bool Run::save_is_due() const {
  return due(settings_.options.save_every) ||
         Clock::now() - saved_ >= std::chrono::duration<double>(settings_.options.save_interval);
}

void Run::tick() {
  const auto now = Clock::now();
  state_.progress.seconds += std::chrono::duration<double>(now - ticked_).count();
  state_.interval.waited += batches_.waited() - waited_;
  ticked_ = now;
  waited_ = batches_.waited();
}

void Run::add(const std::string& loss, const LossTerms& terms) {
  state_.interval.add(loss, terms.total);
  for (const auto& [name, value] : terms.terms) state_.interval.add(name, value);
}

void Run::write_row() {
  const Interval& since = state_.interval;
  const Progress& p = state_.progress;
  // Reading the means waits for the device, so it comes before the clock is read.
  latest_ = {.critic_loss = since.critic_loss.value(),
             .generator_loss = since.generator_loss.value(),
             .w_estimate = since.w_estimate.value(),
             .gradient_norm = since.gradient_norm.value()};
  tick();
  const double seconds = std::max(1e-9, p.seconds - since.began);
  latest_.step = p.step;
  latest_.images = p.images;
  latest_.seconds = p.seconds;
  latest_.images_per_second = static_cast<double>(p.images - since.first_image) / seconds;
  latest_.data_wait = since.waited / seconds;
  latest_.memory_mb = static_cast<double>(memory_in_use(device_)) / 1e6;
  for (const auto& [name, value] :
       {std::pair{"critic's", latest_.critic_loss}, {"generator's", latest_.generator_loss}}) {
    if (value && !std::isfinite(*value)) diverged(cat("the ", name, " loss is ", *value));
  }
  metrics_.write(csv_line(latest_));
  row_step_ = p.step;
  state_.interval = Interval{.began = p.seconds, .first_image = p.images};
  const auto now = Clock::now();
  if (!console_.is_terminal() && (now - printed_ >= kLinePause || p.step == steps_)) {
    console_.info(status_line(latest_, steps_, seconds_left()));
    printed_ = now;
  }
}

std::optional<double> Run::seconds_left() const {
  const Progress& p = state_.progress;
  const double spent = p.seconds - start_.seconds;
  std::optional<double> left;
  if (p.step > start_.step) {
    left = spent / static_cast<double>(p.step - start_.step) * static_cast<double>(steps_ - p.step);
  }
  if (const double limit = settings_.options.time_limit; limit > 0) {
    left = std::min(left.value_or(limit), std::max(0.0, limit - spent));
  }
  return left;
}

void Run::show_progress() {
  const auto now = Clock::now();
  if (!console_.is_terminal() || now - shown_ < kLivePause) return;
  tick();
  const Progress& p = state_.progress;
  MetricsRow live = latest_;
  live.step = p.step;
  live.images_per_second =
      static_cast<double>(p.images - start_.images) / std::max(1e-9, p.seconds - start_.seconds);
  live.memory_mb = static_cast<double>(memory_in_use(device_)) / 1e6;
  console_.live(status_line(live, steps_, seconds_left()));
  shown_ = now;
}

void Run::write_samples() {
  const TrainOptions& o = settings_.options;
  state_.average.calibrate(o.seed, o.network.latent);
  const auto pictures =
      pictures_of_seeds(state_.average.generator(), o.network.latent, sheet_seeds(), device_);
  write_atomically(folder_.samples(state_.progress.step),
                   encode_png(grid(pictures, square_columns(kSheet))));
  sample_step_ = state_.progress.step;
}

void Run::save() {
  const TrainOptions& o = settings_.options;
  state_.average.calibrate(o.seed, o.network.latent);
  tick();
  const NamedTensors tensors = state_.tensors();
  for (const auto& [name, tensor] : tensors) {
    if (!at::isfinite(tensor).all().item<bool>())
      diverged(cat("the tensor ", name, " is not finite"));
  }
  Texts about;
  for (const char* name : {"range", "classes"}) {
    if (texts_.count(name)) about[name] = texts_[name];
  }
  write_atomically(folder_.model(), pack_model(state_.average.generator(), state_.nets.generator,
                                               setting_lines(settings_, /*with_path=*/false),
                                               state_.progress.step, about));
  texts_["kind"] = "state";
  texts_["settings"] = setting_lines(settings_);
  texts_["metrics_bytes"] = std::to_string(metrics_.size());
  texts_["log_bytes"] = std::to_string(log_->size());
  write_atomically(folder_.state(), pack_checkpoint(tensors, texts_));
  saved_ = Clock::now();
  saved_step_ = state_.progress.step;
  console_.note(cat("saved step ", state_.progress.step));
}

void Run::end() {
  // Saved first: a run that goes on from here does not know of the row and the pictures that close
  // this one.
  save();
  if (row_step_ != state_.progress.step && state_.progress.step > 0) write_row();
  if (sample_step_ != state_.progress.step) write_samples();
}

void Run::diverged(const std::string& what) const {
  throw Error(ExitCode::kDiverged,
              cat("training diverged at step ", state_.progress.step, ": ", what, ". ",
                  saved_step_ >= 0 ? cat("The state of step ", saved_step_, " is in ",
                                         folder_.state().string(), ". ")
                                   : std::string(),
                  "A lower --rate is the usual cure"));
}

}  // namespace wgan
