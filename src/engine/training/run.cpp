#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "wgan/base/error.h"
#include "wgan/device/device.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/text.h"
#include "wgan/training/training.h"

namespace wgan {
namespace {

constexpr int64_t kSheet = 64;  // pictures in the sheet of real ones
constexpr auto kLivePause = std::chrono::milliseconds(200);
constexpr auto kLinePause = std::chrono::seconds(2);

/// Whether the first `bytes` of a metrics.csv are whole rows of this program up to `step`.
bool is_beginning(std::string_view metrics, int64_t bytes, int64_t step) {
  const auto size = static_cast<size_t>(bytes);
  return bytes > 0 && size <= metrics.size() && metrics[size - 1] == '\n' &&
         is_metrics_header(metrics.substr(0, metrics.find('\n'))) &&
         bytes_up_to(metrics.substr(0, size), step) == bytes;
}

}  // namespace

Run::Run(const TrainSettings& settings, RunFolder folder, TrainingState& state, Batches& batches,
         Device device, Console& console, Texts texts)
    : settings_(settings),
      folder_(std::move(folder)),
      state_(state),
      batches_(batches),
      device_(device),
      console_(console),
      metrics_(folder_.metrics()),
      header_(metrics_header(settings.options.loss.semi)),
      log_(std::make_shared<AppendLog>(folder_.log())),
      steps_(total_steps(settings.options, batches.pictures(), state.progress)),
      epoch_(epoch()),
      start_(state.progress),
      vanishing_(settings.options, state.nets, state.progress.step),
      texts_(std::move(texts)) {
  for (const Path& inner : {folder_.samples(), folder_.checkpoints(), folder_.dumps()})
    remove_leftovers(inner);
  texts_["kind"] = "state";
  texts_["settings"] = setting_lines(settings_);
  if (texts_.count("metrics_bytes")) go_back(texts_);
  else metrics_.cut(0);
  if (metrics_.size() == 0) metrics_.write(header_);
  // A run that began with an earlier version keeps the columns of its file.
  const std::string rows = read_file(folder_.metrics());
  if (const std::string first = rows.substr(0, rows.find('\n')); is_metrics_header(first))
    header_ = first;
  console_.log_to(log_);
}

void Run::go_back(const Texts& texts) {
  cut_rows(texts);
  const int64_t step = state_.progress.step;
  for (const int64_t later : steps_in(folder_.samples(), ".png")) {
    if (later > step) remove_file(folder_.samples(later));
  }
  epoch_ = epoch();
  for (const int64_t later : steps_in(folder_.samples(), ".png", "epoch")) {
    if (later > epoch_) remove_file(folder_.snapshot(later));
  }
  row_step_ = last_row(folder_.metrics()).value_or(-1);
  sample_step_ = -1;
  saved_step_ = step;
  checked_ = moved_ = false;
  finite_check_.go_back(state_.progress);
  vanishing_.go_back(step);
}

/// Leaves the rows in metrics.csv that the state with these texts knows of.
void Run::cut_rows(const Texts& texts) {
  const int64_t step = state_.progress.step;
  const std::string rows = read_file(folder_.metrics());
  const auto bytes = to_integer(text_of(texts, "metrics_bytes"));
  if (bytes && is_beginning(rows, *bytes, step)) return metrics_.cut(*bytes);
  if (!rows.empty() && !is_metrics_header(rows.substr(0, rows.find('\n')))) {
    const Path aside = free_name(folder_.metrics());
    write_atomically(aside, rows);
    console_.warn(cat("metrics.csv does not begin with columns of wgan; it is kept as ",
                      escaped(aside.filename().string()), ", and a new one begins"));
    metrics_.cut(0);
    return metrics_.write(header_);
  }
  console_.warn(
      cat("metrics.csv is not what it was when the state was saved: the run went back since, or "
          "somebody changed the file. Rows may be missing or of another try; those up to step ",
          step, " stay"));
  metrics_.cut(bytes_up_to(rows, step));
}

void Run::begin(const PictureSet& pictures) {
  std::error_code error;
  save();
  if (!std::filesystem::exists(folder_.real_pictures(), error)) write_real(pictures);
  if (state_.progress.step == 0 && !std::filesystem::exists(folder_.samples(0), error))
    write_samples();
}

void Run::write_real(const PictureSet& pictures) {
  std::vector<Image> sheet;
  for (int64_t i = 0; i < std::min(kSheet, pictures.count()); ++i) {
    sheet.push_back(pictures.picture(i * pictures.count() / std::min(kSheet, pictures.count())));
  }
  make_folder(folder_.samples());
  write_atomically(folder_.real_pictures(), encode_png(grid(sheet, square_columns(kSheet))));
}

bool Run::save_is_due() const {
  const Keep& keep = settings_.options.keep;
  return due(settings_.options.save_every) || (keep.every > 0 && due(keep.every)) ||
         seconds_since(saved_) >= settings_.options.save_interval;
}

void Run::tick() {
  const auto now = Clock::now();
  const double seconds = std::chrono::duration<double>(now - ticked_).count();
  state_.progress.seconds =
      std::min(state_.progress.seconds + seconds, static_cast<double>(kMostCounted));
  state_.interval.waited += batches_.waited() - waited_;
  ticked_ = now;
  waited_ = batches_.waited();
}

void Run::add(Player player, const Update& update) {
  const char* column = player == Player::kCritic ? "critic_loss" : "generator_loss";
  state_.interval.add(column, update.loss.total);
  state_.interval.add(player == Player::kCritic ? "critic_gradient" : "generator_gradient",
                      update.gradient_norm);
  for (const auto& [name, value] : update.loss.terms) state_.interval.add(name, value);
  finite_check_.add(player, state_.progress, update);
  checked_ = false;
  moved_ = true;
}

/// Gives the averaged generator the statistics that go with its weights. They are numbers too.
void Run::settle_average() {
  const TrainOptions& o = settings_.options;
  const int64_t samples =
      state_.progress.step == 0 ? kFirstCalibrationSamples : kCalibrationSamples;
  if (state_.average.calibrate(o.seed, o.network, samples)) checked_ = false;
}

/// Throws NonFiniteError.
void Run::check() {
  if (checked_) return;
  if (!finite_check_.sound()) throw NonFiniteError("a loss or a gradient is not finite");
  if (const auto name = first_not_finite(state_.weights()))
    throw NonFiniteError(cat("the tensor ", *name, " is not finite"));
  finite_check_.forget();
  checked_ = true;
}

void Run::write_row() {
  check();
  const Interval& since = state_.interval;
  const Progress& p = state_.progress;
  // Reading the means waits for the device, so it comes before the clock is read.
  latest_ = {.critic_loss = since.critic_loss.value(),
             .generator_loss = since.generator_loss.value(),
             .w_estimate = since.w_estimate.value(),
             .gradient_norm = since.gradient_norm.value(),
             .critic_gradient = since.critic_gradient.value(),
             .generator_gradient = since.generator_gradient.value(),
             .accuracy = since.accuracy()};
  tick();
  const double seconds = std::max(1e-9, p.seconds - since.began);
  latest_.step = p.step;
  latest_.images = p.images;
  latest_.seconds = p.seconds;
  latest_.images_per_second = static_cast<double>(p.images - since.first_image) / seconds;
  latest_.data_wait = since.waited / seconds;
  latest_.memory_mb = static_cast<double>(memory_in_use(device_)) / 1e6;
  if (metrics_.come_back())
    console_.warn("metrics.csv was deleted or replaced; its rows are written anew");
  metrics_.write(csv_line(latest_, header_));
  for (const std::string& warning : vanishing_.add(latest_)) console_.warn(warning);
  row_step_ = p.step;
  state_.interval = Interval{.began = p.seconds, .first_image = p.images};
  const auto now = Clock::now();
  if (!console_.is_terminal() && (now - printed_ >= kLinePause || p.step == steps_)) {
    console_.info(join(status_parts(latest_, outlook()), ", "));
    printed_ = now;
  }
}

Outlook Run::outlook() const { return {steps_, epoch(), seconds_left()}; }

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

void Run::name_bad_pictures() {
  for (const BadPicture& bad : batches_.take_bad())
    console_.warn(cat("left out ", escaped(bad.name), " from now on: ", escaped(bad.reason)));
}

void Run::show_progress() {
  name_bad_pictures();
  const auto now = Clock::now();
  if (!console_.is_terminal() || now - shown_ < kLivePause) return;
  tick();
  const Progress& p = state_.progress;
  MetricsRow live = latest_;
  live.step = p.step;
  live.images = p.images;
  live.images_per_second =
      static_cast<double>(p.images - start_.images) / std::max(1e-9, p.seconds - start_.seconds);
  live.memory_mb = static_cast<double>(memory_in_use(device_)) / 1e6;
  console_.live(status_parts(live, outlook()));
  shown_ = now;
}

int64_t Run::epoch() const { return state_.progress.step_images / batches_.pictures(); }

bool Run::snapshot_is_due() {
  const int64_t before = std::exchange(epoch_, epoch());
  if (epoch_ == before) return false;
  snapshots_ = asked_epochs(before, epoch_);
  return !snapshots_.empty();
}

/// Those behind `after` up to `to` whose pictures are to be kept.
std::vector<int64_t> Run::asked_epochs(int64_t after, int64_t to) const {
  const TrainOptions& o = settings_.options;
  std::set<int64_t> asked;
  for (const uint64_t at : o.snapshot_at) asked.insert(static_cast<int64_t>(at));
  const int64_t every = o.snapshot_every;
  for (int64_t e = every ? (after / every + 1) * every : to + 1; e <= to; e += every)
    asked.insert(e);
  return {asked.upper_bound(after), asked.upper_bound(to)};
}

/// The samples of the same points each time.
std::string Run::sheet() const {
  const TrainOptions& o = settings_.options;
  std::vector<uint64_t> seeds(static_cast<size_t>(o.grid.width * o.grid.height));
  std::iota(seeds.begin(), seeds.end(), 0);
  const Sampler sampler(state_.average.generator(), o.network, device_);
  return encode_png(grid(sampler.of_seeds(seeds), o.grid.width));
}

void Run::write_snapshot() {
  settle_average();
  check();
  make_folder(folder_.samples());
  const std::string png = sheet();
  for (const int64_t epoch : snapshots_) write_atomically(folder_.snapshot(epoch), png);
}

void Run::write_samples() {
  const auto began = Clock::now();
  settle_average();
  check();
  make_folder(folder_.samples());  // somebody may have removed it
  write_atomically(folder_.samples(state_.progress.step), sheet());
  sample_step_ = state_.progress.step;
  slowest_samples_ = std::max(slowest_samples_, seconds_since(began));
}

/// The bytes of g.pt.
std::string Run::packed_model() const {
  Texts about;
  for (const char* name : {"range", "classes"}) {
    if (texts_.count(name)) about[name] = texts_.at(name);
  }
  const Network& average = state_.average.generator();
  return pack_model(average, state_.nets.generator, setting_lines(settings_, /*with_path=*/false),
                    state_.progress.step, about,
                    Sampler(average, settings_.options.network, device_).self_test_picture());
}

void Run::save() {
  const auto began = Clock::now();
  settle_average();
  check();
  tick();
  {
    const std::string model = packed_model();
    metrics_.come_back();
    if (!is_there(folder_.settings()))  // the folder was deleted
      write_atomically(folder_.settings(), settings_file(settings_, text_of(texts_, "changes")));
    texts_["metrics_bytes"] = std::to_string(metrics_.size());
    const int64_t saves = to_integer(text_of(texts_, "saves")).value_or(0);
    texts_["saves"] = std::to_string(std::min(saves + 1, kMostCounted));
    const std::string state = pack_checkpoint(state_.tensors(), texts_);
    write_atomically(folder_.model(), model, /*next=*/state.size());
    // The state vouches for the rows before it, so they are on the disk first.
    metrics_.sync();
    // Where it is but the settings that changed, the state takes its own place.
    if (saved_step_ >= 0 && moved_) {
      make_folder(folder_.checkpoints());
      put_aside(folder_.state(), folder_.checkpoint(saved_step_));
    }
    write_atomically(folder_.state(), state);
  }
  release_memory();
  saved_ = Clock::now();
  saved_step_ = state_.progress.step;
  drop_states();
  moved_ = false;
  slowest_save_ = std::max(slowest_save_, seconds_since(began));
  console_.note(cat("saved step ", state_.progress.step));
}

void Run::save_if_asked() {
  if (!save_asked()) return;
  save();
  console_.info(cat("saved step ", state_.progress.step, " as asked"));
}

/// Removes the states that --keep has no room for.
void Run::drop_states() {
  const auto older = steps_in(folder_.checkpoints(), ".pt");
  for (const int64_t step : superfluous(older, saved_step_, settings_.options.keep))
    remove_file(folder_.checkpoint(step));
}

void Run::end() {
  // Saved first: a run that goes on from here does not know of the row and the pictures that close
  // this one.
  if (moved_ || saved_step_ < 0) save();
  if (row_step_ != state_.progress.step && state_.progress.step > 0) write_row();
  if (sample_step_ != state_.progress.step) write_samples();
}

}  // namespace wgan
